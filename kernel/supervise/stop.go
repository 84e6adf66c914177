package supervise

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"threadboost/kernel/process"
	"threadboost/kernel/supervise/failure"
)

// A stopper ends what a cell has started, for a reason.
type stopper struct {
	mu     sync.Mutex
	reason failure.Reason
	stop   chan struct{} // closed when there is a reason
}

func newStopper() *stopper { return &stopper{stop: make(chan struct{})} }

// end ends the cell; of several reasons the first one counts.
func (s *stopper) end(reason failure.Reason) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reason == failure.None {
		s.reason = reason
		close(s.stop)
	}
}

func (s *stopper) why() failure.Reason {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reason
}

// How long a program may go on after SIGINT. One that measures with our library saves its finished trials meanwhile.
const (
	grace        = 400 * time.Millisecond
	libraryGrace = 2 * time.Second
)

// sweepEvery is how often we look for processes to kill. Between two stages of a build none is alive, and the next is soon.
const sweepEvery = 10 * time.Millisecond

// halt ends the processes of a cell until done is closed. A build has nothing to save and is killed; a program is asked first.
func (c *child) halt(done <-chan struct{}) {
	pid, _ := c.pipes.started()
	if pid > 0 || c.runsShell() {
		allowed := grace
		if pid > 0 { // main.go is that of the program that runs, not of an earlier cell
			allowed = c.grace()
		}
		c.family().Signal(syscall.SIGINT)
		if within(done, allowed) {
			return
		}
	}
	for !within(done, sweepEvery) {
		c.family().Kill()
	}
}

// within waits for done, but not longer than a time, and reports whether it came.
func within(done <-chan struct{}, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// runsShell reports whether what runs is a command of the notebook's, not a build.
func (c *child) runsShell() bool {
	for pid, e := range c.family() {
		if e.Parent == c.gonb && strings.HasSuffix(process.Program(pid), "sh") {
			return true
		}
	}
	return false
}

// grace is how long the program that runs may go on.
func (c *child) grace() time.Duration {
	dir, err := c.workFolder()
	if err != nil {
		return grace
	}
	text, _ := os.ReadFile(filepath.Join(dir, "main.go"))
	if strings.Contains(string(text), `"threadboost/lib/`) {
		return libraryGrace
	}
	return grace
}

// looks is how many looks in a row must find nothing: a process that forks and ends while /proc is being read can be missed by one.
const looks = 3

// sweep kills what a cell has left running until some looks find nothing, and returns the command lines of what it found.
func (c *child) sweep() (left []string) {
	if c.isAlone() {
		return nil
	}
	for clean := 0; clean < looks; {
		family := c.family()
		for pid := range family {
			if command := commandOf(pid); command != "" && len(left) < 10 {
				left = append(left, command)
			}
		}
		if clean++; len(family) > 0 {
			clean = 0
			family.Kill()
			time.Sleep(time.Millisecond)
		}
	}
	return left
}

// commandOf is the command line of a process. In the middle of an exec there is none for a moment.
func commandOf(pid int) (command string) {
	for range 10 {
		if command = process.Command(pid); command != "" {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return command
}

// watch ends the cell when it goes over its limits.
func (x *run) watch(c *child, done <-chan struct{}) {
	if x.limits == (Limits{}) {
		return
	}
	for !within(done, sweepEvery) {
		since := x.begun
		if pid, at := c.pipes.started(); pid > 0 {
			since = at
		}
		if x.limits.Time > 0 && time.Since(since) > x.limits.Time {
			x.end(failure.TimedOut)
			return
		}
		if x.limits.Memory > 0 && c.memory() > x.limits.Memory {
			x.end(failure.OutOfMemory)
			c.family().Kill() // there is no time to ask
			return
		}
	}
}

// isAlone reports whether GoNB is the only process that is left, as far as that is cheap to know: the answer false may be wrong.
func (c *child) isAlone() bool {
	for range looks {
		guarded, ok := process.Children(c.guard.PID())
		if !ok || len(guarded) != 1 {
			return false
		}
		started, ok := process.Children(c.gonb)
		if !ok || len(started) > 0 {
			return false
		}
	}
	return true
}

// memory is what the processes of a cell hold together.
func (c *child) memory() (bytes int64) {
	for pid := range c.family() {
		bytes += process.Resident(pid)
	}
	return bytes
}
