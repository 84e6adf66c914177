package model

import (
	"context"

	"threadboost/lib/lab"
)

// Pool runs the units on a fixed number of workers that take them from one bounded queue, as a thread pool executor does.
//
// Elsewhere: concurrent.futures.ThreadPoolExecutor in Python, Executors.newFixedThreadPool in Java, goroutines that range over a channel.
//
// Cost of a unit: 170 ns (BenchmarkUnit).
//
// Choose it when something has to stay bounded (open files, connections, memory, the load on a server), for units that arrive over
// time, and where a full queue shall hold back whoever submits. Do not choose it for units well below a microsecond: each passes
// through a channel, where [Counter] takes a number and [Chunks] nothing at all.
//
// The records tell when each unit was queued.
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
	go submit(ctx, job, units)
	team(workers, func(w int) { serve(ctx, job, w, units) })
	return ctx.Err()
}

// submit queues the units until all are queued or ctx ends. It need not select on ctx.Done: the workers empty the queue even then.
func submit(ctx context.Context, job *lab.Job, units chan<- int) {
	defer close(units)
	for i := 0; i < job.Units && ctx.Err() == nil; i++ {
		job.Queue(i)
		units <- i
	}
}

// serve runs the units that come out of a queue until it is closed.
func serve(ctx context.Context, job *lab.Job, worker int, units <-chan int) {
	for i := range units {
		do(ctx, job, worker, i)
	}
}

// sizes returns how many workers and how long a queue a job of so many units needs: not more than it has units.
func (p Pool) sizes(units int) (workers, queue int, err error) {
	if workers, err = workersOf("Pool", p.Workers, units); err != nil {
		return 0, 0, err
	}
	queue, err = number{"Pool", "Queue", p.Queue}.or(2*workers, units)
	return workers, queue, err
}
