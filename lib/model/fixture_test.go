package model_test

import (
	"context"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/model/withants"
	"threadboost/lib/model/withconc"
	"threadboost/lib/model/witherrgroup"
	"threadboost/lib/model/withpond"
)

// prepared is a workload whose jobs are copies of one.
type prepared struct{ job *lab.Job }

func (p prepared) Prepare(context.Context) (*lab.Job, error) {
	job := *p.job
	return &job, nil
}

// run measures one trial.
func run(t testing.TB, w lab.Workload, m lab.Model) lab.Trial {
	t.Helper()
	e := lab.Experiment{Name: "model", Workload: w, Models: lab.Models{m}, Trials: 1}
	r, err := lab.Run(t.Context(), e, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Trials[0]
}

// every has each model once.
var every = lab.Models{
	model.Sequential{}, model.Goroutines{}, model.Semaphore{Limit: 4}, model.Pool{Workers: 4}, model.Counter{Workers: 4},
	model.Chunks{Workers: 4}, model.Guided{Workers: 4}, model.Steal{Workers: 4}, model.Threads{Workers: 4}, model.Pipeline{Buffer: 4},
	model.Futures{Limit: 4}, model.EventLoop{}, model.Actors{Mailboxes: 4}, model.RateLimit{PerSecond: 100_000, Burst: 10}, model.Adaptive{},
	witherrgroup.Errgroup{Limit: 4}, withconc.Conc{Workers: 4}, withants.Ants{Workers: 4}, withpond.Pond{Workers: 4},
}
