// Package withconc runs units in a pool of github.com/sourcegraph/conc.
package withconc

import (
	"context"
	"runtime"

	"github.com/sourcegraph/conc/pool"

	"threadboost/lib/lab"
	"threadboost/lib/model/internal/seats"
)

// Conc runs the units in a pool of conc: goroutines are started as they are needed, up to Workers, and reused. There is no queue: a unit is
// handed to a free worker, or whoever submits waits.
//
// Choose it in your own code where the variants of the pool fit (with results, with errors, with a context), and a panic of a task is
// to be passed on to who waits. Do not choose it for tiny units. Its latest version is of February 2023; it has been stable since.
//
// Cost of a unit that does nothing: 440 ns, by hand as much (BenchmarkLibraries and BenchmarkLibraryUnit in lib/model).
type Conc struct {
	// Workers is the number of goroutines; zero means GOMAXPROCS.
	Workers int
}

// Run submits the units in their order and waits for the pool.
func (c Conc) Run(ctx context.Context, job *lab.Job) error {
	s, err := seats.New(job, "withconc: Conc", "Workers", c.Workers, runtime.GOMAXPROCS(0))
	if err != nil || job.Units == 0 { // conc refuses a pool of none
		return err
	}
	p := pool.New().WithMaxGoroutines(s.Len())
	for i := 0; i < job.Units && ctx.Err() == nil; i++ {
		p.Go(func() { s.Do(ctx, i) })
	}
	p.Wait()
	return ctx.Err()
}
