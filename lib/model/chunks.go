package model

import (
	"context"

	"threadboost/lib/lab"
)

// Chunks deals the units out before the start: every worker knows which ones are its own, and nobody talks to anybody.
//
// Elsewhere: OpenMP's schedule(static), arrays split over threads, MPI ranks, the partitions of a data frame.
//
// Cost of a unit: 18 ns (BenchmarkUnit).
//
// Choose it for many equal units: it is the cheapest way to share them, and neighbours stay on one core and in its cache. Do not choose
// it when some units take much longer than others and lie together: the worker that has them is the last, and the others are idle.
// [Steal] mends that, or a small Size.
type Chunks struct {
	// Workers is the number of goroutines; zero means GOMAXPROCS.
	Workers int
	// Size is how many units in a row go to one worker before the next one gets some; zero means one equal share each.
	Size int
}

// Run runs each worker's units in their order and waits for the workers.
func (c Chunks) Run(ctx context.Context, job *lab.Job) error {
	workers, err := workersOf("Chunks", c.Workers, job.Units)
	if err != nil {
		return err
	}
	size, err := number{"Chunks", "Size", c.Size}.or(0, job.Units)
	if err != nil {
		return err
	}
	team(workers, func(w int) {
		if size == 0 {
			from, to := share(w, workers, job.Units)
			span(ctx, job, w, from, to)
			return
		}
		for from := w * size; from < job.Units; from += workers * size {
			span(ctx, job, w, from, min(from+size, job.Units))
		}
	})
	return ctx.Err()
}

// share returns the units of worker w when so many workers share them equally: shares differ by one unit at most.
func share(w, workers, units int) (from, to int) {
	return w * units / workers, (w + 1) * units / workers
}
