//go:build !linux

package supervise

import (
	"errors"

	"golang.org/x/sys/unix"
)

// A watch waits for files to have something to read.
type watch struct{ fds []int }

func newWatch(fds ...int) (watch, error) { return watch{fds}, nil }

// wait returns the files that have something, nil when the watch cannot go on.
func (w watch) wait() (ready []int) {
	polled := make([]unix.PollFd, len(w.fds))
	for i, fd := range w.fds {
		polled[i] = unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
	}
	for {
		_, err := unix.Poll(polled, -1)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return nil
		}
		for _, p := range polled {
			if p.Revents != 0 {
				ready = append(ready, int(p.Fd))
			}
		}
		return ready
	}
}

func (w watch) close() {}
