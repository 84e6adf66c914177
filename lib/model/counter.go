package model

import (
	"context"
	"sync/atomic"

	"threadboost/lib/lab"
)

// Counter runs the units on a fixed number of workers, each of which takes the next number from one atomic counter.
//
// Elsewhere: OpenMP's schedule(dynamic), an AtomicInteger that Java threads share, multiprocessing.Pool with chunksize 1.
//
// Cost of a unit: 26 ns (BenchmarkUnit).
//
// Choose it for units that are all known at the start, which is what a job is: it balances like a [Pool] and costs a sixth of it, since
// nobody submits and nothing is queued. Do not choose it where units arrive over time, or for units of some
// nanoseconds: the counter's cache line travels between the cores for each of them, and [Guided] takes several at a time.
type Counter struct {
	// Workers is the number of goroutines; zero means GOMAXPROCS.
	Workers int
}

// Run starts the units in their order and waits for the workers.
func (c Counter) Run(ctx context.Context, job *lab.Job) error {
	workers, err := workersOf("Counter", c.Workers, job.Units)
	if err != nil {
		return err
	}
	var next atomic.Int64
	team(workers, func(w int) {
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= job.Units {
				return
			}
			job.Do(ctx, w, i)
		}
	})
	return ctx.Err()
}
