//go:build !linux

package guard

import "os"

// NewLog returns a file without a name, for what a program prints: it can be read when the program's folder is gone.
func NewLog() (*os.File, error) { return newUnlinked() }
