package guard

import (
	"errors"
	"fmt"
	"os"
)

// newUnlinked makes a file and takes its name away.
func newUnlinked() (*os.File, error) {
	file, err := os.CreateTemp("", "threadboost-log-")
	if err != nil {
		return nil, fmt.Errorf("guard: no temporary file: %w (set TMPDIR to a folder with room)", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
