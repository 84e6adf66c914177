package filework

import (
	"context"
	"fmt"
	"path"

	"threadboost/lib/lab"
)

// Corpus reads the files in a folder, and in all folders below it, and sums them, one file a unit. They are real files of different
// sizes, and only read. Hidden ones (.git), links and what is no regular file are left out.
type Corpus struct {
	Root  string // folder; empty means the source tree of Go, which is on every machine that compiles
	Match string // pattern of the names of the files, such as "*.go": see path.Match; empty means all
	Files int    // number of files, taken evenly from all that there are; zero means all
	Cold  bool   // read from the disk: see [Read]
}

// String describes the work, such as "reads of 500 *.go files in Go's source tree".
func (c Corpus) String() string { return c.describe("reads of") }

func (c Corpus) describe(act string) string {
	if c.Cold {
		act = "cold " + act
	}
	number, root := "all", "Go's source tree"
	if c.Files != 0 {
		number = fmt.Sprint(c.Files)
	}
	if c.Root != "" {
		root = c.Root
	}
	return fmt.Sprintf("%s %s %s in %s", act, number, c.kind(), root)
}

// kind says what the files are, such as "*.go files".
func (c Corpus) kind() string {
	if c.Match == "" {
		return "files"
	}
	return c.Match + " files"
}

// Stage looks for the files and reads each of them, so that all are in the page cache and a change is noticed: a unit whose file has
// become another one gives an error. It refuses a folder without files or with more than 50,000, unless Files takes fewer of them.
func (c Corpus) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	t, err := c.take(ctx, summing)
	if err != nil {
		return nil, nil, fmt.Errorf("filework: Corpus: %w", err)
	}
	t.spec, err = travel{Corpus: &t.listing}.spec()
	return t, releaseNothing, err
}

func releaseNothing() error { return nil }

// Prepare makes a job alone. A run looks for the files once for all trials: see [Corpus.Stage].
func (c Corpus) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, c) }

func (c Corpus) check() error {
	if c.Files < 0 || c.Files > maxFiles {
		return fmt.Errorf("it asks for %d files: want 1 to %d, or 0 for all", c.Files, maxFiles)
	}
	if _, err := path.Match(c.Match, ""); err != nil {
		return fmt.Errorf("pattern %q of names: %w: see path.Match, and leave it empty for all files", c.Match, err)
	}
	return nil
}

// take finds the files and what a fold makes of each.
func (c Corpus) take(ctx context.Context, use fold) (*taken, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	root, err := c.folderOf(ctx)
	if err != nil {
		return nil, err
	}
	if c.Cold {
		if err := checkCold(root); err != nil {
			return nil, err
		}
	}
	names, err := c.find(ctx, root)
	if err != nil {
		return nil, err
	}
	t := &taken{listing: listing{Root: root, Cold: c.Cold, Files: make([]listed, len(names))}, gate: newGate(), use: use}
	for i, name := range names {
		f := &t.Files[i]
		f.Name = name
		if f.Sum, f.Size, err = fileSum(ctx, t.path(i), false, use); err != nil {
			return nil, err
		}
	}
	return t, nil
}
