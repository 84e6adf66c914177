package guard

import (
	"os"

	"golang.org/x/sys/unix"
)

// NewLog returns a file without a name, for what a program prints: it can be read when the program's folder is gone, and nothing of it
// is left however we end.
func NewLog() (*os.File, error) {
	file, err := os.OpenFile(os.TempDir(), os.O_RDWR|unix.O_TMPFILE, 0o600)
	if err != nil { // a file system that cannot do that
		return newUnlinked()
	}
	return file, nil
}
