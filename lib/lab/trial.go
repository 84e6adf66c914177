package lab

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"threadboost/lib/measure"
)

// A trial is one run of one job under one model, while it is recorded.
type trial struct {
	prepared Job // as the workload made it; the model gets a copy without the unit, so that it cannot go round Do
	recorder *measure.Recorder
	due      []int64 // nil: every unit is due at the start
	sums     []uint64
	contexts []unitContext // one a unit, or a stage of it: nothing is allocated while it is measured, a late reader never meets another
	stop     context.CancelCauseFunc
}

func newTrial(job *Job) (*trial, error) {
	switch {
	case job.Units < 1:
		return nil, fmt.Errorf("lab: the job has %d units: at least 1 is needed", job.Units)
	case job.Unit == nil && len(job.Stages) == 0:
		return nil, fmt.Errorf("lab: the job has no Unit function: set Job.Unit to what one unit does, or Job.Stages to its steps")
	}
	for s, stage := range job.Stages {
		if stage.Do == nil {
			return nil, fmt.Errorf("lab: stage %d of the job (%q) has no Do: set it to what this step does", s, stage.Name)
		}
	}
	due := schedule(job)
	t := &trial{
		prepared: *job,
		recorder: measure.NewRecorder(job.Units, due),
		due:      due,
		sums:     make([]uint64, job.Units),
		contexts: make([]unitContext, job.Units*max(len(job.Stages), 1)),
	}
	for i := range t.contexts {
		t.contexts[i] = unitContext{trial: t, unit: i % job.Units}
	}
	if len(job.Stages) > 0 {
		t.recorder.Stages(len(job.Stages))
	}
	if job.Unit == nil {
		t.prepared.Unit = t.throughStages
	}
	return t, nil
}

// forModel returns the job as a model may see it.
func (t *trial) forModel() *Job {
	p := &t.prepared
	return &Job{Units: p.Units, Unit: refuse, Stages: forModel(p.Stages), Due: p.Due, Key: p.Key, Spec: p.Spec, trial: t}
}

func refuse(context.Context, int) (uint64, error) {
	return 0, errors.New("lab: a model calls job.Do, which records the unit, not job.Unit")
}

// do runs unit i. It contains the unit by itself, without a call more: with 10,000 goroutines their stacks weigh.
func (t *trial) do(ctx context.Context, worker, i int) (err error) {
	if t.due != nil {
		t.awaitDue(ctx, i)
	}
	if err := t.recorder.Begin(worker, i); err != nil {
		return err
	}
	returned := false
	defer func() {
		if !returned {
			err = t.escaped(i, recover())
		}
		t.recorder.End(i, err)
	}()
	u := &t.contexts[i]
	u.Context = ctx
	t.sums[i], err = t.prepared.Unit(u, i)
	returned = true
	return err
}

// escaped is the error of a unit that did not return. cause is what recover gave, nil after runtime.Goexit: nothing can hold that
// up, so that the model misses a worker and might wait for it for ever. The trial is therefore called off.
func (t *trial) escaped(i int, cause any) error {
	if cause != nil {
		return caught(i, cause)
	}
	t.stop(exitError(i))
	return exitError(i)
}

// An exitError is the number of a unit that ended its goroutine.
type exitError int

func (e exitError) Error() string {
	return fmt.Sprintf("lab: unit %d ended its goroutine (runtime.Goexit, or FailNow of a test): let it return an error", int(e))
}

// outcome is how a model's Run ended.
type outcome struct {
	wall      time.Duration
	usage     measure.Usage
	err       error
	abandoned bool // it never returned
}

// run lets a model run the job and waits for it. A deadline that is not 0 calls it off.
func (t *trial) run(ctx context.Context, name string, m Model, deadline time.Duration) outcome {
	ctx, t.stop = context.WithCancelCause(ctx)
	defer t.stop(nil)
	if deadline > 0 {
		defer time.AfterFunc(deadline, func() { t.stop(t.overdue(name, deadline)) }).Stop()
	}
	o := t.await(ctx, m)
	if cause := context.Cause(ctx); isOurs(cause) {
		o.err = cause
	}
	return o
}

// isOurs reports whether a trial was called off by what happened in it.
func isOurs(cause error) bool {
	switch cause.(type) {
	case exitError, *DeadlineError:
		return true
	}
	return false
}

// patience is how long a model may go on after ctx has ended before it is left behind.
const patience = 2 * time.Second

func (t *trial) await(ctx context.Context, m Model) outcome {
	ended := make(chan outcome, 1)
	runtime.GC() // so that a trial does not pay for the garbage of the one before
	meter := measure.StartMeter()
	go t.timed(ctx, m, meter, ended)
	select {
	case o := <-ended:
		return o
	case <-ctx.Done():
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case o := <-ended:
		return o
	case <-late.C:
		meter.Abandon()
		return outcome{abandoned: true, err: fmt.Errorf("it had not returned %v after it was called off (%w): let it watch ctx.Done()",
			patience, ctx.Err())}
	}
}

// timed sends how the model ended, also when that is by a panic or by runtime.Goexit.
func (t *trial) timed(ctx context.Context, m Model, meter *measure.Meter, ended chan<- outcome) {
	job := t.forModel()
	o := outcome{err: errors.New("it ended its goroutine (runtime.Goexit): let Run return")}
	defer func() {
		o.wall = time.Duration(t.recorder.Now())
		o.usage = meter.Stop()
		if cause := recover(); cause != nil {
			o.err = caught(-1, cause)
		}
		ended <- o
	}()
	t.recorder.Start()
	o.err = m.Run(ctx, job)
}

// complete returns an error unless every unit was run just once and none still runs.
func (t *trial) complete() error {
	done, inFlight, first := t.recorder.Count()
	switch {
	case inFlight > 0:
		if t.prepared.Stages != nil {
			return fmt.Errorf("it returned while %d of %d units still ran or had stages left: wait for all calls of job.Do and job.DoStage", inFlight, t.prepared.Units)
		}
		return fmt.Errorf("it returned while %d of %d units still ran: wait for all calls of job.Do", inFlight, t.prepared.Units)
	case done < t.prepared.Units:
		return fmt.Errorf("it ran %d of %d units, unit %d is the first left out: call job.Do once for each i < job.Units",
			done, t.prepared.Units, first)
	case t.recorder.Misuse() > 0:
		return fmt.Errorf("it called job.Do too often or out of range (refused calls: %d): call it once for each i < job.Units", t.recorder.Misuse())
	}
	return nil
}
