package datawork

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"threadboost/lib/lab"
)

// Sort sorts the rows of a table by a column: numbers first, by their value, then all else by its bytes; rows that are equal stay in their
// order. It is a parallel merge sort: a unit sorts a range of rows, and whoever sorts the second of two neighbours merges both, and so on
// upwards, so that no unit waits for another one. The last merge takes all rows and has nobody beside it: by Amdahl's law that is what
// limits the speed-up.
//
// It does not travel to other processes, as its runs are merged in one memory.
type Sort struct {
	Path   string // a file of CSV with a header, below 4 GiB; empty means a table of invented flights, as WriteFlights makes it
	Rows   int    // of the invented table; zero means 100,000
	By     string // column; empty means "arr_delay"
	Units  int    // number of ranges, at most; zero means 100
	Parser Parser // zero means Plain
}

func (s Sort) withDefaults() Sort {
	s.Rows, s.Units, s.By = cmp.Or(s.Rows, defaultRows), cmp.Or(s.Units, defaultUnits), cmp.Or(s.By, "arr_delay")
	return s
}

// String describes the work, such as "flights.csv sorted by arr_delay in 100 ranges, fast parser".
func (s Sort) String() string {
	s = s.withDefaults()
	return describe(fmt.Sprintf("%s sorted by %s", tableName(s.Path, s.Rows), s.By), s.Units, s.Parser)
}

// Stage opens the table, or makes one, and cuts it into ranges; release closes it, and removes what was made.
func (s Sort) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	s = s.withDefaults()
	p := plan{Workload: sortName, Parser: s.Parser}
	staged, release, err = stageTable(ctx, s.Path, s.Rows, s.Units, p, func(in *input, columns []string, p *plan) (err error) {
		if in.size > maxSorted {
			return fmt.Errorf("%s has %v: want less than 4 GiB, which must fit into memory", in.Name(), lab.Bytes(in.size))
		}
		p.Key, err = in.column(columns, s.By)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("datawork: Sort: %w", err)
	}
	return staged, release, nil
}

// maxSorted is what 32 bits can address.
const maxSorted = 1<<32 - 1

// Prepare makes a job with a table of its own, which its Close releases. A run shares it among its trials: see [Sort.Stage].
func (s Sort) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, s) }

// First sorts the table, one range after the other, and returns the first n rows, or all when there are fewer.
func (s Sort) First(ctx context.Context, n int) (rows [][]string, err error) {
	material, release, err := s.Stage(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	w := newSorting(material.(*staged))
	for i := range len(w.Bounds) - 1 {
		if _, err := w.unit(ctx, i); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", w.name(), w.Path, err)
		}
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	return w.first(n)
}
