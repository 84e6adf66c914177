package datawork

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"threadboost/lib/lab"
)

// GroupBy groups the rows of a table by a column and sums another one: "select key, count(*), count(value), sum(value) ... group by key".
// A unit groups a range of rows, and adds its groups to those of all.
//
// A value is a number with at most 12 digits before and 6 after the point. It is missing where the field is empty or NA. Sums are exact,
// and so do not depend on who added what first.
type GroupBy struct {
	Path   string // a file of CSV with a header; empty means a table of invented flights, as WriteFlights makes it
	Rows   int    // of the invented table; zero means 100,000
	Key    string // column; empty means "carrier"
	Value  string // column; empty means "arr_delay"
	Units  int    // number of ranges, at most; zero means 100
	Parser Parser // zero means Plain
}

func (g GroupBy) withDefaults() GroupBy {
	g.Rows, g.Units = cmp.Or(g.Rows, defaultRows), cmp.Or(g.Units, defaultUnits)
	g.Key, g.Value = cmp.Or(g.Key, "carrier"), cmp.Or(g.Value, "arr_delay")
	return g
}

// String describes the work, such as "arr_delay by carrier of flights.csv in 100 ranges, fast parser".
func (g GroupBy) String() string {
	g = g.withDefaults()
	return describe(fmt.Sprintf("%s by %s of %s", g.Value, g.Key, tableName(g.Path, g.Rows)), g.Units, g.Parser)
}

// tableName describes a table.
func tableName(path string, rows int) string {
	if path == "" {
		return fmt.Sprintf("%d flights", rows)
	}
	return filepath.Base(path)
}

// Stage opens the table, or makes one, and cuts it into ranges; release closes it, and removes what was made.
func (g GroupBy) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	g = g.withDefaults()
	p := plan{Workload: GroupByName, Parser: g.Parser}
	staged, release, err = stageTable(ctx, g.Path, g.Rows, g.Units, p, func(in *input, columns []string, p *plan) (err error) {
		if p.Key, err = in.column(columns, g.Key); err == nil {
			p.Value, err = in.column(columns, g.Value)
		}
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("datawork: GroupBy: %w", err)
	}
	return staged, release, nil
}

// stageTable stages a table, whose columns choose finds for the plan.
func stageTable(ctx context.Context, path string, rows, units int, p plan, choose func(*input, []string, *plan) error) (lab.Workload, func() error, error) {
	if err := checkSizes(units, rows, 0, p.Parser); err != nil {
		return nil, nil, err
	}
	in, err := openTable(ctx, path, rows)
	if err != nil {
		return nil, nil, err
	}
	columns, from, err := in.header()
	if err == nil {
		p.Columns = len(columns)
		err = choose(in, columns, &p)
	}
	if err != nil {
		return nil, nil, errors.Join(err, in.release())
	}
	return stage(ctx, in, p, units, from)
}

// Prepare makes a job with a table of its own, which its Close releases. A run shares it among its trials: see [GroupBy.Stage].
func (g GroupBy) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, g) }

// Groups groups the rows, one range after the other, and returns the groups, those with the most rows first.
func (g GroupBy) Groups(ctx context.Context) ([]Group, error) { return groupsOf(ctx, g) }
