package datawork

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"threadboost/lib/lab"
)

// grouping is a trial of WordCount or GroupBy: each unit finds the groups of its range and merges them into the trial's.
type grouping struct {
	*staged
	plain   *plainTally
	fast    *fastTally
	parts   atomic.Uint64 // sum of the units' checksums
	scratch sync.Pool     // of *scratch
}

// scratch is the memory of a unit, which the next one uses again.
type scratch struct {
	text  []byte
	rows  rowReader
	table table
}

func newGrouping(s *staged) *grouping {
	return &grouping{
		staged: s, plain: newPlainTally(), fast: new(fastTally),
		scratch: sync.Pool{New: func() any { return &scratch{rows: rowReader{columns: s.Columns}} }},
	}
}

func (g *grouping) unit(ctx context.Context, i int) (sum uint64, err error) {
	if g.Parser == Fast {
		sum, err = g.unitFast(ctx, i)
	} else {
		sum, err = g.unitPlain(ctx, i)
	}
	g.parts.Add(sum)
	return sum, err
}

func (g *grouping) unitPlain(ctx context.Context, i int) (uint64, error) {
	find := g.plainWords
	if g.Workload == GroupByName {
		find = g.plainRows
	}
	cells, err := find(g.stream(ctx, i))
	if err != nil {
		return 0, err
	}
	return g.plain.merge(cells)
}

// plainWords counts the words of a text, line by line.
func (g *grouping) plainWords(r *bufio.Reader) (map[string]cell, error) {
	cells := make(map[string]cell)
	for {
		line, err := r.ReadString('\n')
		for _, word := range strings.Fields(line) {
			c := cells[word]
			c.rows++
			cells[word] = c
		}
		if err == io.EOF {
			return cells, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// plainRows groups the rows of CSV.
func (g *grouping) plainRows(r *bufio.Reader) (map[string]cell, error) {
	cells := make(map[string]cell)
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = g.Columns
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return cells, nil
		}
		if err != nil {
			return nil, err
		}
		c := cells[row[g.Key]]
		if err := addRow(&c, row[g.Value]); err != nil {
			return nil, err
		}
		cells[row[g.Key]] = c
	}
}

// addRow adds a row with a number, or without one, to its group.
func addRow[T string | []byte](c *cell, value T) error {
	if missing(value) {
		c.rows++
		return nil
	}
	number, ok := parseDecimal(value)
	if !ok {
		return fmt.Errorf("value %.40q %w", value, errNumber)
	}
	return c.add(cell{rows: 1, values: 1, sum: number})
}

func (g *grouping) unitFast(ctx context.Context, i int) (sum uint64, err error) {
	s := g.scratch.Get().(*scratch)
	defer g.scratch.Put(s)
	if s.text, err = g.read(ctx, i, s.text); err != nil {
		return 0, err
	}
	s.table.reset()
	if g.Workload == GroupByName {
		err = g.fastRows(ctx, s)
	} else {
		err = fastWords(ctx, s)
	}
	if err != nil {
		return 0, err
	}
	return g.fast.merge(&s.table)
}

// fastWords counts the words of a text; between lines, about every megabyte, it looks whether it should go on.
func fastWords(ctx context.Context, s *scratch) error {
	for text := s.text; len(text) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(readAtOnce, len(text))
		if end := bytes.IndexByte(text[n:], '\n'); end >= 0 {
			n += end
		} else {
			n = len(text)
		}
		countWords(&s.table, text[:n])
		text = text[n:]
	}
	return nil
}

// fastRows groups the rows of CSV. A key that is not in the text as it stands must be copied: it is overwritten by the next row.
func (g *grouping) fastRows(ctx context.Context, s *scratch) error {
	s.rows.reset(s.text)
	for n := 0; ; n++ {
		if n%glance == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := s.rows.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return s.rows.explain(err)
		}
		e, added := s.table.find(hashKey(row[g.Key]), row[g.Key])
		if added && len(s.rows.scratch) > 0 {
			e.key = bytes.Clone(e.key)
		}
		if err := addRow(&e.cell, row[g.Value]); err != nil {
			return err
		}
	}
}

const glance = 4096 // rows between two looks at a context: about half a millisecond

func (g *grouping) tally() tally {
	if g.Parser == Fast {
		return g.fast
	}
	return g.plain
}

// check holds also when units failed or were left out: these were not merged.
func (g *grouping) check() error {
	if merged, parts := g.tally().checksum(), g.parts.Load(); merged != parts {
		return fmt.Errorf("the merged groups have the checksum %#x, the units' together %#x: something was lost when they were merged", merged, parts)
	}
	return nil
}

// groupsOf does the work of a workload unit by unit and returns what it found.
func groupsOf(ctx context.Context, w lab.Stager) (groups []Group, err error) {
	material, release, err := w.Stage(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	g := newGrouping(material.(*staged))
	for i := range len(g.Bounds) - 1 {
		if _, err := g.unit(ctx, i); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", g.name(), g.Path, err)
		}
	}
	return byRows(g.tally().groups()), g.check()
}
