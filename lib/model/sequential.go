package model

import (
	"context"

	"threadboost/lib/lab"
)

// Sequential runs the units one after the other on one goroutine: the baseline of every comparison.
//
// Elsewhere: a loop.
//
// Cost of a unit: 20 ns (BenchmarkUnit), for job.Do, which contains its panic.
//
// Choose it for work that is too small to share, or whose units depend on their order. Do not choose it for units that wait: nothing
// overlaps.
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
