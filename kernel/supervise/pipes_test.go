//go:build unix

package supervise

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// newPipes is a folder with the two pipes of a cell.
func newPipes(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range streamNames {
		if err := unix.Mkfifo(filepath.Join(folder, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
