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
	Done, Trials  int // trials finished, and asked for over all models; Trials and Rounds are 0 where the results decide
	Round, Rounds int
	Model         string // the model that runs next; empty at the end
	Elapsed       time.Duration
}

// Run measures an experiment: in each round every model runs the workload once, in a random order that the seed decides, so that
// a machine that grows slower or faster favours no model. The trials of the first round are marked cold and kept: nothing is dropped.
//
// Run ends early when ctx ends (the error then wraps ctx.Err()), when a model breaks its contract or gives a wrong result
// (*[ModelError]), when a trial takes too long (*[DeadlineError]), or when the workload cannot be prepared. It then returns the
// finished trials, marked partial, together with the error; Results is nil when no trial has finished. Errors of single units are
// recorded, not returned. What was measured is saved in the store also then, and stays in memory when it cannot be saved.
func Run(ctx context.Context, e Experiment, opts Options) (*Results, error) {
	return newRunner(opts).run(ctx, e.Name, e.plan)
}

// A runner is one run of a plan.
type runner struct {
	plan
	opts     Options
	clock    measure.Clock
	round    int  // that runs, or ran last
	complete bool // all rounds have ended
	finished []Trial
}

func newRunner(opts Options) *runner { return &runner{opts: opts, clock: measure.StartClock()} }

func (r *runner) run(ctx context.Context, name string, makePlan func() (plan, error)) (*Results, error) {
	return r.finish(r.guarded(ctx, name, makePlan))
}

// guarded turns a panic of the workload, or of a model's name, into an error, so that the trials before it are kept.
func (r *runner) guarded(ctx context.Context, name string, makePlan func() (plan, error)) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("lab: experiment %q: %w", name, caught(-1, cause))
		}
	}()
	if r.plan, err = makePlan(); err != nil {
		return err
	}
	return r.staged(ctx, r.works)
}

// staged makes the material that the trials of each workload share, one after the other, runs the trials and removes it.
func (r *runner) staged(ctx context.Context, works []*work) (err error) {
	if len(works) == 0 {
		return r.rounds(ctx)
	}
	w := works[0]
	w.staged = w.workload
	if stager, ok := w.workload.(Stager); ok {
		var release func() error
		if w.staged, release, err = stager.Stage(ctx); err != nil {
			return fmt.Errorf("lab: workload %s: %w", NameOf(stager), err)
		}
		defer func() { err = errors.Join(err, w.release(release)) }()
	}
	return r.staged(ctx, works[1:])
}

// release calls a workload's function that releases what it made; nil means that there is nothing to release.
func (w *work) release(fn func() error) error {
	if fn == nil {
		return nil
	}
	if err := fn(); err != nil {
		return fmt.Errorf("lab: workload %s failed when it was closed: %w", NameOf(w.workload), err)
	}
	return nil
}

func (r *runner) rounds(ctx context.Context) error {
	for r.round < r.trials && !r.enough() {
		r.round++
		for place, i := range r.order(r.round) {
			r.observe(r.contenders[i].name)
			if err := r.trial(ctx, r.contenders[i], place+1); err != nil {
				return err
			}
		}
	}
	r.observe("")
	r.complete = true
	return nil
}

// enough reports whether the results so far are precise enough, or took too long.
func (r *runner) enough() bool {
	if !r.until.set() || r.round < max(1, r.until.Least) {
		return false
	}
	if r.clock.Now() >= int64(r.until.Budget) {
		return true
	}
	width, known := halfWidth(r.finished)
	return known && looksAfter(r.round) && width <= r.until.Precision
}

func (r *runner) observe(model string) {
	if r.opts.Observe == nil {
		return
	}
	p := Progress{Done: len(r.finished), Round: r.round, Model: model, Elapsed: time.Duration(r.clock.Now())}
	if !r.until.set() {
		p.Trials, p.Rounds = r.trials*len(r.contenders), r.trials
	}
	r.opts.Observe(p)
}

// trial runs one trial and keeps it if it is complete and right.
func (r *runner) trial(ctx context.Context, c contender, place int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := r.works[c.work]
	job, err := w.staged.Prepare(ctx)
	if err != nil {
		return fmt.Errorf("lab: workload %s: %w", NameOf(w.workload), err)
	}
	if job == nil {
		return fmt.Errorf("lab: workload %s prepared no job (nil): return a *lab.Job or an error", NameOf(w.workload))
	}
	t, o, err := r.attempt(ctx, job, c)
	if err != nil {
		return err
	}
	return r.keep(t, o, c, place)
}

// attempt runs a job under a model, decides whether the trial counts, and closes the job, also after a panic.
func (r *runner) attempt(ctx context.Context, job *Job, c contender) (t *trial, o outcome, err error) {
	defer func() { err = errors.Join(err, r.works[c.work].release(job.Close)) }()
	if t, err = newTrial(job); err != nil {
		return nil, o, err
	}
	defer c.apply()()
	o = t.run(ctx, c.name, c.model, r.deadline)
	return t, o, judge(ctx, c.name, t, o)
}

// judge decides whether a trial counts. When the run was called off, that is the reason, whatever the model made of it.
func judge(ctx context.Context, model string, t *trial, o outcome) error {
	err := o.err
	if err == nil {
		err = t.complete()
	}
	switch {
	case err == nil || isOurs(err):
		return err
	case ctx.Err() != nil && !o.abandoned:
		return ctx.Err()
	}
	return &ModelError{model, err}
}

// keep adds the trial to the results, and takes out what it shows to be wrong: itself, or one that waited for the baseline.
func (r *runner) keep(t *trial, o outcome, c contender, place int) error {
	records := t.recorder.Records()
	r.finished = append(r.finished, Trial{
		Model: c.name, Round: r.round, Order: place, Cold: r.round == 1,
		Started: t.recorder.Started(), Wall: o.wall, Usage: o.usage,
		Units: records.Units, Due: records.Due, Ready: records.Ready, Bytes: records.Bytes,
		Failures: records.Failures, Stages: t.stages(records.Stages), Series: records.Series,
	})
	var err error
	for _, wrong := range r.works[c.work].verifier.check(sums{c.name, t.sums, records.Failures}) {
		r.finished = slices.DeleteFunc(r.finished, func(t Trial) bool { return t.Model == wrong.Model && t.Round == r.round })
		err = errors.Join(err, wrong)
	}
	return err
}

// finish makes the results of what was measured and saves them.
func (r *runner) finish(stopped error) (*Results, error) {
	if len(r.finished) == 0 {
		return nil, stopped
	}
	results := &Results{Info: r.info(stopped), Trials: r.finished}
	if r.opts.Store == nil {
		return results, stopped
	}
	return results, errors.Join(stopped, r.opts.Store.Save(results))
}

func (r *runner) info(stopped error) Info {
	info := Info{
		Format:     format,
		Experiment: r.name,
		Workload:   NameOf(r.works[0].workload),
		Models:     r.names(),
		Baseline:   r.works[0].verifier.baseline,
		Control:    r.control,
		Param:      r.param,
		Values:     r.values,
		Rounds:     r.trials,
		Units:      len(r.finished[0].Units),
		Seed:       r.seed,
		Started:    r.finished[0].Started,
		ElapsedMS:  float64(r.clock.Now()) / 1e6,
		Partial:    !r.complete,
		Machine:    measure.ReadMachine(),
		Versions:   measure.ReadVersions(),
	}
	if r.until.set() {
		info.Until, info.Rounds = &r.until, r.round
		info.HalfWidth, _ = halfWidth(r.finished)
	}
	if stopped != nil {
		info.Stopped = stopped.Error()
	}
	for _, w := range r.works {
		if n := len(w.verifier.waiting); n > 0 {
			info.Stopped += fmt.Sprintf("; the results of %d trials could not be compared, because %s had not run yet", n, w.verifier.baseline)
		}
	}
	return info
}
