package supervise

import (
	"os"

	"golang.org/x/sys/unix"
)

// watchParent calls ended when the process that started us ends, and returns what ends the watch. A parent-death signal would come
// already when the thread ends that started us.
func watchParent(ended func()) (stop func()) {
	parent := os.Getppid()
	fd, err := unix.PidfdOpen(parent, 0)
	if err != nil || os.Getppid() != parent || parent == 1 {
		if err == nil {
			unix.Close(fd)
		}
		if parent != 1 {
			ended()
		}
		return func() {}
	}
	awake, wake, err := os.Pipe()
	if err != nil {
		unix.Close(fd)
		return func() {}
	}
	go func() {
		defer unix.Close(fd)
		defer awake.Close()
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(awake.Fd()), Events: unix.POLLIN}}
		for {
			if _, err := unix.Poll(fds, -1); err != nil && err != unix.EINTR {
				return
			}
			if fds[0].Revents != 0 {
				ended()
			}
			if fds[0].Revents != 0 || fds[1].Revents != 0 {
				return
			}
		}
	}()
	return func() { wake.Close() }
}
