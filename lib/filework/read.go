package filework

import (
	"context"
	"errors"
	"fmt"

	"threadboost/lib/lab"
)

// Read reads files and sums them, one file a unit. The files have just been written, so that they are read from the page cache
// as long as they fit into memory.
type Read struct {
	Files int       // number of files; zero means 200
	Size  lab.Bytes // of each file; zero means 64 KiB
	Dir   string    // where the folder with the files is made; empty means os.TempDir
}

// String describes the work, such as "200 file reads of 64 KiB".
func (r Read) String() string { return r.files().describe("file read") }

func (r Read) files() files { return files{r.Files, r.Size, r.Dir}.withDefaults() }

// Stage writes the files, which takes their size in disk space; release removes them. It refuses negative numbers, and more files than
// there is room for, before it writes anything.
func (r Read) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	f, err := newFolder(ctx, r.files())
	if err != nil {
		return nil, nil, fmt.Errorf("filework: Read: %w", err)
	}
	if err := f.fill(ctx); err != nil {
		return nil, nil, errors.Join(err, f.remove())
	}
	return reading{f}, f.remove, nil
}

// Prepare makes a job with files of its own, which its Close removes. A run shares them among its trials: see [Read.Stage].
func (r Read) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, r) }

// reading is a Read whose files are there.
type reading struct{ *folder }

func (r reading) Prepare(context.Context) (*lab.Job, error) {
	spec, err := r.spec(ReadName, r.path, false)
	return &lab.Job{Units: r.count, Unit: r.unit, Spec: spec}, err
}

func (r reading) unit(ctx context.Context, i int) (uint64, error) {
	if err := r.enter(ctx); err != nil {
		return 0, err
	}
	defer r.leave()
	sum, err := r.read(ctx, r.path, i)
	return uint64(sum), err
}
