package supervise

import "golang.org/x/sys/unix"

// enlarge lets a pipe hold more, if the system allows it.
func enlarge(pipe, size int) { unix.FcntlInt(uintptr(pipe), unix.F_SETPIPE_SZ, size) }
