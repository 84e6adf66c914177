package datawork

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"threadboost/lib/lab"
)

// Join joins two tables of CSV on a column that both have (an inner hash join): each row of the first with all rows of the second that
// have the same key. A unit joins a range of rows of the first, writes the joined rows as CSV, and sums and drops them.
//
// The second table should be the smaller one. It is read and hashed when a trial is prepared, which is not timed.
type Join struct {
	// Path and With are files of CSV with a header. Both empty means a table of invented flights and that of their carriers, as
	// WriteFlights and WriteCarriers make them.
	Path, With string
	Rows       int    // of the invented flights; zero means 100,000
	On         string // column of both; empty means "carrier"
	Units      int    // number of ranges, at most; zero means 100
	Parser     Parser // zero means Plain
}

func (j Join) withDefaults() Join {
	j.Rows, j.Units, j.On = cmp.Or(j.Rows, defaultRows), cmp.Or(j.Units, defaultUnits), cmp.Or(j.On, "carrier")
	return j
}

// String describes the work, such as "flights.csv with airlines.csv on carrier in 100 ranges, fast parser".
func (j Join) String() string {
	j = j.withDefaults()
	with := "carriers"
	if j.With != "" {
		with = filepath.Base(j.With)
	}
	return describe(fmt.Sprintf("%s with %s on %s", tableName(j.Path, j.Rows), with, j.On), j.Units, j.Parser)
}

// Stage opens the tables, or makes them, and cuts the first into ranges; release closes it, and removes what was made.
func (j Join) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	staged, release, err = j.withDefaults().stage(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("datawork: Join: %w", err)
	}
	return staged, release, nil
}

func (j Join) stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	if (j.Path == "") != (j.With == "") {
		return nil, nil, fmt.Errorf("it has the tables %q and %q: name both, or none for invented ones", j.Path, j.With)
	}
	with, err := j.openWith()
	if err != nil {
		return nil, nil, err
	}
	p := plan{Workload: JoinName, Parser: j.Parser}
	if p.With, err = filepath.Abs(with.Name()); err == nil {
		p.WithKey, err = keyColumn(with, j.On)
	}
	if err == nil {
		staged, release, err = stageTable(ctx, j.Path, j.Rows, j.Units, p, func(in *input, columns []string, p *plan) (err error) {
			p.Key, err = in.column(columns, j.On)
			return err
		})
	}
	if err != nil {
		return nil, nil, errors.Join(err, with.release())
	}
	first := release
	return staged, func() error { return errors.Join(first(), with.release()) }, nil
}

func (j Join) openWith() (*input, error) {
	if j.With == "" {
		return makeInput(func(w io.Writer) error { return WriteCarriers(w) })
	}
	return openInput(j.With)
}

func keyColumn(in *input, name string) (int, error) {
	columns, _, err := in.header()
	if err != nil {
		return 0, err
	}
	return in.column(columns, name)
}

// Prepare makes a job with tables of its own, which its Close releases. A run shares them among its trials: see [Join.Stage].
func (j Join) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, j) }

// Count joins one range after the other, and returns how many rows the first table has, and how many rows were made of them.
func (j Join) Count(ctx context.Context) (rows, joined int, err error) {
	material, release, err := j.Stage(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, release()) }()
	s := material.(*staged)
	w, err := newJoining(ctx, s)
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w", s.name(), err)
	}
	for i := range len(s.Bounds) - 1 {
		if _, err := w.unit(ctx, i); err != nil {
			return 0, 0, fmt.Errorf("%s: %s: %w", s.name(), s.Path, err)
		}
	}
	return int(w.rows.Load()), int(w.joined.Load()), w.check()
}
