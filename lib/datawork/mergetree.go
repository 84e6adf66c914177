package datawork

import (
	"context"
	"sync/atomic"
)

// A mergeTree merges sorted runs two by two, as soon as both are there: no goroutine waits for a run. The runs are leaves of a binary
// tree, numbered from left to right.
type mergeTree[T any] struct {
	compare func(a, b T) int
	levels  [][]node[T] // the leaves first, the root last
}

// A node holds the run of all leaves below it, once both of its children have arrived.
type node[T any] struct {
	arrived atomic.Int32 // children
	run     []T
}

func newMergeTree[T any](leaves int, compare func(a, b T) int) *mergeTree[T] {
	m := &mergeTree[T]{compare: compare}
	for n := leaves; ; n = (n + 1) / 2 {
		m.levels = append(m.levels, make([]node[T], n))
		if n <= 1 {
			return m
		}
	}
}

// arrive hands in the run of a leaf, once for each, and merges upwards as far as the neighbours are there. The atomic counter orders
// memory: who comes second sees the run of who came first.
func (m *mergeTree[T]) arrive(ctx context.Context, leaf int, run []T) error {
	for level := 0; ; level++ {
		nodes := m.levels[level]
		nodes[leaf].run = run
		if len(nodes) == 1 {
			return nil
		}
		left, right := leaf&^1, leaf|1
		leaf /= 2
		if right == len(nodes) {
			continue // no neighbour: it goes up as it is
		}
		if m.levels[level+1][leaf].arrived.Add(1) == 1 {
			return nil
		}
		var err error
		if run, err = m.merge(ctx, nodes[left].run, nodes[right].run); err != nil {
			return err
		}
		nodes[left].run, nodes[right].run = nil, nil
	}
}

// merge merges two runs. Of equals those of a, which were before those of b in the text, come first.
func (m *mergeTree[T]) merge(ctx context.Context, a, b []T) ([]T, error) {
	merged := make([]T, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if len(merged)%glance == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if m.compare(a[0], b[0]) <= 0 {
			merged, a = append(merged, a[0]), a[1:]
		} else {
			merged, b = append(merged, b[0]), b[1:]
		}
	}
	return append(append(merged, a...), b...), nil
}

// root returns the run of all, and whether all runs have arrived.
func (m *mergeTree[T]) root() ([]T, bool) {
	run := m.levels[len(m.levels)-1][0].run
	return run, run != nil
}
