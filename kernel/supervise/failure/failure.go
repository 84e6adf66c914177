// Package failure turns what GoNB says of a cell that went wrong into what a learner reads: one name, one line that says
// what and where, and a traceback in the lines of the cell.
//
//	CompileError       the compiler, the parser or the import of a package
//	panic              a panic, or a fatal error of the run-time
//	Deadlock           all goroutines are asleep, with what each waits for
//	DataRace           the race detector found something (%race)
//	TestFailure        %test
//	ExitError          the program ended with a status or by a signal
//	ShellError         a ! line or a %%bash cell; GoNB calls that a success
//	CommandError       a % line
//	KeyboardInterrupt, Timeout, MemoryLimit, KernelDied, StdinNotImplemented       what the supervisor knows, see [Reason]
//
// GoNB 0.11.4 runs with -raw_error, and its reply has one entry of the traceback for each line of the compiler's output.
// It marks lines as "Cell[n]: Line m" and "[[ Cell [n] Line m ]]" by a count of its own, and loses the second mark
// when a write ends within the path; a line without a mark is found by its text in the generated program. Panics and
// test failures show frames of cells with their source, frames of other packages as one line, and leave out the
// run-time's and GoNB's.
//
// Everything here is text in, text out. A compile error takes 0.1 to 0.2 ms and a trace of 1 MB 0.1 to 0.2 s (benchmarks, busy
// machine): keep the first and last 64 KiB of each stream for it.
package failure

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"threadboost/kernel/supervise/cell"
)

// Reason is why the supervisor ended a cell, when it did.
type Reason int

const (
	None        Reason = iota
	Interrupted        // the learner pressed Stop
	TimedOut           // %limit time
	OutOfMemory        // %limit memory
	Died               // GoNB is gone
	NoInput            // it asks for input, and the client cannot answer
)

// Cell is a cell as the learner knows it.
type Cell struct {
	Number int
	Source string
}

// Report is what is known of a cell that ran.
type Report struct {
	Cell   int    // its number for the learner
	Source string // as typed
	Count  int    // its number for GoNB; 0 when that is the same
	Cells  map[int]Cell

	// The reply of GoNB.
	Status    string // "ok" or "error"
	Value     string
	Traceback []string

	Stdout, Stderr string // when they are long: beginning and end
	Program        string // the main.go or main_test.go that ran, "" when it is not known
	Reason         Reason
	Limit          string // of TimedOut and OutOfMemory, for example "5m"
}

// Failure is the content of the error message. Traceback is plain; [Failure.Colour] is for the notebook.
type Failure struct {
	Name, Value string
	Traceback   []string
}

var (
	ansi       = regexp.MustCompile("\x1b\\[[0-9;?]*[a-zA-Z]")
	exitStatus = regexp.MustCompile(`^(exit status \d+|signal: .*)$`)
)

// Failure tells what went wrong, and false when nothing did.
func (r Report) Failure() (Failure, bool) {
	f, failed := r.failure()
	f.Value = strings.TrimSpace(strings.Map(printable, bounded(f.Value)))
	return f, failed
}

// printable keeps a value on one line.
func printable(c rune) rune {
	if unicode.IsControl(c) {
		return ' '
	}
	return c
}

func (r Report) failure() (Failure, bool) {
	r.Value = ansi.ReplaceAllString(r.Value, "")
	r.Stderr = ansi.ReplaceAllString(r.Stderr, "")
	r.Stdout = ansi.ReplaceAllString(r.Stdout, "")
	value := strings.TrimSpace(r.Value)
	switch {
	case r.Reason != None:
		return r.ended(), true
	case r.Status == "ok":
		return r.shell()
	case exitStatus.MatchString(value):
		return r.exit(value), true
	}
	if list := r.compileErrors(); len(list) > 0 {
		return r.compiled(list), true
	}
	return r.refused(value), true
}

// ended is a cell that the supervisor ended.
func (r Report) ended() Failure {
	at := fmt.Sprintf("cell [%d]", r.Cell)
	switch r.Reason {
	case Interrupted:
		return r.plain("KeyboardInterrupt", at+": stopped")
	case TimedOut:
		return r.plain("Timeout", at+": stopped, it ran longer than "+r.Limit, "%limit time=... gives it longer, %limit off removes the limit")
	case NoInput:
		return r.plain("StdinNotImplemented", at+": it asks for input, and this client cannot answer", "run the cell in JupyterLab or in a console")
	case OutOfMemory:
		return r.plain("MemoryLimit", at+": stopped, it used more than "+r.Limit+" of memory", "%limit memory=... gives it more, %limit off removes the limit")
	}
	return r.plain("KernelDied", at+": the kernel's Go process ended and a new one was started",
		"definitions of the cells above are gone: run those cells again (Run > Run All Above Selected Cell)")
}

// refused is a cell that GoNB did not run at all.
func (r Report) refused(value string) Failure {
	if said, ok := strings.CutPrefix(value, "executing special commands in cell: "); ok {
		return r.plain("CommandError", fmt.Sprintf("%s: %s", r.commandPlace(said), oneLine(said)))
	}
	if said, ok := strings.CutPrefix(value, "failed to start to execute command "); ok {
		return r.plain("ShellError", fmt.Sprintf("cell [%d]: cannot start %s", r.Cell, oneLine(said)))
	}
	if kind := cell.Parse(r.Source).Kind; kind == cell.Shell || kind == cell.File {
		return r.plain("ShellError", fmt.Sprintf("cell [%d]: %s", r.Cell, oneLine(value)))
	}
	return r.plain("CompileError", fmt.Sprintf("cell [%d]: %s", r.Cell, oneLine(value)), hints(value, "", r)...)
}

// commandPlace finds the only line that starts with the % command that a message names.
func (r Report) commandPlace(said string) string {
	name := commandName.FindString(said)
	found := 0
	for i, line := range strings.Split(r.Source, "\n") {
		if first, _, _ := strings.Cut(strings.TrimSpace(line), " "); first != name || name == "" {
			continue
		}
		if found > 0 {
			return fmt.Sprintf("cell [%d]", r.Cell)
		}
		found = i + 1
	}
	return r.name(place{cell: r.Cell, line: found})
}

var commandName = regexp.MustCompile(`%[a-z_]+`)

// plain is a failure of one line, with hints.
func (r Report) plain(name, value string, hint ...string) Failure {
	f := Failure{Name: name, Value: value, Traceback: []string{name + ": " + value}}
	for _, h := range hint {
		f.Traceback = append(f.Traceback, hintMark+h)
	}
	return f
}

const hintMark = "Hint: "

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

var offending = regexp.MustCompile(`^( > *\d+ \| |       \| \s*\^$)`)

// Colour is the traceback with ANSI colours: the name and the line that is wrong in red, hints in green.
func (f Failure) Colour() []string {
	out := make([]string, len(f.Traceback))
	for i, line := range f.Traceback {
		switch {
		case i == 0 && strings.HasPrefix(line, f.Name):
			line = "\x1b[1;31m" + f.Name + "\x1b[0m" + line[len(f.Name):]
		case offending.MatchString(line):
			line = "\x1b[31m" + line + "\x1b[0m"
		case strings.HasPrefix(line, hintMark):
			line = "\x1b[32m" + line + "\x1b[0m"
		}
		out[i] = line
	}
	return out
}
