package modeltest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"threadboost/lib/lab"
)

// patience is how long a model may take for a job that nobody calls off.
const patience = 5 * time.Second

// errBlocked is the trouble of a model that does not return.
var errBlocked = errors.New("it blocks")

// A probe is a model that runs another one and watches it from outside.
type probe struct {
	model lab.Model
	limit <-chan time.Time // when to give the model up
	ending
	changed error // that the job was changed
}

// ending is how the model's Run ended.
type ending struct {
	returned error
	trouble  error // that it panicked or did not return
}

func (p *probe) String() string { return lab.NameOf(p.model) }

// Run runs the model, and leaves it behind when it takes too long.
func (p *probe) Run(ctx context.Context, job *lab.Job) error {
	given := *job
	ended := make(chan ending, 1)
	go guarded(ctx, p.model, job, ended)
	select {
	case p.ending = <-ended:
		p.changed = changes(given, *job)
	case <-p.limit:
		p.trouble = fmt.Errorf("%w: Run did not return; look for a channel that nobody closes or empties, or a Done that is missing", errBlocked)
	}
	return errors.Join(p.returned, p.trouble)
}

// guarded sends how the model ended, also when that is by a panic or by runtime.Goexit.
func guarded(ctx context.Context, m lab.Model, job *lab.Job, ended chan<- ending) {
	e := ending{trouble: errors.New("Run ended its goroutine (runtime.Goexit): let it return")}
	defer func() {
		if cause := recover(); cause != nil {
			e.trouble = fmt.Errorf("Run panicked (%v): job.Do returns the panic of a unit as its error, do not panic again", cause)
		}
		ended <- e
	}()
	e.returned = m.Run(ctx, job)
	e.trouble = nil
}

// changes returns an error if the job is no longer what the model was given.
func changes(given, now lab.Job) error {
	if given.Units != now.Units {
		return fmt.Errorf("it changed job.Units from %d to %d: count in a variable of your own", given.Units, now.Units)
	}
	for _, field := range []struct {
		name       string
		given, now any
	}{
		{"Unit", given.Unit, now.Unit}, {"Stages", given.Stages, now.Stages}, {"Sum", given.Sum, now.Sum}, {"Due", given.Due, now.Due},
		{"Key", given.Key, now.Key}, {"Spec", given.Spec, now.Spec}, {"Close", given.Close, now.Close},
	} {
		if reflect.ValueOf(field.given).Pointer() != reflect.ValueOf(field.now).Pointer() {
			return fmt.Errorf("it changed job.%s: call job.Do and leave the job as it is", field.name)
		}
	}
	return nil
}

// try lets a model run n units and returns what was measured, or the first thing that was wrong.
func try(ctx context.Context, m lab.Model, n int, unit func(ctx context.Context, i int) error) (*lab.Results, error) {
	p := &probe{model: m, limit: time.After(patience)}
	results, err := lab.Run(ctx, experiment(p, n, unit), lab.Options{})
	var wrong *lab.ModelError
	switch {
	case p.trouble != nil:
		return nil, p.trouble
	case p.returned != nil:
		return nil, fmt.Errorf("Run returned the error %q, but its context had not ended: return ctx.Err(), job.Do keeps the errors of units", p.returned)
	case errors.As(err, &wrong):
		return nil, wrong.Err
	}
	return results, err
}

// experiment is one trial of a model on n units.
func experiment(m lab.Model, n int, unit func(ctx context.Context, i int) error) lab.Experiment {
	return lab.Experiment{Name: "modeltest", Models: lab.Models{m}, Trials: 1, Workload: work{n, unit}}
}
