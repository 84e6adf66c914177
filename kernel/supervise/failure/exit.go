package failure

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"threadboost/kernel/supervise/cell"
)

// exit is the end of a program with a status or by a signal.
func (r Report) exit(status string) Failure {
	switch {
	case status == "exit status 2" && (lastWords.MatchString(r.Stderr) || running.MatchString(r.Stderr)):
		return r.panicked()
	case status == "exit status 66" && strings.Contains(r.Stderr, raceWarning):
		return r.raced()
	case testFailed.MatchString(r.Stdout):
		return r.tested()
	}
	at := fmt.Sprintf("cell [%d]: ", r.Cell)
	switch status {
	case "signal: interrupt":
		return r.plain("KeyboardInterrupt", at+"stopped by an interrupt")
	case "signal: killed":
		return r.plain("ExitError", at+"killed (signal: killed)", "most often the machine's memory was used up: %limit memory=... stops a cell before that")
	}
	if strings.Contains(r.Stderr, "SIGQUIT: quit") {
		return r.plain("ExitError", at+"ended by SIGQUIT")
	}
	said := lastLine(r.Stderr)
	if said == "" {
		return r.plain("ExitError", at+status)
	}
	f := r.plain("ExitError", at+said)
	if status != "exit status 1" {
		f.Traceback = append(f.Traceback, status)
	}
	return f
}

var (
	logTime   = regexp.MustCompile(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (\S+\.go:\d+: )?`)
	usageLine = regexp.MustCompile(`^(Usage of |usage: )`)
)

// lastLine is the last line that a program wrote to standard error, or the one above the usage that package flag writes.
func lastLine(stderr string) (said string) {
	for line := range strings.Lines(stderr) {
		line = strings.TrimSpace(line)
		if usageLine.MatchString(line) && said != "" {
			return said
		}
		if line != "" && !exitStatus.MatchString(line) {
			said = logTime.ReplaceAllString(line, "")
		}
	}
	return said
}

var bashLine = regexp.MustCompile(`^(?:/bin/bash|bash|sh): (?:line )?(\d+): (.*)$`)

// shell finds a ! line or a %%bash cell that failed: GoNB replies "ok" to those and only writes the status, as a line of
// its own, on standard error. A program that writes such a line and ends well is taken for one when the cell has a ! line.
func (r Report) shell() (Failure, bool) {
	c := cell.Parse(r.Source)
	commands := shellLines(r.Source)
	if c.Kind != cell.Shell && len(commands) == 0 {
		return Failure{}, false
	}
	before, status := "", ""
	for line := range strings.Lines(r.Stderr) {
		line = strings.TrimRight(line, "\r\n")
		if exitStatus.MatchString(line) {
			status = line
			break
		}
		if strings.TrimSpace(line) != "" {
			before = strings.TrimSpace(line)
		}
	}
	if status == "" {
		return Failure{}, false
	}
	p := place{cell: r.Cell}
	what := status
	if m := bashLine.FindStringSubmatch(before); m != nil {
		n, _ := strconv.Atoi(m[1])
		what = m[2]
		if c.Kind == cell.Shell {
			p.line = n + 1 + c.Skipped
		}
	} else if before != "" {
		what = before
	}
	if c.Kind != cell.Shell && len(commands) == 1 {
		p.line = commands[0]
	}
	f := r.plain("ShellError", r.name(p)+": "+what)
	f.Traceback = append(f.Traceback, r.excerpt(p, 0, 0)...)
	if what != status {
		f.Traceback = append(f.Traceback, status)
	}
	return f, true
}

// shellLines are the lines that start with !.
func shellLines(source string) (lines []int) {
	for i, line := range strings.Split(source, "\n") {
		if strings.HasPrefix(strings.TrimPrefix(line, "//gonb:"), "!") {
			lines = append(lines, i+1)
		}
	}
	return lines
}

var (
	testFailed  = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	testMessage = regexp.MustCompile(`^\s+(?:main_test|main)\.go:(\d+): (.*)$`)
	testRun     = regexp.MustCompile(`^=== (?:RUN|NAME|CONT)\s+(\S+)`)
)

// tested is a failure of %test: the messages that failed tests wrote, at their lines.
func (r Report) tested() Failure {
	failed := map[string]bool{}
	for _, m := range testFailed.FindAllStringSubmatch(r.Stdout, -1) {
		failed[m[1]] = true
	}
	f := Failure{Name: "TestFailure"}
	test := ""
	for line := range strings.Lines(r.Stdout) {
		if m := testRun.FindStringSubmatch(line); m != nil {
			test = m[1]
		}
		m := testMessage.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if m == nil || !failed[test] {
			continue
		}
		n, _ := strconv.Atoi(m[1])
		p, _ := r.find(0, 0, n, "")
		said := r.name(p) + ": " + test + ": " + m[2]
		if f.Value == "" {
			f.Value = said
		}
		f.Traceback = append(f.Traceback, "", said)
		f.Traceback = append(f.Traceback, r.excerpt(p, 0, 0)...)
	}
	names := testFailed.FindAllStringSubmatch(r.Stdout, -1)
	if f.Value == "" {
		f.Value = fmt.Sprintf("cell [%d]: %s failed", r.Cell, names[0][1])
	}
	f.Traceback = append([]string{fmt.Sprintf("TestFailure in cell [%d]: %s", r.Cell, joinNames(names))}, f.Traceback...)
	return f
}

func joinNames(matches [][]string) string {
	names := make([]string, len(matches))
	for i, m := range matches {
		names[i] = m[1]
	}
	return strings.Join(names, ", ")
}
