package filework

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
)

// A target is where the units of one trial write their files.
type target struct {
	*folder
	dir     string
	flag    int  // with which files are opened
	sync    bool // each is on the disk when its unit ends
	written []atomic.Bool
}

// newTarget makes a folder for a trial, within that of the run.
func newTarget(f *folder, sync bool) (*target, error) {
	dir, err := os.MkdirTemp(f.path, "trial-")
	if err != nil {
		return nil, fmt.Errorf("filework: folder of a trial: %w", err)
	}
	return &target{f, dir, os.O_EXCL, sync, make([]atomic.Bool, f.count)}, nil
}

// close compares what was written, and removes it.
func (t *target) close(ctx context.Context) error {
	return errors.Join(t.compare(ctx), os.RemoveAll(t.dir))
}

// compare reads back what was written here, unless the trial was called off.
func (t *target) compare(ctx context.Context) (err error) {
	for i := range t.written {
		if ctx.Err() != nil || err != nil {
			break
		}
		if t.written[i].Load() {
			err = t.folder.compare(ctx, t.dir, i)
		}
	}
	return err
}
