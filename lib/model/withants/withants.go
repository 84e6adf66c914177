// Package withants runs units in a pool of github.com/panjf2000/ants.
//
// A program that imports it has two goroutines more from its start: ants makes a pool of its own when it is loaded.
package withants

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/panjf2000/ants/v2"

	"threadboost/lib/lab"
	"threadboost/lib/model/internal/seats"
)

// Ants runs the units in a pool of ants: goroutines are started as they are needed, up to Workers, and reused. There is no queue: whoever
// submits waits for a free worker.
//
// Choose it in your own code where a pool lives for long and its size changes (Tune), or where submitting must not block (WithNonblocking).
// Do not choose it to save goroutines alone: they are as cheap as its tasks.
//
// Cost of a unit that does nothing: 770 ns, by hand as much (BenchmarkLibraries and BenchmarkLibraryUnit in lib/model).
type Ants struct {
	// Workers is the number of goroutines; zero means GOMAXPROCS.
	Workers int
}

// release is how long a pool may take to end its goroutines, which have nothing to do then.
const release = time.Second

// Run submits the units in their order, waits for them and gives the pool back.
func (a Ants) Run(ctx context.Context, job *lab.Job) (err error) {
	s, err := seats.New(job, "withants: Ants", "Workers", a.Workers, runtime.GOMAXPROCS(0))
	if err != nil || job.Units == 0 { // to ants a size of 0 is no limit
		return err
	}
	pool, err := ants.NewPool(s.Len())
	if err != nil {
		return fmt.Errorf("withants: the pool cannot be made: %w", err)
	}
	defer pool.ReleaseTimeout(release)
	var wg sync.WaitGroup
	for i := 0; i < job.Units && ctx.Err() == nil; i++ {
		wg.Add(1)
		err := pool.Submit(func() {
			defer wg.Done()
			s.Do(ctx, i)
		})
		if err != nil {
			wg.Done()
			wg.Wait()
			return fmt.Errorf("withants: unit %d was not taken: %w", i, err)
		}
	}
	wg.Wait()
	return ctx.Err()
}
