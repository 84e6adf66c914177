package datawork

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"threadboost/lib/lab"
)

// WordCount counts how often each word is in a text, a range of lines a unit. A word is what strings.Fields finds: anything but white
// space. A unit counts the words of its range, and adds them to the count of all.
type WordCount struct {
	// Path is a file, or a folder whose files are taken one after the other, in the order of their paths. Empty means the source tree of
	// Go, as it is on this machine.
	Path   string
	Suffix string    // of the files in a folder, such as ".txt"; empty means all, in the source tree of Go those of Go
	Size   lab.Bytes // of a folder: how much is taken of it, rounded up to whole files; zero means 16 MiB
	Units  int       // number of ranges, at most; zero means 100
	Parser Parser    // zero means Plain
}

func (w WordCount) withDefaults() WordCount {
	if w.Path == "" {
		w.Suffix = cmp.Or(w.Suffix, ".go")
	}
	w.Size, w.Units = cmp.Or(w.Size, defaultSize), cmp.Or(w.Units, defaultUnits)
	return w
}

// String describes the work, such as "words of 16 MiB of Go source in 100 ranges, fast parser".
func (w WordCount) String() string {
	w = w.withDefaults()
	what := fmt.Sprintf("words of %v of Go source", w.Size)
	if w.Path != "" {
		what = "words of " + filepath.Base(w.Path)
	}
	return describe(what, w.Units, w.Parser)
}

// Stage opens the file, or makes one of the files in a folder, and cuts it into ranges; release closes it, and removes what was made.
func (w WordCount) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	w = w.withDefaults()
	if err := checkSizes(w.Units, 0, w.Size, w.Parser); err != nil {
		return nil, nil, fmt.Errorf("datawork: WordCount: %w", err)
	}
	in, err := openText(ctx, w.Path, w.Suffix, w.Size)
	if err == nil {
		staged, release, err = stage(ctx, in, plan{Workload: WordCountName, Parser: w.Parser}, w.Units, 0)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("datawork: WordCount: %w", err)
	}
	return staged, release, nil
}

// Prepare makes a job with a text of its own, which its Close releases. A run shares it among its trials: see [WordCount.Stage].
func (w WordCount) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, w) }

// Groups counts the words, one range after the other, and returns them, the most frequent first.
func (w WordCount) Groups(ctx context.Context) ([]Group, error) { return groupsOf(ctx, w) }
