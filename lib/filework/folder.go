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
	gate
	path    string
	content *payload.Source
}

// newFolder makes an empty folder in which the files of a workload have room.
func newFolder(ctx context.Context, workload string, fs files) (*folder, error) {
	f, err := fs.folder(ctx)
	if err != nil {
		return nil, fmt.Errorf("filework: %s: %w", workload, err)
	}
	return f, nil
}

func (f files) folder(ctx context.Context) (*folder, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	content, err := payload.New(ctx, f.count, f.size)
	if err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(f.dir, "threadboost-")
	if err != nil {
		return nil, err
	}
	return &folder{f, newGate(), path, content}, nil
}

// filledFolder is newFolder with all files in it. Where they shall be read cold they are on the disk by then: the page cache does not drop
// what it has not written yet.
func filledFolder(ctx context.Context, workload string, fs files) (*folder, error) {
	f, err := newFolder(ctx, workload, fs)
	if err != nil {
		return nil, err
	}
	for i := range f.count {
		if err := f.write(ctx, f.path, i, os.O_EXCL, f.cold); err != nil {
			return nil, errors.Join(err, f.remove())
		}
	}
	return f, nil
}

func (f *folder) remove() error { return os.RemoveAll(f.path) }

// chill drops the files from the page cache, if they shall be read cold.
func (f *folder) chill(ctx context.Context) error {
	if !f.cold {
		return nil
	}
	for i := range f.count {
		if err := dropNamed(ctx, name(f.path, i)); err != nil {
			return fileError(name(f.path, i), err)
		}
	}
	return nil
}

// open opens the file of a unit. One that shall be read cold is dropped from the page cache once more: a unit may be run twice.
func (f *folder) open(i int) (*os.File, error) { return openFile(name(f.path, i), f.cold) }

// read reads the file of a unit, sums it and returns the checksum, which must be that of its content.
func (f *folder) read(ctx context.Context, i int) (uint32, error) {
	sum, err := f.content.Read(ctx, i, func() (io.ReadCloser, error) { return f.open(i) })
	return sum, fileError(name(f.path, i), err)
}

// compare reads a file that was written in the place of file i; it must have the same content.
func (f *folder) compare(ctx context.Context, dir string, i int) error {
	_, err := f.content.Read(ctx, i, func() (io.ReadCloser, error) { return os.Open(name(dir, i)) })
	return fileError(name(dir, i), err)
}

// create makes file i in a folder. What becomes of one that is there, flag says (os.O_EXCL: an error).
func create(dir string, i, flag int) (*os.File, error) {
	return os.OpenFile(name(dir, i), os.O_WRONLY|os.O_CREATE|flag, 0o600)
}

// write makes file i in a folder and writes its content.
func (f *folder) write(ctx context.Context, dir string, i, flag int, sync bool) error {
	file, err := create(dir, i, flag)
	if err != nil {
		return fileError(name(dir, i), err)
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
	return fileError(name(dir, i), errors.Join(err, file.Close()))
}

// moved counts the bytes of a unit that read or wrote its file so many times.
func (f *folder) moved(ctx context.Context, times int) { lab.AddBytes(ctx, int64(times)*int64(f.size)) }

func name(dir string, i int) string { return dir + string(filepath.Separator) + strconv.Itoa(i) }

// fileError says which file an error is about, and what helps where something does.
func fileError(name string, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("filework: file %s: %w", name, err)
	switch {
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return fmt.Errorf(`%w: lower the number of workers or raise "ulimit -n"`, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: make room, or set Dir to a folder on another disk", err)
	}
	return err
}
