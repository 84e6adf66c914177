package filework

import (
	"context"
	"errors"
	"io"
	"os"

	"threadboost/lib/lab"
)

// Copy reads a file, writes it to a new one and sums what went through, one file a unit. The copies of a trial lie in a folder of their
// own. When it has ended they are compared with the files, which is not timed, and removed.
type Copy struct {
	Files int       // number of files; zero means 200
	Size  lab.Bytes // of each file; zero means 64 KiB
	Cold  bool      // read from the disk: see [Read]
	Sync  bool      // wait with fsync(2) until the disk has each copy: see [Write]
	Dir   string    // where the folder for files and copies is made; empty means os.TempDir
}

// String describes the work, such as "200 file copies of 64 KiB".
func (c Copy) String() string {
	return c.files().describe("file copy", "file copies") + synced(c.Sync)
}

func (c Copy) files() files {
	return files{count: c.Files, size: c.Size, dir: c.Dir, sets: 2, cold: c.Cold}.withDefaults()
}

// Stage writes the files that are copied. They and the copies of a trial take twice their size in disk space; release removes them. It
// refuses what Read and Write refuse.
func (c Copy) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	f, err := filledFolder(ctx, "Copy", c.files())
	if err != nil {
		return nil, nil, err
	}
	return copying{f, c.Sync}, f.remove, nil
}

// Prepare makes a job with files of its own, which its Close removes. A run shares them among its trials: see [Copy.Stage].
func (c Copy) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, c) }

// copying is a Copy whose files are there.
type copying struct {
	*folder
	sync bool
}

func (c copying) Prepare(ctx context.Context) (*lab.Job, error) {
	if err := c.chill(ctx); err != nil {
		return nil, err
	}
	t, err := newTarget(c.folder, c.sync)
	if err != nil {
		return nil, err
	}
	spec, err := travel{Copy: c.made(t.dir, c.sync)}.spec()
	return &lab.Job{Units: c.count, Unit: t.copyUnit, Spec: spec, Close: func() error { return t.close(ctx) }}, err
}

func (t *target) copyUnit(ctx context.Context, i int) (uint64, error) {
	if err := t.enter(ctx); err != nil {
		return 0, err
	}
	defer t.leave()
	sum, err := t.content.Read(ctx, i, func() (io.ReadCloser, error) { return t.through(i) })
	if err != nil {
		return 0, fileError(name(t.path, i), err)
	}
	t.written[i].Store(true)
	t.moved(ctx, 2)
	return uint64(sum), nil
}

// through opens a file whose bytes are written to its copy when they are read.
func (t *target) through(i int) (io.ReadCloser, error) {
	from, err := t.open(i)
	if err != nil {
		return nil, err
	}
	to, err := create(t.dir, i, t.flag)
	if err != nil {
		return nil, errors.Join(err, from.Close())
	}
	return &copier{io.TeeReader(from, to), from, to, t.sync}, nil
}

// A copier copies what is read of it.
type copier struct {
	io.Reader
	from, to *os.File
	sync     bool
}

// Close ends the copy, which then is on the disk if it shall be.
func (c *copier) Close() (err error) {
	if c.sync {
		err = c.to.Sync()
	}
	return errors.Join(err, c.to.Close(), c.from.Close())
}
