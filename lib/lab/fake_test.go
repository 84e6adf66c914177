package lab_test

import (
	"context"
	"testing"

	"threadboost/lib/lab"
)

// fake is a model made of a function.
type fake struct {
	name string
	run  func(ctx context.Context, job *lab.Job) error
}

func (f fake) Run(ctx context.Context, job *lab.Job) error { return f.run(ctx, job) }
func (f fake) String() string                              { return f.name }

// loop is the plain loop that model.Sequential is.
func loop(ctx context.Context, job *lab.Job) error {
	for i := 0; i < job.Units && ctx.Err() == nil; i++ {
		job.Do(ctx, 0, i)
	}
	return ctx.Err()
}

func backwards(ctx context.Context, job *lab.Job) error {
	for i := job.Units - 1; i >= 0 && ctx.Err() == nil; i-- {
		job.Do(ctx, 0, i)
	}
	return ctx.Err()
}

var (
	sequential = fake{"Sequential", loop}
	reversed   = fake{"Backwards", backwards}
)

// units is a workload of n units.
func units(n int, do func(ctx context.Context, i int) (uint64, error)) lab.Func {
	return lab.Func{Name: "test work", Units: n, Do: do}
}

func nothing(context.Context, int) (uint64, error) { return 0, nil }

// once is an experiment with a single trial of a model.
func once(w lab.Workload, m lab.Model) lab.Experiment {
	return lab.Experiment{Name: "test", Workload: w, Models: lab.Models{m}, Trials: 1}
}

func mustRun(t *testing.T, e lab.Experiment, opts lab.Options) *lab.Results {
	t.Helper()
	r, err := lab.Run(t.Context(), e, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
