package filework

import (
	"context"

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
	return w.files().describe("file write", "file writes") + synced(w.Sync)
}

func (w Write) files() files {
	return files{count: w.Files, size: w.Size, dir: w.Dir}.withDefaults()
}

// synced ends the description of work that writes.
func synced(sync bool) string {
	if sync {
		return " with fsync"
	}
	return ""
}

// Stage makes the folder in which the trials write; release removes it. It refuses negative numbers, and more files than there is
// room for, before it makes anything.
func (w Write) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	f, err := newFolder(ctx, "Write", w.files())
	if err != nil {
		return nil, nil, err
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
	t, err := newTarget(w.folder, w.sync)
	if err != nil {
		return nil, err
	}
	spec, err := travel{Write: w.made(t.dir, w.sync)}.spec()
	return &lab.Job{Units: w.count, Unit: t.writeUnit, Spec: spec, Close: func() error { return t.close(ctx) }}, err
}

func (t *target) writeUnit(ctx context.Context, i int) (uint64, error) {
	sum, err := t.content.Compute(ctx, i)
	if err != nil {
		return 0, err
	}
	if err := t.enter(ctx); err != nil {
		return 0, err
	}
	defer t.leave()
	if err := lab.Wait(ctx, func() error { return t.write(ctx, t.dir, i, t.flag, t.sync) }); err != nil {
		return 0, err
	}
	t.written[i].Store(true)
	t.moved(ctx, 1)
	return uint64(sum), nil
}
