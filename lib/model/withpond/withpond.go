// Package withpond runs units in a pool of github.com/alitto/pond.
package withpond

import (
	"cmp"
	"context"
	"fmt"
	"runtime"

	"github.com/alitto/pond/v2"

	"threadboost/lib/lab"
	"threadboost/lib/model/internal/seats"
)

// Pond runs the units in a pool of pond: workers are started as they are needed, up to Workers, and take units from a queue.
//
// Choose it in your own code where tasks are to be grouped, give results, or share a pool with limits for each of them (subpools), and it is the cheapest of these libraries. Do not
// choose it for tiny units.
//
// Cost of a unit that does nothing: 215 ns, by hand as much (BenchmarkLibraries and BenchmarkLibraryUnit in lib/model).
//
// The records tell when each unit was queued.
type Pond struct {
	// Workers is the number of goroutines; zero means GOMAXPROCS.
	Workers int
	// Queue is how many units may lie in the queue; zero means all.
	Queue int
}

// Run submits the units in their order, waits for them and stops the pool.
func (p Pond) Run(ctx context.Context, job *lab.Job) error {
	s, err := seats.New(job, "withpond: Pond", "Workers", p.Workers, runtime.GOMAXPROCS(0))
	if err != nil || job.Units == 0 { // to pond a size of 0 is no limit
		return err
	}
	if p.Queue < 0 {
		return fmt.Errorf("withpond: Pond has Queue %d: it must be 0 (for the default) or more", p.Queue)
	}
	pool := pond.NewPool(s.Len(), pond.WithQueueSize(cmp.Or(p.Queue, pond.Unbounded)))
	for i := 0; i < job.Units && ctx.Err() == nil; i++ {
		job.Queue(i)
		if err := pool.Go(func() { s.Do(ctx, i) }); err != nil {
			pool.StopAndWait()
			return fmt.Errorf("withpond: unit %d was not taken: %w", i, err)
		}
	}
	pool.StopAndWait()
	return ctx.Err()
}
