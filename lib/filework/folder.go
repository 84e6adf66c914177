package filework

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"threadboost/lib/internal/payload"
	"threadboost/lib/lab"
)

// A folder is where the files of a run lie.
type folder struct {
	files
	path    string
	content *payload.Source
	inside  chan struct{} // one element for each unit inside its system calls
}

// blocked is how many units may be inside their system calls at once: see the package's doc.
const blocked = 1000

// newFolder makes an empty folder in which the files have room.
func newFolder(ctx context.Context, fs files) (*folder, error) {
	if err := fs.check(); err != nil {
		return nil, err
	}
	content, err := payload.New(ctx, fs.count, fs.size)
	if err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(fs.dir, "threadboost-")
	if err != nil {
		return nil, err
	}
	return &folder{fs, path, content, make(chan struct{}, blocked)}, nil
}

func (f *folder) remove() error { return os.RemoveAll(f.path) }

// fill writes all files, one after the other.
func (f *folder) fill(ctx context.Context) error {
	for i := range f.count {
		if err := f.write(ctx, f.path, i, os.O_EXCL, false); err != nil {
			return err
		}
	}
	return nil
}

// read reads file i in a folder and returns its checksum, which must be that of its content.
func (f *folder) read(ctx context.Context, dir string, i int) (uint32, error) {
	sum, err := f.content.Read(ctx, i, func() (io.ReadCloser, error) { return os.Open(name(dir, i)) })
	return sum, fileError(dir, i, err)
}

// write makes file i in a folder and writes its content. What becomes of one that is there, flag says (os.O_EXCL: an error).
func (f *folder) write(ctx context.Context, dir string, i, flag int, sync bool) error {
	file, err := os.OpenFile(name(dir, i), os.O_WRONLY|os.O_CREATE|flag, 0o600)
	if err != nil {
		return fileError(dir, i, err)
	}
	for piece := range f.content.Chunks(i) {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			_, err = file.Write(piece)
		}
	}
	if err == nil && sync {
		err = file.Sync()
	}
	return fileError(dir, i, errors.Join(err, file.Close()))
}

// enter waits until fewer than blocked units are inside their system calls.
func (f *folder) enter(ctx context.Context) error {
	select {
	case f.inside <- struct{}{}:
		return nil
	default:
	}
	return lab.Wait(ctx, func() error {
		select {
		case f.inside <- struct{}{}:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

func (f *folder) leave() { <-f.inside }

func name(dir string, i int) string { return dir + string(filepath.Separator) + strconv.Itoa(i) }

// fileError says which file an error is about, and what helps where something does.
func fileError(dir string, i int, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("filework: file %s: %w", name(dir, i), err)
	switch {
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return fmt.Errorf(`%w: lower the number of workers or raise "ulimit -n"`, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: make room, or set Dir to a folder on another disk", err)
	}
	return err
}
