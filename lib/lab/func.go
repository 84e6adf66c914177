package lab

import (
	"context"
	"fmt"
)

// Func is a workload made of one function: the shortest way to measure work of your own.
//
//	lab.Func{Name: "naps", Units: 100, Do: func(ctx context.Context, i int) (uint64, error) {
//		return 0, lab.Wait(ctx, func() error { time.Sleep(time.Millisecond); return nil })
//	}}
type Func struct {
	Name  string // shown in tables and titles; empty means "function"
	Units int    // number of units
	// Do does unit i and returns a checksum of its result (0 where there is none to compare).
	Do func(ctx context.Context, i int) (sum uint64, err error)
}

// Prepare makes a job of f.Units calls of f.Do.
func (f Func) Prepare(context.Context) (*Job, error) {
	if f.Do == nil {
		return nil, fmt.Errorf("lab.Func has no Do: set it to a function that does unit i")
	}
	return &Job{Units: f.Units, Unit: f.Do}, nil
}

// String returns the name.
func (f Func) String() string {
	if f.Name == "" {
		return "function"
	}
	return f.Name
}
