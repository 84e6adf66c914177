package datawork

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
)

// joining is a trial of Join.
type joining struct {
	*staged
	plain        map[string][][]string // rows of the second table by key, without it
	fast         matches
	rows, joined atomic.Int64
	scratch      sync.Pool // of *joinScratch
}

// matches are the rows of the second table, each as the CSV that ends a joined row.
type matches struct {
	table table // rows of an entry's cell is the number of the key's first row in ends, from 1
	ends  []match
}

type match struct {
	text []byte // begins with a comma, if the table has another column
	next int64  // with the same key, from 1; 0 is none
}

// joinScratch is the memory of a unit, which the next one uses again.
type joinScratch struct {
	text []byte
	rows rowReader
	line []byte
}

func newJoining(ctx context.Context, s *staged) (*joining, error) {
	j := &joining{staged: s, scratch: sync.Pool{New: func() any { return &joinScratch{rows: rowReader{columns: s.Columns}} }}}
	text, err := os.ReadFile(s.With)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err = errors.Join(err, ctx.Err()); err != nil {
		return nil, fmt.Errorf("%s: %w", s.With, err)
	}
	if len(rows) == 0 || s.WithKey >= len(rows[0]) {
		return nil, fmt.Errorf("%s has no column %d", s.With, s.WithKey)
	}
	j.hash(rows[1:])
	return j, nil
}

// hash fills the hash table that the parser's units look into.
func (j *joining) hash(rows [][]string) {
	j.plain = make(map[string][][]string)
	for _, row := range rows {
		key := row[j.WithKey]
		rest := slices.Delete(slices.Clone(row), j.WithKey, j.WithKey+1)
		if j.Parser == Plain {
			j.plain[key] = append(j.plain[key], rest)
		} else {
			j.fast.add(key, rest)
		}
	}
}

func (m *matches) add(key string, rest []string) {
	var text []byte
	for _, field := range rest {
		text = appendField(append(text, ','), field)
	}
	e, _ := m.table.find(hashKey(key), []byte(key))
	m.ends = append(m.ends, match{text, e.rows})
	e.rows = int64(len(m.ends))
}

func (j *joining) unit(ctx context.Context, i int) (sum uint64, err error) {
	var rows, joined int64
	if j.Parser == Fast {
		rows, joined, sum, err = j.unitFast(ctx, i)
	} else {
		rows, joined, sum, err = j.unitPlain(ctx, i)
	}
	if err != nil {
		return 0, err
	}
	j.rows.Add(rows)
	j.joined.Add(joined)
	return sum + uint64(rows)*hashPrime + uint64(joined), nil
}

// check has nothing to do: units share two counters, and no more.
func (j *joining) check() error { return nil }

func (j *joining) unitPlain(ctx context.Context, i int) (rows, joined int64, sum uint64, err error) {
	r := csv.NewReader(j.stream(ctx, i))
	r.FieldsPerRecord = j.Columns
	var line bytes.Buffer
	w := csv.NewWriter(&line)
	for {
		row, err := r.Read()
		if err == io.EOF {
			return rows, joined, sum, nil
		}
		if err != nil {
			return 0, 0, 0, err
		}
		rows++
		for _, rest := range j.plain[row[j.Key]] {
			line.Reset()
			w.Write(slices.Concat(row, rest))
			w.Flush()
			sum += hashKey(line.Bytes())
			joined++
		}
	}
}

func (j *joining) unitFast(ctx context.Context, i int) (rows, joined int64, sum uint64, err error) {
	s := j.scratch.Get().(*joinScratch)
	defer j.scratch.Put(s)
	if s.text, err = j.read(ctx, i, s.text); err != nil {
		return 0, 0, 0, err
	}
	s.rows.reset(s.text)
	for ; ; rows++ {
		if rows%glance == 0 && ctx.Err() != nil {
			return 0, 0, 0, ctx.Err()
		}
		row, err := s.rows.next()
		if err == io.EOF {
			return rows, joined, sum, nil
		}
		if err != nil {
			return 0, 0, 0, s.rows.explain(err)
		}
		e := j.fast.table.get(hashKey(row[j.Key]), row[j.Key])
		if e == nil {
			continue
		}
		s.line = s.line[:0]
		for i, field := range row {
			if i > 0 {
				s.line = append(s.line, ',')
			}
			s.line = appendField(s.line, field)
		}
		start := len(s.line)
		for n := e.rows; n > 0; n = j.fast.ends[n-1].next {
			s.line = append(append(s.line[:start], j.fast.ends[n-1].text...), '\n')
			sum += hashKey(s.line)
			joined++
		}
	}
}
