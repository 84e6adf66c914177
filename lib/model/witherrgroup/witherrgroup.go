// Package witherrgroup runs units with an errgroup of golang.org/x/sync.
//
// Its name, and those of the packages beside it, begin with "with", so that goimports never takes it for the library's own package. The
// library is linked into programs that import this package alone.
package witherrgroup

import (
	"context"

	"golang.org/x/sync/errgroup"

	"threadboost/lib/lab"
	"threadboost/lib/model/internal/seats"
)

// Errgroup starts one goroutine a unit in an errgroup with a limit: what model.Semaphore does, with the first error kept. The group has no
// context of its own, so that an error does not cancel the others.
//
// Choose it in your own code where the first error is to end the rest (errgroup.WithContext) and at most Limit goroutines run. Do not choose
// it for tiny units, or when a unit may panic: the group panics again when it is waited for. (Units of the lab are contained before.)
//
// Cost of a unit that does nothing: 740 ns, by hand as much (BenchmarkLibraries and BenchmarkLibraryUnit in lib/model).
type Errgroup struct {
	// Limit is how many units may be under way at once; zero means all.
	Limit int
}

// Run starts the units in their order and waits for the group.
func (e Errgroup) Run(ctx context.Context, job *lab.Job) error {
	s, err := seats.New(job, "witherrgroup: Errgroup", "Limit", e.Limit, job.Units)
	if err != nil {
		return err
	}
	var group errgroup.Group
	group.SetLimit(s.Len())
	for i := 0; i < job.Units && ctx.Err() == nil; i++ {
		group.Go(func() error { return s.Do(ctx, i) })
	}
	group.Wait() // its error is that of a unit
	return ctx.Err()
}
