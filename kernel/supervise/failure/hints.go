package failure

import (
	"regexp"
	"strings"
)

// hint is one sentence for a message of the compiler; $1 stands for the first group. Functions of a Report know more.
type hint struct {
	message *regexp.Regexp
	say     string
	more    func(m []string, line string, r Report) string
}

func says(pattern, say string) hint { return hint{message: regexp.MustCompile(pattern), say: say} }

func finds(pattern string, more func(m []string, line string, r Report) string) hint {
	return hint{message: regexp.MustCompile(pattern), more: more}
}

// compileHints are tried in their order; the first that has something to say does.
var compileHints = []hint{
	says(`^declared and not used: (\w+)`, "use $1, take it out, or write _ in its place"),
	says(`^(".*") imported (as \w+ )?and not used`, "take the import of $1 out: cells import by themselves what they use of the standard library"),
	says(`^no new variables on left side of :=`, "the variable exists already: write = to give it a new value"),
	says(`^expected declaration, found '}'`, "there is one } too many, or its { is missing above"),
	says(`^expected declaration, found '?import'?`, "imports come before all else in a cell"),
	says(`^expected statement, found '?import'?|^imports must appear before`, "imports stand above the line %%, before all else"),
	says(`^expected declaration, found|^non-declaration statement outside function body`, "statements go below a line %%; above it only var, const, type, func and import"),
	finds(`found 'EOF'`, func(_ []string, _ string, r Report) string { return r.open() }),
	finds(`^undefined: ([\w.]+)$`, undefined),
	says(`^missing return`, "every way through the function must end in a return; the last } is reached without one"),
	says(`\(mismatched types untyped string and untyped|\(mismatched types string and|and string\)$`, "text and numbers do not add up: fmt.Sprint(...) makes text of a number"),
	says(`\(mismatched types (\w+) and (\w+)\)`, "both sides must have one type: convert one, for example $2(x)"),
	says(`is not used$`, "the value goes nowhere: assign it, print it or take the line out"),
	says(`^assignment mismatch: 1 variable but .* returns 2 values`, "the second value is most often the error: x, err := ..."),
	says(`^assignment mismatch`, "both sides need the same number of values"),
	says(`^(not enough|too many) arguments in call`, "\"have\" is what the call gives, \"want\" what the function takes"),
	says(`^(not enough|too many) return values`, "\"have\" is what is returned, \"want\" what the function's head promises"),
	says(`^no required module provides package ([^\s;]+)`, "cells fetch nothing by themselves: a line !*GOPROXY=direct go get $1 fetches it once, with the network"),
	says(`^package (\S+) is not in std`, "there is no package $1 here: look at its spelling"),
	says(`^string literal not terminated`, "the closing \" is missing; text over several lines stands in ` `"),
	says(`^(illegal rune literal|more than one character in rune literal|rune literal not terminated)`, "text stands in double quotes; single quotes hold one letter"),
	says(`^unexpected newline, expecting { after`, "the { stands at the end of the line, not on the next one"),
	says(`^missing ',' before newline`, "the last line of a list ends in a comma too, when the bracket closes on the next line"),
	says(`must be function call$`, "behind the function's } come the parentheses of the call: }()"),
	says(`^expected ';', found '\+\+'|^expected ';', found '--'|unexpected \+\+|unexpected --`, "x++ is a statement of its own, not a value"),
	says(`^non-boolean condition`, "a condition is true or false: compare, for example x != 0"),
	says(`use of untyped nil`, "nil alone has no type: var x *T says which"),
	says(`missing method .*has pointer receiver|method \w+ has pointer receiver`, "the method belongs to the pointer: write & in front of the value"),
	says(`does not implement .*missing method (\w+)`, "the type needs a method $1 just as the interface names it"),
	says(`^cannot use .*untyped (\w+) constant\) as (\w+) value`, "a $1 constant does not fit the type $2"),
	says(`^cannot use (.+) \(.*\) as (.+) value in`, "the types must be the same: convert the value, or change the variable's type"),
	says(`^(\S+)\.(\w+) undefined \(type .* has no field or method`, "look at the spelling of $2 and what it stands behind; capital letters count"),
	says(`(is not exported by|not exported|unexported)`, "only names that start with a capital letter can be used outside their package"),
	says(`^(break|continue) is not in a loop`, "$1 belongs inside a for"),
	says(`redeclared in this block`, "the name exists already in this cell: choose another one"),
	says(`^invalid operation: operator ! not defined`, "! is for true and false: compare with == 0 or == nil"),
	says(`^cannot assign to .*\(neither addressable nor a map index`, "a string and a value in a map cannot be changed in place: make a new one"),
	says(`^first argument to append must be a slice`, "append works on slices: s = append(s, x)"),
	says(`^label (\w+) defined and not used`, "take the label out"),
	says(`^missing function body|unexpected semicolon or newline before {`, "the { stands at the end of the line, not on the next one"),
}

// hints are what a beginner needs beside a message of the compiler.
func hints(message, line string, r Report) []string {
	if word := otherLanguage(line); word != "" && !strings.Contains(message, "'EOF'") {
		return []string{word}
	}
	for _, h := range compileHints {
		m := h.message.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		said := h.message.ReplaceAllString(m[0], h.say)
		if h.more != nil {
			said = h.more(m, line, r)
		}
		if said != "" {
			return []string{said}
		}
	}
	return nil
}

var foreign = []hint{
	says(`^\s*while\b`, "Go has no while: for with a condition is one"),
	says(`^\s*(def|function)\s+\w+`, "a function starts with func"),
	says(`^\s*(elif|elsif)\b`, "write } else if ... {"),
	says(`^\s*print\b`, "fmt.Println(...) prints"),
	says(`^\s*from\s+\w+\s+import\b`, "import \"package\" imports; the name goes in quotes"),
	says(`^\s*(try|except|catch)\b`, "Go has no exceptions: a function returns its error as the last value"),
	says(`^\s*let\s+\w+`, "x := 1 declares a variable"),
}

// otherLanguage sees a line that is meant in another language.
func otherLanguage(line string) string {
	for _, h := range foreign {
		if h.message.MatchString(line) {
			return h.say
		}
	}
	return ""
}

var panicTable = []hint{
	says(`assignment to entry in nil map`, "the map was declared, not made: m := map[K]V{} or make(map[K]V)"),
	says(`index out of range \[-?\d+\] with length 0`, "the list is empty there: look at len(...) first"),
	says(`index out of range \[(\d+)\] with length (\d+)`, "of $2 elements the last has one less as its index"),
	says(`index out of range`, "look at len(...) first: indices go from 0 to len-1"),
	says(`slice bounds out of range`, "a slice [a:b] needs 0 <= a <= b <= len"),
	says(`nil pointer dereference`, "a pointer, map or interface there was never given a value: look for the nil on that line"),
	says(`integer divide by zero`, "look at the divisor before dividing"),
	says(`interface conversion: .* is (\S+), not (\S+)`, "the value holds a $1: v, ok := x.($2) asks without a panic"),
	says(`close of closed channel`, "close a channel once, by the goroutine that sends"),
	says(`close of nil channel`, "the channel was declared, not made: make(chan T)"),
	says(`send on closed channel`, "only the sender closes a channel, after its last send"),
	says(`negative WaitGroup counter`, "there were more Done than Add; wg.Go(func() {...}) counts by itself"),
	says(`WaitGroup is reused|WaitGroup misuse`, "call Add before the goroutine starts and before Wait"),
	says(`unlock of unlocked`, "each Unlock needs one Lock before it: mu.Lock() and then defer mu.Unlock()"),
	says(`concurrent map`, "several goroutines use one map: guard it with a sync.Mutex, or let one goroutine own it; %race shows both places"),
	says(`stack overflow`, "a function calls itself without end: look for the case that stops"),
	says(`makeslice`, "the length of a slice must be 0 or more and fit in memory"),
	says(`out of memory`, "the program asked for more memory than there is"),
	says(`too many concurrent|thread exhaustion`, "too many goroutines block in system calls at once: a pool bounds them"),
	says(`deadlock!.*chan receive \(nil chan\)|deadlock!.*chan send \(nil chan\)`, "a nil channel never delivers: make(chan T)"),
	says(`deadlock!.*chan receive`, "nobody sends any more, or the sender forgot to close the channel"),
	says(`deadlock!.*chan send`, "nobody receives: start the receiver before, or make a buffer: make(chan T, n)"),
	says(`deadlock!.*WaitGroup`, "there were fewer Done than Add; wg.Go(func() {...}) counts by itself"),
	says(`deadlock!.*Mutex`, "the goroutine waits for a lock that is never released, maybe its own: defer mu.Unlock() after each Lock"),
	says(`deadlock!.*select \(no cases\)`, "select {} waits for ever: wait for a channel or a WaitGroup instead"),
}

// panicHints are what a beginner needs beside a panic.
func panicHints(message string) []string {
	for _, h := range panicTable {
		if m := h.message.FindString(message); m != "" {
			return []string{h.message.ReplaceAllString(m, h.say)}
		}
	}
	return nil
}
