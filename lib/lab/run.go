package lab

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"threadboost/lib/measure"
)

// Options say what Run does beside measuring. The zero value does nothing more.
type Options struct {
	// Store keeps the results; nil keeps them in memory only.
	Store *Store
	// Observe is called before each trial and once after the last, on the goroutine of Run; nil is not called.
	Observe func(Progress)
}

// Progress tells how far a run is.
type Progress struct {
	Done, Trials  int // trials finished, and asked for over all models
	Round, Rounds int
	Model         string // the model that runs next; empty at the end
	Elapsed       time.Duration
}

// Run measures an experiment: in each round every model runs the workload once, in a random order that the seed decides, so that
// a machine that grows slower or faster favours no model. The first trial is as good as the others: nothing is dropped.
//
// Run ends early when ctx ends (the error then wraps ctx.Err()), when a model breaks its contract or gives a wrong result
// (*[ModelError]), or when the workload cannot be prepared. It then returns the finished trials, marked partial, together with the
// error; Results is nil when no trial has finished. Errors of single units are recorded, not returned. What was measured is saved
// in the store also then, and stays in memory when it cannot be saved.
func Run(ctx context.Context, e Experiment, opts Options) (*Results, error) {
	r := &runner{opts: opts, clock: measure.StartClock()}
	return r.finish(r.guarded(ctx, e))
}

// A runner is one run of an experiment.
type runner struct {
	experiment Experiment
	opts       Options
	clock      measure.Clock
	verifier   verifier
	trials     []Trial
}

// guarded turns a panic of the workload, or of a model's name, into an error, so that the trials before it are kept.
func (r *runner) guarded(ctx context.Context, e Experiment) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("lab: experiment %q: %w", e.Name, caught(-1, cause))
		}
	}()
	if r.experiment, err = e.withDefaults(); err != nil {
		return err
	}
	r.verifier.baseline = r.experiment.baseline()
	return r.staged(ctx)
}

// staged makes the material that the trials share, runs them and removes it.
func (r *runner) staged(ctx context.Context) (err error) {
	stager, ok := r.experiment.Workload.(Stager)
	if !ok {
		return r.rounds(ctx, r.experiment.Workload)
	}
	workload, release, err := stager.Stage(ctx)
	if err != nil {
		return fmt.Errorf("lab: workload %s: %w", NameOf(stager), err)
	}
	defer func() { err = errors.Join(err, r.release(release)) }()
	return r.rounds(ctx, workload)
}

// release calls a workload's function that releases what it made; nil means that there is nothing to release.
func (r *runner) release(fn func() error) error {
	if fn == nil {
		return nil
	}
	if err := fn(); err != nil {
		return fmt.Errorf("lab: workload %s failed when it was closed: %w", NameOf(r.experiment.Workload), err)
	}
	return nil
}

func (r *runner) rounds(ctx context.Context, w Workload) error {
	for round := 1; round <= r.experiment.Trials; round++ {
		for place, m := range r.experiment.order(round) {
			r.observe(round, NameOf(r.experiment.Models[m]))
			if err := r.trial(ctx, w, r.experiment.Models[m], round, place+1); err != nil {
				return err
			}
		}
	}
	r.observe(r.experiment.Trials, "")
	return nil
}

func (r *runner) observe(round int, model string) {
	if r.opts.Observe == nil {
		return
	}
	r.opts.Observe(Progress{
		Done: len(r.trials), Trials: r.experiment.Trials * len(r.experiment.Models),
		Round: round, Rounds: r.experiment.Trials, Model: model, Elapsed: time.Duration(r.clock.Now()),
	})
}

// trial runs one trial and keeps it if it is complete and right.
func (r *runner) trial(ctx context.Context, w Workload, m Model, round, place int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	job, err := w.Prepare(ctx)
	if err != nil {
		return fmt.Errorf("lab: workload %s: %w", NameOf(r.experiment.Workload), err)
	}
	if job == nil {
		return fmt.Errorf("lab: workload %s prepared no job (nil): return a *lab.Job or an error", NameOf(r.experiment.Workload))
	}
	t, o, err := r.attempt(ctx, job, m)
	if err != nil {
		return err
	}
	return r.keep(t, o, NameOf(m), round, place)
}

// attempt runs a job under a model, decides whether the trial counts, and closes the job, also after a panic.
func (r *runner) attempt(ctx context.Context, job *Job, m Model) (t *trial, o outcome, err error) {
	defer func() { err = errors.Join(err, r.release(job.Close)) }()
	if t, err = newTrial(job); err != nil {
		return nil, o, err
	}
	o = t.run(ctx, m)
	return t, o, judge(ctx, NameOf(m), t, o)
}

// judge decides whether a trial counts. When the run was called off, that is the reason, whatever the model made of it.
func judge(ctx context.Context, model string, t *trial, o outcome) error {
	err := o.err
	if err == nil {
		err = t.complete()
	}
	_, exited := err.(exitError)
	switch {
	case err == nil || exited:
		return err
	case ctx.Err() != nil && !o.abandoned:
		return ctx.Err()
	}
	return &ModelError{model, err}
}

// keep adds the trial to the results, and takes out what it shows to be wrong: itself, or one that waited for the baseline.
func (r *runner) keep(t *trial, o outcome, model string, round, place int) error {
	started := t.recorder.Started()
	units, due, failures := t.recorder.Records()
	r.trials = append(r.trials, Trial{
		Model: model, Round: round, Order: place,
		Started: started, Wall: o.wall, Usage: o.usage,
		Units: units, Due: due, Failures: failures,
	})
	var err error
	for _, wrong := range r.verifier.check(sums{model, t.sums, failures}) {
		r.trials = slices.DeleteFunc(r.trials, func(t Trial) bool { return t.Model == wrong.Model && t.Round == round })
		err = errors.Join(err, wrong)
	}
	return err
}

// finish makes the results of what was measured and saves them.
func (r *runner) finish(stopped error) (*Results, error) {
	if len(r.trials) == 0 {
		return nil, stopped
	}
	results := &Results{Info: r.info(stopped), Trials: r.trials}
	if r.opts.Store == nil {
		return results, stopped
	}
	return results, errors.Join(stopped, r.opts.Store.Save(results))
}

func (r *runner) info(stopped error) Info {
	info := Info{
		Format:     format,
		Experiment: r.experiment.Name,
		Workload:   NameOf(r.experiment.Workload),
		Models:     r.experiment.Models.Names(),
		Baseline:   r.experiment.baseline(),
		Rounds:     r.experiment.Trials,
		Units:      len(r.trials[0].Units),
		Seed:       r.experiment.Seed,
		Started:    r.trials[0].Started,
		ElapsedMS:  float64(r.clock.Now()) / 1e6,
		Partial:    len(r.trials) < r.experiment.Trials*len(r.experiment.Models),
		Machine:    measure.ReadMachine(),
		Versions:   measure.ReadVersions(),
	}
	if stopped != nil {
		info.Stopped = stopped.Error()
	}
	if n := len(r.verifier.waiting); n > 0 {
		info.Stopped += fmt.Sprintf("; the results of %d trials could not be compared, because %s had not run yet", n, info.Baseline)
	}
	return info
}
