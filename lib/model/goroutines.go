package model

import (
	"context"
	"sync"

	"threadboost/lib/lab"
)

// Goroutines starts one goroutine a unit, all at once, and waits for them. Nothing bounds how many are under way.
//
// Elsewhere: a thread a request, asyncio.gather, virtual threads in Java, coroutines in Kotlin.
//
// Cost of a unit: 520 ns (BenchmarkUnit), and at least 2 KiB of memory while it is under way.
//
// Choose it for waiting work whose number is known and bearable for what it calls. Do not choose it when all at once are too many for
// a server, for open files or for the memory ([Semaphore] bounds them), or for units well below a microsecond.
//
// The worker of a unit is the unit's own number.
type Goroutines struct{}

// Run runs each unit on a goroutine of its own. A unit whose goroutine gets its turn after ctx has ended is not started.
func (Goroutines) Run(ctx context.Context, job *lab.Job) error {
	var wg sync.WaitGroup
	for i := range job.Units {
		if ctx.Err() != nil {
			break
		}
		wg.Go(func() { do(ctx, job, i, i) })
	}
	wg.Wait()
	return ctx.Err()
}
