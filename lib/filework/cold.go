package filework

import (
	"context"
	"fmt"
	"os"
)

// openFile opens a file to read it. One that shall be read cold is dropped from the page cache first.
func openFile(name string, cold bool) (*os.File, error) {
	file, err := os.Open(name)
	if err != nil || !cold {
		return file, err
	}
	if err := drop(file); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// dropNamed drops a file from the page cache, unless ctx has ended.
func dropNamed(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	file, err := openFile(name, true)
	if err != nil {
		return err
	}
	return file.Close()
}

// checkCold refuses cold reads where a file cannot be dropped from memory.
func checkCold(dir string) error {
	if !canDrop {
		return fmt.Errorf("cold reads need posix_fadvise of Linux on amd64 or arm64: leave out Cold")
	}
	if inMemory(dir) {
		return fmt.Errorf("folder %s is kept in memory (tmpfs), its files are never cold: choose a folder on a disk, or leave out Cold", dir)
	}
	return nil
}
