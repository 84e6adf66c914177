package procs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"syscall"
	"time"

	"threadboost/lib/wire"
)

// A child is one worker process as its parent sees it.
type child struct {
	cmd    *exec.Cmd
	stdin  io.Closer
	to     *wire.Writer
	from   *wire.Reader
	stderr *prefixed
	offset int64 // from the worker's clock to the trial's
}

// startChild starts a process that ends when ctx does: asked to at first, and killed after the grace.
func startChild(ctx context.Context, program string, stderr *prefixed) (*child, error) {
	cmd := exec.CommandContext(ctx, program, command)
	cmd.Env = append(os.Environ(), workerVariable+"=1")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = grace
	stdin, errIn := cmd.StdinPipe()
	stdout, errOut := cmd.StdoutPipe()
	if err := errors.Join(errIn, errOut); err != nil {
		return nil, fmt.Errorf("procs: %w", err)
	}
	if err := stderr.start(cmd); err != nil {
		return nil, fmt.Errorf("procs: a worker cannot be started: %w", err)
	}
	return &child{cmd: cmd, stdin: stdin, to: wire.NewWriter(stdin), from: wire.NewReader(stdout), stderr: stderr}, nil
}

// A refusal is what a worker says against the job.
type refusal string

func (r refusal) Error() string { return "procs: " + string(r) }

// prepare has the worker prepare the job and compares the clocks. The error is a refusal, or that of the stream.
func (c *child) prepare(job wire.Job, now func() int64) error {
	if err := c.to.Send(job); err != nil && !ended(err) {
		return refusal(err.Error())
	}
	m, err := c.from.Receive()
	if err != nil {
		return err
	}
	switch m := m.(type) {
	case wire.Refused:
		return refusal(m.Reason)
	case wire.Ready:
		return c.compareClocks(now)
	}
	return fmt.Errorf("a %T in answer to a job", m)
}

// pings is how often the clocks are compared. The first answers are slow, as the process has just started.
const pings = 8

// compareClocks finds how far the worker's clock is behind. The answer to a ping was given somewhere between its two ends: the
// quickest of several is the most exact, to half the time that it took.
func (c *child) compareClocks(now func() int64) error {
	for best, i := int64(math.MaxInt64), 0; i < pings; i++ {
		before := now()
		if err := c.to.Send(wire.Ping{}); err != nil && !ended(err) {
			return err
		}
		m, err := c.from.Receive()
		if err != nil {
			return err
		}
		pong, ok := m.(wire.Pong)
		if !ok {
			return fmt.Errorf("a %T in answer to a ping", m)
		}
		if took := now() - before; took < best {
			best, c.offset = took, before+took/2-pong.Now
		}
	}
	return nil
}

// closeJob has the worker close its job. The error is that of the stream, or a refusal if the job has one.
func (c *child) closeJob() error {
	if err := c.to.Send(wire.Close{}); err != nil && !ended(err) {
		return err
	}
	m, err := c.from.Receive()
	if err != nil {
		return err
	}
	closed, ok := m.(wire.Closed)
	switch {
	case !ok:
		return fmt.Errorf("a %T in answer to the end of the job", m)
	case closed.Error != "":
		return refusal("the workload failed when it was closed: " + closed.Error)
	}
	return nil
}

// close closes the worker's stdin, upon which it ends, and waits for that.
func (c *child) close() {
	c.stdin.Close()
	c.wait()
}

// kill ends the worker at once and waits for that.
func (c *child) kill() {
	c.cmd.Process.Kill()
	c.wait()
}

// wait waits until the process has ended, and helps where that takes too long: a worker ends itself within the grace.
func (c *child) wait() {
	late := time.AfterFunc(2*grace, func() { c.cmd.Process.Kill() })
	defer late.Stop()
	c.cmd.Wait() // the state says more than its error
	c.stderr.close()
}

// killed reports whether a signal ended the process that was waited for.
func (c *child) killed() bool {
	status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled()
}

// death says how the process ended that was waited for, such as "signal: killed" or "exit status 2: fatal error: stack overflow".
func (c *child) death() string {
	text := c.cmd.ProcessState.String()
	if why := c.stderr.why(); why != "" {
		text += ": " + why
	}
	return text
}

// ended reports whether an error of a pipe says that the other side is gone.
func ended(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed)
}
