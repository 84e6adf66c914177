package failure

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"threadboost/kernel/supervise/cell"
)

// compileError is one complaint of the compiler or the parser.
type compileError struct {
	place   place
	message string
	text    string // of the line, from the cell or the program
}

var (
	position   = regexp.MustCompile(`(?:^|[\s/])main(?:_test)?\.go:(\d+):(\d+): (.+)$`)
	cellMark   = regexp.MustCompile(`^Cell\[(-?\d+)\]: Line (-?\d+)\n`)
	moreErrors = regexp.MustCompile(` \(and \d+ more errors?\)$`)
)

// compileErrors reads the reply: its value is the output of the tools, and the traceback has one entry for each line of it.
func (r Report) compileErrors() (list []compileError) {
	for i, line := range strings.Split(r.Value, "\n") {
		m := position.FindStringSubmatch(line)
		switch {
		case m != nil && m[3] == "too many errors":
			return list
		case m != nil:
			entry := ""
			if i < len(r.Traceback) {
				entry = r.Traceback[i]
			}
			list = append(list, r.compileError(m, ansi.ReplaceAllString(entry, "")))
		case len(list) > 0 && strings.HasPrefix(line, "\t"): // "have ..., want ..." of the error before
			list[len(list)-1].message += " " + strings.TrimSpace(line)
		}
	}
	return list
}

func (r Report) compileError(m []string, entry string) compileError {
	programLine, _ := strconv.Atoi(m[1])
	programColumn, _ := strconv.Atoi(m[2])
	count, line := 0, 0
	if mark := cellMark.FindStringSubmatch(entry); mark != nil {
		count, _ = strconv.Atoi(mark[1])
		line, _ = strconv.Atoi(mark[2])
	}
	text := lineOf(r.Program, programLine)
	if text == "" {
		text = beforeCaret(entry)
	}
	e := compileError{message: moreErrors.ReplaceAllString(m[3], ""), text: text}
	if strings.Contains(e.message, "'EOF'") {
		e.place = r.end()
	} else if p, ok := r.find(count, line, programLine, text); ok {
		e.place, e.text = p, r.text(p)
		e.place.column = column(e.text, text, programColumn)
	}
	return e
}

// beforeCaret is the line above the caret in GoNB's excerpt.
func beforeCaret(entry string) string {
	lines := strings.Split(entry, "\n")
	for i, line := range lines {
		if i > 0 && strings.TrimSpace(line) == "^" {
			return lines[i-1]
		}
	}
	return ""
}

// end is the last line of the cell that is not empty.
func (r Report) end() place {
	source := strings.TrimRight(r.Source, " \t\r\n")
	return place{cell: r.Cell, line: strings.Count(source, "\n") + 1}
}

// compiled is the failure of a cell that does not compile.
func (r Report) compiled(list []compileError) Failure {
	f := Failure{Name: "CompileError", Value: r.name(list[0].place) + ": " + list[0].message}
	head := fmt.Sprintf("CompileError in cell [%d]", r.Cell)
	if len(list) > 1 {
		head += fmt.Sprintf(": %d errors", len(list))
	}
	if strings.Contains(r.Value, ": too many errors") {
		head += " and more"
	}
	f.Traceback = []string{head}
	said := map[string]bool{}
	for _, e := range list {
		f.Traceback = append(f.Traceback, "", r.name(e.place)+": "+e.message)
		f.Traceback = append(f.Traceback, r.excerpt(e.place, 1, 1)...)
		for _, h := range hints(e.message, e.text, r) {
			if !said[h] {
				f.Traceback = append(f.Traceback, hintMark+h)
			}
			said[h] = true
		}
	}
	return f
}

// open says which bracket is not closed.
func (r Report) open() string {
	if line, bracket := cell.Unclosed(r.Source); line > 0 {
		return fmt.Sprintf("the %s of line %d is never closed", bracket, line)
	}
	return "a bracket is never closed"
}
