//go:build amd64 || arm64

package filework

import (
	"os"
	"syscall"
)

// canDrop says that drop works here. On other architectures the system call has another number or takes its arguments in other
// registers.
const canDrop = true

// drop takes the pages of a file out of the page cache: those that are written to the disk and in no program's memory.
func drop(file *os.File) error {
	const dontNeed = 4 // POSIX_FADV_DONTNEED; offset and length 0 mean all of the file
	_, _, errno := syscall.Syscall6(syscall.SYS_FADVISE64, file.Fd(), 0, 0, dontNeed, 0, 0)
	if errno != 0 {
		return os.NewSyscallError("posix_fadvise", errno)
	}
	return nil
}

// inMemory reports whether a folder is on a file system that has no disk: tmpfs or ramfs.
func inMemory(dir string) bool {
	const tmpfs, ramfs = 0x01021994, 0x858458f6
	var disk syscall.Statfs_t
	return syscall.Statfs(dir, &disk) == nil && (int64(disk.Type) == tmpfs || int64(disk.Type) == ramfs)
}
