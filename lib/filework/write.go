package filework

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"threadboost/lib/lab"
)

// Write sums content and writes it to a new file, one file a unit. The files of a trial lie in a folder of their own. When it has ended
// they are read back and compared, which is not timed, and removed.
type Write struct {
	Files int       // number of files; zero means 200
	Size  lab.Bytes // of each file; zero means 64 KiB
	Sync  bool      // wait with fsync(2) until the disk has each file; without it the page cache takes them
	Dir   string    // where the folder for the files is made; empty means os.TempDir
}

// String describes the work, such as "200 file writes of 64 KiB with fsync".
func (w Write) String() string {
	text := w.files().describe("file write")
	if w.Sync {
		text += " with fsync"
	}
	return text
}

func (w Write) files() files { return files{w.Files, w.Size, w.Dir}.withDefaults() }

// Stage makes the folder in which the trials write; release removes it. It refuses negative numbers, and more files than there is
// room for, before it makes anything.
func (w Write) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	f, err := newFolder(ctx, w.files())
	if err != nil {
		return nil, nil, fmt.Errorf("filework: Write: %w", err)
	}
	return writing{f, w.Sync}, f.remove, nil
}

// Prepare makes a job with a folder of its own, which its Close removes. A run shares it among its trials: see [Write.Stage].
func (w Write) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, w) }

// writing is a Write whose folder is there.
type writing struct {
	*folder
	sync bool
}

func (w writing) Prepare(ctx context.Context) (*lab.Job, error) {
	path, err := os.MkdirTemp(w.path, "trial-")
	if err != nil {
		return nil, fmt.Errorf("filework: Write: %w", err)
	}
	t := newWriteTrial(w, path, os.O_EXCL)
	spec, err := w.spec(WriteName, path, w.sync)
	return &lab.Job{Units: w.count, Unit: t.unit, Spec: spec, Close: func() error { return t.close(ctx) }}, err
}

// A writeTrial is the files of one trial.
type writeTrial struct {
	writing
	path    string
	flag    int // with which files are opened
	written []atomic.Bool
}

func newWriteTrial(w writing, path string, flag int) *writeTrial {
	return &writeTrial{writing: w, path: path, flag: flag, written: make([]atomic.Bool, w.count)}
}

func (t *writeTrial) unit(ctx context.Context, i int) (uint64, error) {
	sum, err := t.content.Compute(ctx, i)
	if err != nil {
		return 0, err
	}
	if err := t.enter(ctx); err != nil {
		return 0, err
	}
	defer t.leave()
	if err := lab.Wait(ctx, func() error { return t.write(ctx, t.path, i, t.flag, t.sync) }); err != nil {
		return 0, err
	}
	t.written[i].Store(true)
	return uint64(sum), nil
}

// close compares what was written, and removes it.
func (t *writeTrial) close(ctx context.Context) error {
	return errors.Join(t.compare(ctx), os.RemoveAll(t.path))
}

// compare reads back what was written here, unless the trial was called off.
func (t *writeTrial) compare(ctx context.Context) (err error) {
	for i := range t.written {
		if ctx.Err() != nil || err != nil {
			break
		}
		if t.written[i].Load() {
			_, err = t.read(ctx, t.path, i)
		}
	}
	return err
}
