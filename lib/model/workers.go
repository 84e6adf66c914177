package model

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"sync"

	"threadboost/lib/lab"
)

// team calls work on so many goroutines, numbered from 0, and waits until all have returned.
func team(n int, work func(worker int)) {
	var wg sync.WaitGroup
	for w := range n {
		wg.Go(func() { work(w) })
	}
	wg.Wait()
}

// do runs a unit unless ctx has ended.
func do(ctx context.Context, job *lab.Job, worker, i int) {
	if ctx.Err() == nil {
		job.Do(ctx, worker, i)
	}
}

// span runs the units from (included) to to (excluded) in their order.
func span(ctx context.Context, job *lab.Job, worker, from, to int) {
	for i := from; i < to && ctx.Err() == nil; i++ {
		job.Do(ctx, worker, i)
	}
}

// A number is one in a field of a model, for messages about it.
type number struct {
	model, field string
	value        int
}

// or returns the number, or what zero stands for, but not more than most.
func (n number) or(zero, most int) (int, error) {
	if n.value < 0 {
		return 0, fmt.Errorf("model: %s has %s %d: it must be 0 (for the default) or more", n.model, n.field, n.value)
	}
	return min(cmp.Or(n.value, zero), most), nil
}

// workersOf returns how many workers a job of so many units needs: one a core by default, and not more than it has units.
func workersOf(model string, asked, units int) (int, error) {
	return number{model, "Workers", asked}.or(cores(), units)
}

// limitOf returns how many units may be under way: all by default.
func limitOf(model string, asked, units int) (int, error) {
	return number{model, "Limit", asked}.or(units, units)
}

// cores is how many units can compute at once.
func cores() int { return runtime.GOMAXPROCS(0) }
