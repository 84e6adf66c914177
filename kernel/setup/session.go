package setup

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// A session is one set-up at work: it runs programs, keeps their output and stops them.
type session struct {
	env  Env
	lock lock
	log  *os.File
}

func newSession(env Env, l lock) (*session, error) {
	if err := os.RemoveAll(env.scratch()); err != nil {
		return nil, fmt.Errorf("setup: cannot remove what an interrupted set-up left: %w", err)
	}
	if err := os.Mkdir(env.scratch(), 0o777); err != nil {
		return nil, fmt.Errorf("setup: cannot make a temporary folder: %w", err)
	}
	log, err := os.Create(env.Log())
	if err != nil {
		return nil, fmt.Errorf("setup: cannot make the log: %w", err)
	}
	return &session{env: env, lock: l, log: log}, nil
}

func (s *session) close() {
	s.log.Close()
	os.RemoveAll(s.env.scratch())
}

// command is a program to run; env is added to the environment of ours.
type command struct {
	dir  string
	env  []string
	argv []string
}

// run runs a program to its end in a process group of its own. When ctx ends, the group is told to stop, so that pip and
// go can remove their temporary files, and killed soon after.
func (s *session) run(ctx context.Context, c command) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	fmt.Fprintf(s.log, "\n$ %s\n", strings.Join(c.argv, " "))
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Dir = c.dir
	cmd.Env = append(append(withoutPython(os.Environ()), "TMPDIR="+s.env.scratch()), c.env...)
	out := &output{log: s.log}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.ExtraFiles = []*os.File{s.lock.file}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	if ctx.Err() != nil && cmd.Process != nil {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // those of the group that did not listen
		return ctx.Err()
	}
	if err != nil {
		return &programError{argv: c.argv, err: err, output: string(out.last)}
	}
	return nil
}

// output goes to the log, and its end is kept to explain a failure.
type output struct {
	log  io.Writer
	last []byte
}

const kept = 16 << 10

// Write never fails: a log that cannot be written, on a full disk, must not stop the program.
func (o *output) Write(p []byte) (int, error) {
	o.log.Write(p)
	o.last = append(o.last, p...)
	o.last = o.last[max(0, len(o.last)-kept):]
	return len(p), nil
}
