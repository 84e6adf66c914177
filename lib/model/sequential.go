package model

import (
	"context"

	"threadboost/lib/lab"
)

// Sequential runs the units one after the other on one goroutine: the baseline of every comparison.
type Sequential struct{}

// Run runs the units in their order.
func (Sequential) Run(ctx context.Context, job *lab.Job) error {
	for i := range job.Units {
		if ctx.Err() != nil {
			break
		}
		job.Do(ctx, 0, i)
	}
	return ctx.Err()
}
