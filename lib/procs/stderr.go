package procs

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
)

const (
	stderrLimit = 16 << 10 // bytes of a seat's stderr that are passed on
	lineLimit   = 4 << 10  // bytes of a line, before it is cut in two
	crashLines  = 20       // lines that are passed on after the one with which Go ends a program: its stacks can be thousands
)

// A prefixed passes on what the processes of one seat write to stderr, line by line, with a prefix and up to a limit. It keeps
// the line that says best why a process ended.
type prefixed struct {
	worker int

	mu     sync.Mutex
	pid    int
	rest   []byte // the line that is not complete yet
	passed int    // bytes, over all processes
	last   string // line that is not empty
	fatal  string // line with which Go ends a program
	after  int    // lines after that
}

func newPrefixed(worker int) *prefixed { return &prefixed{worker: worker} }

// start starts a process whose stderr is passed on.
func (p *prefixed) start(cmd *exec.Cmd) error {
	p.mu.Lock() // until the number is known
	defer p.mu.Unlock()
	cmd.Stderr = p
	if err := cmd.Start(); err != nil {
		return err
	}
	p.pid, p.rest, p.last, p.fatal, p.after = cmd.Process.Pid, nil, "", "", 0
	return nil
}

func (p *prefixed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for rest := b; len(rest) > 0; {
		n := bytes.IndexByte(rest, '\n') + 1
		if n == 0 || n > lineLimit {
			n = min(len(rest), lineLimit)
		}
		p.rest = append(p.rest, rest[:n]...)
		rest = rest[n:]
		if p.rest[len(p.rest)-1] == '\n' || len(p.rest) >= lineLimit {
			p.line()
		}
	}
	return len(b), nil
}

// close passes on a last line that has no end.
func (p *prefixed) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.rest) > 0 {
		p.line()
	}
}

func (p *prefixed) line() {
	text := strings.TrimRight(string(p.rest), "\r\n")
	p.rest = p.rest[:0]
	if text != "" {
		p.last = text
	}
	switch {
	case p.fatal != "":
		p.after++
	case strings.HasPrefix(text, "fatal error: "), strings.HasPrefix(text, "panic: "):
		p.fatal = text
	}
	if p.after <= crashLines {
		p.pass(text)
	}
}

// pass passes a line on, up to the limit, and says where that is reached.
func (p *prefixed) pass(text string) {
	before := p.passed
	p.passed += len(text) + 1
	switch {
	case p.passed <= stderrLimit:
		fmt.Fprintf(os.Stderr, "worker %d (pid %d): %s\n", p.worker, p.pid, text)
	case before <= stderrLimit:
		fmt.Fprintf(os.Stderr, "worker %d (pid %d): it goes on writing, which is left out here\n", p.worker, p.pid)
	}
}

// why returns the line that says best why the process ended, or "".
func (p *prefixed) why() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := p.fatal
	if line == "" {
		line = p.last
	}
	return line[:min(len(line), 300)]
}
