package filework

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"path/filepath"

	"threadboost/lib/lab"
)

// A listing is the files of a corpus, as they were when a run began.
type listing struct {
	Root    string
	Files   []listed
	Cold    bool
	Pattern string // that is searched for
}

type listed struct {
	Name string // below the root, with slashes
	Size int64
	Sum  uint64
}

func (l *listing) path(i int) string {
	return filepath.Join(l.Root, filepath.FromSlash(l.Files[i].Name))
}

// taken is a corpus whose files are known, and what is made of each.
type taken struct {
	listing
	gate
	use  fold
	spec *lab.Spec
}

func (t *taken) Prepare(ctx context.Context) (*lab.Job, error) {
	for i := range t.Files {
		if !t.Cold {
			break
		}
		if err := dropNamed(ctx, t.path(i)); err != nil {
			return nil, fileError(t.path(i), err)
		}
	}
	return t.job(), nil
}

func (t *taken) job() *lab.Job { return &lab.Job{Units: len(t.Files), Unit: t.unit, Spec: t.spec} }

func (t *taken) unit(ctx context.Context, i int) (uint64, error) {
	if err := t.enter(ctx); err != nil {
		return 0, err
	}
	defer t.leave()
	sum, size, err := fileSum(ctx, t.path(i), t.Cold, t.use)
	if err == nil {
		err = t.Files[i].check(size, sum)
	}
	if err != nil {
		return 0, fileError(t.path(i), err)
	}
	lab.AddBytes(ctx, size)
	return sum, nil
}

// check compares a file with what it was when the run began.
func (f listed) check(size int64, sum uint64) error {
	switch {
	case size != f.Size:
		return fmt.Errorf("%d bytes, but %d when the run began: it must not be changed meanwhile", size, f.Size)
	case sum != f.Sum:
		return errors.New("other content than when the run began: it must not be changed meanwhile")
	}
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// summing is the fold of a Corpus: a checksum.
func summing(sum uint64, _ int64, piece []byte, _ bool) (uint64, int) {
	return uint64(crc32.Update(uint32(sum), castagnoli, piece)), len(piece)
}
