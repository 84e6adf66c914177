package model

import (
	"context"
	"sync"

	"threadboost/lib/lab"
)

// Goroutines starts one goroutine a unit, all at once, and waits for them. Nothing bounds how many are under way.
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
		wg.Go(func() {
			if ctx.Err() == nil {
				job.Do(ctx, i, i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
