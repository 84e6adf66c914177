package model

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"sync"

	"threadboost/lib/lab"
)

// Pool runs the units on a fixed number of workers that take them from one bounded queue, as a thread pool executor does.
type Pool struct {
	// Workers is the number of goroutines; zero means GOMAXPROCS, which is right for computing work and too few for waiting work.
	Workers int
	// Queue is how many units may lie in the queue; zero means twice the workers. A full queue holds back whoever submits.
	Queue int
}

// Run submits the units in their order and waits until the workers have run them.
func (p Pool) Run(ctx context.Context, job *lab.Job) error {
	workers, queue, err := p.sizes(job.Units)
	if err != nil {
		return err
	}
	units := make(chan int, queue)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range units {
				if ctx.Err() == nil {
					job.Do(ctx, w, i)
				}
			}
		})
	}
	submit(ctx, units, job.Units)
	wg.Wait()
	return ctx.Err()
}

// submit queues the units until all are queued or ctx ends. It need not select on ctx.Done: the workers empty the queue even then.
func submit(ctx context.Context, units chan<- int, n int) {
	defer close(units)
	for i := range n {
		if ctx.Err() != nil {
			return
		}
		units <- i
	}
}

// sizes returns how many workers and how long a queue a job of so many units needs: not more than it has units.
func (p Pool) sizes(units int) (workers, queue int, err error) {
	if p.Workers < 0 || p.Queue < 0 {
		return 0, 0, fmt.Errorf("model: Pool has %d workers and a queue of %d: both must be 0 (for the default) or more", p.Workers, p.Queue)
	}
	workers = min(cmp.Or(p.Workers, runtime.GOMAXPROCS(0)), units)
	queue = min(cmp.Or(p.Queue, 2*workers), units)
	return workers, queue, nil
}
