package jupyter

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// failure is what a kernel said of a cell that failed.
type failure struct {
	Source    string   // of the cell
	Message   string   // of the reply: the compiler's errors, or "exit status 2"
	Traceback []string // one entry an error of the compiler
	Stderr    string
	Program   string // the line of the generated program that a stack trace names first
}

var (
	compileError = regexp.MustCompile(`(?s)^Cell\[(\d+)\]: Line (\d+)\n.*\n\n(.*\S)`)
	stackMark    = regexp.MustCompile(`\[\[ Cell \[(\d+)\] Line (\d+) \]\]`)
	exitStatus   = regexp.MustCompile(`^(exit status \d+|signal: .*)$`)
	lastWords    = regexp.MustCompile(`(?m)^(panic: |fatal error: ).*`)
)

// problems says in one line each what is wrong with a cell and where.
func (f failure) problems(cell int) []string {
	if list := f.compileErrors(cell); len(list) > 0 {
		return list
	}
	message := strings.TrimSpace(f.Message)
	if exitStatus.MatchString(message) {
		return []string{f.stackPlace(cell) + ": " + lastWord(ansi.ReplaceAllString(f.Stderr, ""), message)}
	}
	return []string{fmt.Sprintf("cell [%d]: %s", cell, strings.Join(strings.Fields(message), " "))}
}

func (f failure) compileErrors(cell int) (list []string) {
	for _, entry := range f.Traceback {
		if m := compileError.FindStringSubmatch(entry); m != nil {
			list = append(list, place(cell, m[1], m[2])+": "+m[3]+hint(m[3]))
		} else if len(list) > 0 && strings.HasPrefix(entry, "\t") { // "have ..., want ..." of the error before
			list[len(list)-1] += " " + strings.TrimSpace(entry)
		}
	}
	return list
}

// hint tells a beginner what the compiler cannot know.
func hint(message string) string {
	if strings.HasPrefix(message, "expected declaration, found") {
		return " (statements go below a line %%)"
	}
	return ""
}

// stackPlace is the innermost line of the notebook in a stack trace: where the kernel marked it, or else the only line
// of the cell that reads like the program's.
func (f failure) stackPlace(cell int) string {
	if m := stackMark.FindStringSubmatch(f.Stderr); m != nil {
		return place(cell, m[1], m[2])
	}
	line := 0
	for i, text := range strings.Split(f.Source, "\n") {
		switch {
		case strings.TrimSpace(text) != f.Program || f.Program == "":
		case line > 0:
			return fmt.Sprintf("cell [%d]", cell)
		default:
			line = i + 1
		}
	}
	if line == 0 {
		return fmt.Sprintf("cell [%d]", cell)
	}
	return place(cell, strconv.Itoa(cell), strconv.Itoa(line))
}

// place names the failing cell, and the one that the failing line is in when that is another.
func place(cell int, of, line string) string {
	if of == strconv.Itoa(cell) {
		return fmt.Sprintf("cell [%d] line %s", cell, line)
	}
	return fmt.Sprintf("cell [%d], in code of cell [%s] line %s", cell, of, line)
}

// lastWord is what a program said at its end: the panic, or else the last line that it wrote.
func lastWord(stderr, status string) string {
	if panicked := lastWords.FindString(stderr); panicked != "" {
		return panicked
	}
	said := status
	for line := range strings.Lines(stderr) {
		if line = strings.TrimSpace(line); line != "" && !exitStatus.MatchString(line) {
			said = line
		}
	}
	return said
}
