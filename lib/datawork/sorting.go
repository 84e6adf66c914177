package datawork

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
)

// sorting is a trial of Sort.
type sorting struct {
	*staged
	plain  *mergeTree[plainRow]
	fast   *mergeTree[fastRow]
	text   []byte // of the whole file: the units read it range by range
	parts  atomic.Uint64
	sorted atomic.Int64 // rows
	rows   sync.Pool    // of *rowReader
}

func newSorting(s *staged) *sorting {
	w := &sorting{staged: s, rows: sync.Pool{New: func() any { return &rowReader{columns: s.Columns} }}}
	units := len(s.Bounds) - 1
	if s.Parser == Plain {
		w.plain = newMergeTree(units, comparePlain)
		return w
	}
	w.fast = newMergeTree(units, w.compareFast)
	w.text = make([]byte, s.Bounds[units])
	return w
}

func (w *sorting) unit(ctx context.Context, i int) (sum uint64, err error) {
	if w.Parser == Fast {
		return w.unitFast(ctx, i)
	}
	return w.unitPlain(ctx, i)
}

// A plainRow is a row with its key.
type plainRow struct {
	key    sortKey[string]
	fields []string
}

func comparePlain(a, b plainRow) int { return a.key.compare(b.key) }

func (w *sorting) unitPlain(ctx context.Context, i int) (uint64, error) {
	r := csv.NewReader(w.stream(ctx, i))
	r.FieldsPerRecord = w.Columns
	rows, err := r.ReadAll()
	if err != nil {
		return 0, err
	}
	run := make([]plainRow, 0, len(rows))
	for _, row := range rows {
		run = append(run, plainRow{newSortKey(row[w.Key]), row})
	}
	slices.SortStableFunc(run, comparePlain)
	sum := w.count(len(run), func(i int) uint64 { return hashRow(run[i].fields) })
	return sum, w.plain.arrive(ctx, i, run)
}

// count adds a run to what is to be found in the end, and returns a checksum that depends on its order.
func (w *sorting) count(n int, hash func(i int) uint64) uint64 {
	sum, total := uint64(hashStart), uint64(0)
	for i := range n {
		h := hash(i)
		sum = sum*hashPrime + h
		total += h
	}
	w.parts.Add(total)
	w.sorted.Add(int64(n))
	return sum
}

// A fastRow is a row of 24 bytes: where it is, and as much of its key as nearly always decides.
type fastRow struct {
	prefix  uint64
	hash    uint64
	at, len uint32 // in the text
}

// compareFast compares prefixes, keys where these are too long for that, and places, so that the sort is stable.
func (w *sorting) compareFast(a, b fastRow) int {
	if c := cmp.Compare(a.prefix, b.prefix); c != 0 {
		return c
	}
	if isCut(a.prefix) {
		if c := w.key(a).compare(w.key(b)); c != 0 {
			return c
		}
	}
	return cmp.Compare(a.at, b.at)
}

// key reads the key of a row again, and copies it.
func (w *sorting) key(row fastRow) sortKey[string] {
	fields, err := w.fields(row)
	if err != nil {
		return sortKey[string]{}
	}
	return newSortKey(fields[w.Key])
}

// fields parses a row again.
func (w *sorting) fields(row fastRow) (fields []string, err error) {
	r := w.rows.Get().(*rowReader)
	defer w.rows.Put(r)
	r.reset(w.text[row.at:][:row.len])
	texts, err := r.next()
	for _, text := range texts {
		fields = append(fields, string(text))
	}
	return fields, err
}

func (w *sorting) unitFast(ctx context.Context, i int) (uint64, error) {
	from, to := w.Bounds[i], w.Bounds[i+1]
	text, err := w.read(ctx, i, w.text[from:from:to])
	if err != nil {
		return 0, err
	}
	run, err := w.parse(ctx, text, uint32(from))
	if err != nil {
		return 0, err
	}
	slices.SortFunc(run, w.compareFast)
	sum := w.count(len(run), func(i int) uint64 { return run[i].hash })
	return sum, w.fast.arrive(ctx, i, run)
}

// parse finds the rows of a range that begins at a place in the file.
func (w *sorting) parse(ctx context.Context, text []byte, from uint32) ([]fastRow, error) {
	r := w.rows.Get().(*rowReader)
	defer w.rows.Put(r)
	r.reset(text)
	run := make([]fastRow, 0, lines(text))
	for {
		if len(run)%glance == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		at := r.pos
		row, err := r.next()
		if err == io.EOF {
			return run, nil
		}
		if err != nil {
			return nil, r.explain(err)
		}
		run = append(run, fastRow{newSortKey(row[w.Key]).prefix(), hashRow(row), from + uint32(at), uint32(r.pos - at)})
	}
}

// check looks at the sorted rows, once all runs have arrived: that none is lost, doubled or changed, and their order.
func (w *sorting) check() error {
	if w.Parser == Fast {
		run, all := w.fast.root()
		return w.compareAll(all, len(run),
			func(i int) uint64 { return run[i].hash },
			func(i int) bool { return w.compareFast(run[i-1], run[i]) < 0 })
	}
	run, all := w.plain.root()
	return w.compareAll(all, len(run),
		func(i int) uint64 { return hashRow(run[i].fields) },
		func(i int) bool { return comparePlain(run[i-1], run[i]) <= 0 })
}

func (w *sorting) compareAll(all bool, n int, hash func(i int) uint64, inOrder func(i int) bool) error {
	if !all {
		return nil
	}
	total := uint64(0)
	for i := range n {
		total += hash(i)
		if i > 0 && !inOrder(i) {
			return fmt.Errorf("row %d of the sorted table comes after a greater one: the merge is wrong", i)
		}
	}
	if int64(n) != w.sorted.Load() || total != w.parts.Load() {
		return fmt.Errorf("the sorted table has %d rows with checksum %#x, the units together %d with %#x: rows were lost or changed when they were merged",
			n, total, w.sorted.Load(), w.parts.Load())
	}
	return nil
}

// first returns the first n rows.
func (w *sorting) first(n int) (rows [][]string, err error) {
	if w.Parser == Plain {
		run, _ := w.plain.root()
		for _, row := range run[:min(n, len(run))] {
			rows = append(rows, row.fields)
		}
		return rows, nil
	}
	run, _ := w.fast.root()
	for _, row := range run[:min(n, len(run))] {
		fields, fail := w.fields(row)
		rows, err = append(rows, fields), errors.Join(err, fail)
	}
	return rows, err
}
