package procs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"threadboost/lib/lab"
	"threadboost/lib/wire"
)

// Processes runs the units in worker processes, as Python's ProcessPoolExecutor does.
type Processes struct {
	// Workers is the number of processes, each with one unit at a time; zero means GOMAXPROCS.
	Workers int
	// Chunk is how many units a worker is given at once; zero means 1. More units a time cost less each, and balance worse.
	Chunk int
	// OnStart is called when a worker's process has started, also for one that replaces another; nil is not called. Calls do not
	// overlap.
	OnStart func(worker, pid int)
}

// maxWorkers is more than any machine of today can use; a slip of the pen would bring it to a halt.
const maxWorkers = 1024

// Run starts the workers, has them run the units, and returns when their processes have ended.
//
// The job must have a Spec whose workload the workers' program knows.
func (p Processes) Run(ctx context.Context, job *lab.Job) error {
	workers, chunk, err := p.sizes(job.Units)
	if err != nil {
		return err
	}
	if job.Spec == nil {
		return errors.New("procs: the work cannot be sent to another process: it is a Go func, or its units share memory, or its workload has no Spec; " + cure)
	}
	if job.Due != nil {
		chunk = 1
	}
	program, err := program(job.Spec.Workload)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r := &run{job: job, program: program, onStart: p.OnStart, workers: workers, queue: queue{units: job.Units, chunk: chunk}}
	return r.serve(ctx)
}

// cure is what helps when a workload is not known to the workers.
const cure = "give a workload type that is in the workers' roster (waitwork.Sleep, cpuwork.Primes, ...), or register yours: see procs.Serve"

// serve fills every place with workers until all units are done. The first place that cannot go on ends the others.
func (r *run) serve(ctx context.Context) error {
	outer := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	for w := range r.workers {
		wg.Go(func() {
			s := seat{run: r, worker: w, deaths: make(map[int]int), stderr: newPrefixed(w)}
			if err := s.serve(ctx); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	if err := outer.Err(); err != nil {
		return err
	}
	return context.Cause(ctx)
}

// sizes returns how many workers a job of so many units needs, and how many units each takes at once.
func (p Processes) sizes(units int) (workers, chunk int, err error) {
	switch {
	case p.Workers < 0 || p.Chunk < 0:
		return 0, 0, fmt.Errorf("procs: Processes has %d workers and chunks of %d: both must be 0 (for the default) or more", p.Workers, p.Chunk)
	case p.Workers > maxWorkers:
		return 0, 0, fmt.Errorf("procs: Processes has %d workers: want at most %d, each is a process", p.Workers, maxWorkers)
	}
	chunk = min(max(p.Chunk, 1), units)
	chunks := (units-1)/chunk + 1
	return min(cmp.Or(p.Workers, runtime.GOMAXPROCS(0)), chunks), chunk, nil
}

// A run is one call of Run: what its workers share.
type run struct {
	job     *lab.Job
	program string
	onStart func(worker, pid int)
	workers int
	queue

	mu       sync.Mutex // guards the calls of onStart and what follows
	replaced int
}

// began tells that a process has started.
func (r *run) began(worker, pid int, replaces bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if replaces {
		r.replaced++
		r.job.Observe("replaced workers", float64(r.replaced))
	}
	if r.onStart != nil {
		r.onStart(worker, pid)
	}
}

// A queue hands out the units of a job in chunks.
type queue struct {
	units, chunk int

	mu   sync.Mutex
	next int
}

// take returns the next chunk.
func (q *queue) take() (wire.Range, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	from := q.next
	q.next = min(q.next+q.chunk, q.units)
	return wire.Range{From: from, To: q.next}, from < q.next
}

// left returns how many units have not been handed out.
func (q *queue) left() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.units - q.next
}
