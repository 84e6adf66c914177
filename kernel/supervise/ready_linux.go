package supervise

import (
	"errors"

	"golang.org/x/sys/unix"
)

// A watch waits for files to have something to read. Linux tells them in the order in which they came to have it.
type watch struct{ epoll int }

func newWatch(fds ...int) (watch, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return watch{}, err
	}
	for _, fd := range fds {
		if err := unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}); err != nil {
			unix.Close(epoll)
			return watch{}, err
		}
	}
	return watch{epoll}, nil
}

// wait returns the files that have something, nil when the watch cannot go on.
func (w watch) wait() []int {
	events := make([]unix.EpollEvent, 4)
	for {
		n, err := unix.EpollWait(w.epoll, events, -1)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return nil
		}
		ready := make([]int, n)
		for i := range ready {
			ready[i] = int(events[i].Fd)
		}
		return ready
	}
}

func (w watch) close() { unix.Close(w.epoll) }
