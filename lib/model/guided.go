package model

import (
	"context"
	"sync/atomic"

	"threadboost/lib/lab"
)

// Guided lets each worker take several units at a time from one counter: many at first, fewer towards the end. A worker takes half of
// what would be its share of the units that are left.
//
// Elsewhere: OpenMP's schedule(guided), factoring and guided self-scheduling.
//
// Cost of a unit: 21 ns (BenchmarkUnit).
//
// Choose it for very many small units of uneven length: it takes far fewer steps than [Counter], which takes one a unit, and evens
// out what [Chunks] cannot. Do not choose it when the longest units come first: then the first and largest chunk is the last to end.
type Guided struct {
	// Workers is the number of goroutines; zero means GOMAXPROCS.
	Workers int
	// Size is the smallest number of units that a worker takes at a time, but for the last; zero means 1.
	Size int
}

// Run starts the units in chunks and waits for the workers.
func (g Guided) Run(ctx context.Context, job *lab.Job) error {
	workers, err := workersOf("Guided", g.Workers, job.Units)
	if err != nil {
		return err
	}
	least, err := number{"Guided", "Size", g.Size}.or(1, job.Units)
	if err != nil {
		return err
	}
	var next atomic.Int64
	team(workers, func(w int) {
		for ctx.Err() == nil {
			from, to := chunk(&next, job.Units, 2*workers, least)
			if from == to {
				return
			}
			span(ctx, job, w, from, to)
		}
	})
	return ctx.Err()
}

// chunk takes one part in so many of the units that are left, at least least; nothing when none are left.
func chunk(next *atomic.Int64, units, parts, least int) (from, to int) {
	for {
		from = int(next.Load())
		left := units - from
		to = from + min(left, max(least, left/parts))
		if next.CompareAndSwap(int64(from), int64(to)) {
			return from, to
		}
	}
}
