package filework

import (
	"context"

	"threadboost/lib/lab"
)

// Read reads files and sums them, one file a unit. The files have just been written, so that they are read from the page cache
// as long as they fit into memory; with Cold they are read from the disk.
type Read struct {
	Files int       // number of files; zero means 200
	Size  lab.Bytes // of each file; zero means 64 KiB
	Cold  bool      // drop the files from the page cache before each trial, and each once more before it is read; Linux only
	Dir   string    // where the folder with the files is made; empty means os.TempDir
}

// String describes the work, such as "200 file reads of 64 KiB".
func (r Read) String() string { return r.files().describe("file read", "file reads") }

func (r Read) files() files {
	return files{count: r.Files, size: r.Size, dir: r.Dir, cold: r.Cold}.withDefaults()
}

// Stage writes the files, which takes their size in disk space; release removes them. It refuses negative numbers, more files than
// there is room for, and Cold where it cannot be, before it writes anything.
func (r Read) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	f, err := filledFolder(ctx, "Read", r.files())
	if err != nil {
		return nil, nil, err
	}
	return reading{f}, f.remove, nil
}

// Prepare makes a job with files of its own, which its Close removes. A run shares them among its trials: see [Read.Stage].
func (r Read) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, r) }

// reading is a Read whose files are there.
type reading struct{ *folder }

func (r reading) Prepare(ctx context.Context) (*lab.Job, error) {
	if err := r.chill(ctx); err != nil {
		return nil, err
	}
	spec, err := travel{Read: r.made("", false)}.spec()
	return &lab.Job{Units: r.count, Unit: r.readUnit, Spec: spec}, err
}

func (f *folder) readUnit(ctx context.Context, i int) (uint64, error) {
	if err := f.enter(ctx); err != nil {
		return 0, err
	}
	defer f.leave()
	sum, err := f.read(ctx, i)
	if err == nil {
		f.moved(ctx, 1)
	}
	return uint64(sum), err
}
