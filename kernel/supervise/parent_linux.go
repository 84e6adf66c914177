package supervise

import (
	"errors"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// starterVariable is how jupyter_client tells a kernel the process that starts it. Our parent is another one when a script stands between,
// or when whoever started us has ended before we looked.
const starterVariable = "JPY_PARENT_PID"

// watchParent calls ended when a process that started us ends, or has ended already, and returns what ends the watch. A parent-death signal
// would come already when the thread ends that started us.
func watchParent(ended func()) (stop func()) {
	awake, wake, err := os.Pipe()
	if err != nil {
		return func() {}
	}
	fds := []unix.PollFd{{Fd: int32(awake.Fd()), Events: unix.POLLIN}}
	for _, pid := range starters() {
		fd, err := unix.PidfdOpen(pid, 0)
		switch {
		case err == nil:
			fds = append(fds, unix.PollFd{Fd: int32(fd), Events: unix.POLLIN})
		case errors.Is(err, unix.ESRCH):
			ended()
		}
	}
	go func() {
		defer awake.Close()
		defer func() {
			for _, f := range fds[1:] {
				unix.Close(int(f.Fd))
			}
		}()
		if awaitAny(fds) > 0 {
			ended()
		}
	}()
	return func() { wake.Close() }
}

// starters are the processes without which nobody wants us: our parent, and who jupyter_client says starts us. Process 1 does not end
// before us.
func starters() []int {
	var pids []int
	if parent := os.Getppid(); parent > 1 {
		pids = append(pids, parent)
	}
	if pid, err := strconv.Atoi(os.Getenv(starterVariable)); err == nil && pid > 1 && (len(pids) == 0 || pid != pids[0]) {
		pids = append(pids, pid)
	}
	return pids
}

// awaitAny waits until one of them can be read, and returns its index; -1 when that cannot be told.
func awaitAny(fds []unix.PollFd) int {
	for {
		if _, err := unix.Poll(fds, -1); err != nil && err != unix.EINTR {
			return -1
		}
		for i, f := range fds {
			if f.Revents != 0 {
				return i
			}
		}
	}
}
