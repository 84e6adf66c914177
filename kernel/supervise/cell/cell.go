// Package cell knows the language of a cell: Go, with the lines of GoNB and those of ours.
//
// A cell is Go declarations; below a line %% (or %main) come the statements of main. A line that starts with % or !
// is a command, wherever it stands; one that ends with \ goes on in the next. When the first line is %%bash, %%sh,
// %%script, %%writefile or %%gx, the rest is not Go at all. GoNB's commands are known here and left to it; ours are
//
//	%models            the execution models and what they are for
//	%help [topic]      a page of help; %help gonb is GoNB's own
//	?name  name?       the documentation of a name; ??name and name?? with its source
//	%time              how long this cell took to build and to run
//	%race              this cell with the race detector
//	%leaks             the goroutines that are left when this cell ends
//	%limit [memory=2GiB] [time=5m] | off      limits for cells; alone it shows them
//
// [Parse] takes ours out and leaves an empty line in their place, so that every line keeps its number. What is wrong
// with a command is said before anything runs, with what was meant most likely. On the way it mends what GoNB 0.11.4
// makes of some lines (its source, specialcmd.Parse and createGoFileFromLines): it takes % and ! lines inside raw
// strings and comments for commands and runs them, drops every line that starts with the letters "package", and ends
// at a % or ! with nothing behind it. [IsComplete] tells a console whether Enter runs the cell, and [WithDeferred] adds
// a statement to it.
//
// Nothing here runs or reads anything. A cell of 30 lines takes 0.05 ms to parse and 0.25 ms to judge (benchmarks).
package cell

import (
	"fmt"
	"strings"
)

// Kind is what a cell is.
type Kind int

const (
	Empty        Kind = iota // nothing is left for GoNB to do
	Commands                 // only % and ! lines
	Declarations             // Go without a main
	Program                  // Go with a main: below %% or %main, %exec, or func main
	Test                     // Go with %test
	Shell                    // %%bash, %%sh, %%script
	File                     // %%writefile
	Foreign                  // %%gx, another language
)

// Cell is a cell taken apart.
type Cell struct {
	Kind     Kind
	Source   string    // for GoNB: the same lines without ours
	Skipped  int       // lines of ours that were cut off above %%bash or %%writefile, which must come first
	Body     int       // the line of %%, %main, %exec or func main; 0 without one
	Commands []Command // ours, in their order
	Problems []Problem // of % and ! lines; a cell that has any must not run
}

// Problem is what is wrong with a line.
type Problem struct {
	Line    int // from 1
	Message string
}

func (p Problem) Error() string { return fmt.Sprintf("line %d: %s", p.Line, p.Message) }

// Parse takes a cell apart.
func Parse(source string) Cell {
	if first := firstMagic(source); first >= 0 {
		return parseMagic(strings.Split(source, "\n"), first)
	}
	lines := scan(source)
	c := Cell{Body: mainLine(lines)}
	for i := range lines {
		c.take(lines, i)
	}
	c.Kind = kind(lines)
	c.Source = text(lines)
	c.checkFit()
	return c
}

// take notes the command that starts at line i, if one does.
func (c *Cell) take(lines []line, i int) {
	l := &lines[i]
	if l.kind == indented {
		c.problem(i, "a command starts at the beginning of its line: move %s there", "%"+l.name)
		return
	}
	if l.kind != command && l.kind != question {
		return
	}
	if l.kind == command && !c.known(l, i) {
		return
	}
	if parse, ours := own[l.name]; ours && !(l.name == "help" && l.args == "gonb") {
		parsed, err := parse(l.args)
		if err != nil {
			c.problem(i, "%v", err)
		}
		parsed.Name, parsed.Line = l.name, i+1
		c.Commands = append(c.Commands, parsed)
		for n := i; n < i+l.span; n++ {
			lines[n].out, lines[n].kind = "", blank
		}
	}
}

func (c *Cell) problem(i int, format string, args ...any) {
	c.Problems = append(c.Problems, Problem{Line: i + 1, Message: fmt.Sprintf(format, args...)})
}

// checkFit refuses commands of ours that this kind of cell has no use for.
func (c *Cell) checkFit() {
	for _, command := range c.Commands {
		switch name := command.Name; {
		case name == "race" && c.Kind != Program && c.Kind != Test && c.Kind != Declarations:
			c.problem(command.Line-1, "%%race is for a cell with Go in it")
		case name == "leaks" && c.Kind != Program:
			c.problem(command.Line-1, "%%leaks looks at what main leaves running: this cell has no statements below a line %%%%")
		}
	}
}

// kind tells what the lines are after ours were taken out.
func kind(lines []line) Kind {
	k := Empty
	for _, l := range lines {
		switch {
		case l.kind == command && l.name == "test":
			return Test
		case l.kind == command || l.kind == continued:
			k = max(k, Commands)
		case l.kind == code && strings.TrimSpace(l.out) != "":
			k = max(k, Declarations)
		}
	}
	if mainLine(lines) > 0 {
		return Program
	}
	return k
}

func text(lines []line) string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.out
	}
	return strings.Join(out, "\n")
}
