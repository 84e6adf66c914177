package lab

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"
)

// A Job is the work of one trial: units numbered from 0, which a Model runs in any order and on any goroutine.
//
// A workload fills in the exported fields; Units and one of Unit and Stages are needed. A model reads them, but for the functions that
// do the work, and calls [Job.Do], or [Job.DoStage] where there are stages.
type Job struct {
	// Units is the number of units, at least 1.
	Units int
	// Unit does the work of unit i and returns a checksum of its result, which must be the same in every trial. It may be called by
	// several goroutines at once and marks its blocking waits with [Wait].
	Unit func(ctx context.Context, i int) (sum uint64, err error)
	// Stages are the steps of a unit, for models that give each its own workers. Without Unit, Do runs one after the other.
	Stages []Stage
	// Sum returns the checksum of unit i after its last stage, as Unit does; nil where there is none to compare.
	Sum func(i int) uint64
	// Due says when unit i is due after the start of the trial: the schedule of an open loop, in which requests arrive whether or not
	// earlier ones have been answered. A unit does not begin before: [Job.Do] waits, which is no part of the unit. One that begins
	// later is late, and its latency says so. Give times that do not fall from unit to unit. Nil means that every unit is due at the
	// start.
	Due func(i int) time.Duration
	// Key says which state unit i touches, for models in which each state has one owner. Nil means that the units share none.
	Key func(i int) uint64
	// Spec describes the workload for another process, which then makes an equal job. Nil means that it cannot leave this one.
	Spec *Spec
	// Close releases what Prepare made for this job. It is not timed. Nil means that there is nothing to release.
	Close func() error

	trial *trial // nil: not recorded
}

// Do runs unit i for a worker when it is due, records it and returns its error. It is the one place that times a unit, counts it and contains its
// panic, which becomes its error. A unit that is out of range or was run before is not run again: Do returns an error, and the
// trial fails. A unit that calls runtime.Goexit takes its goroutine along; the run then ends with an error that says so.
//
// Outside [Run] (a job taken straight from Prepare) Do runs the unit and records nothing.
func (j *Job) Do(ctx context.Context, worker, i int) error {
	if j.trial == nil {
		_, err := contain(ctx, j.run, i)
		return err
	}
	return j.trial.do(ctx, worker, i)
}

// contain calls a unit and turns its panic into an error.
func contain(ctx context.Context, unit func(context.Context, int) (uint64, error), i int) (sum uint64, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = caught(i, cause)
		}
	}()
	return unit(ctx, i)
}

// A PanicError is the error of a unit, a model or a workload that panicked.
type PanicError struct {
	Unit  int // the unit's number, or -1 when it was no unit
	Value any // what was given to panic
	Stack []byte
}

// caught makes the error of a panic; it is called while the panic's stack is still there.
func caught(unit int, cause any) *PanicError {
	return &PanicError{Unit: unit, Value: cause, Stack: debug.Stack()}
}

func (e *PanicError) Error() string {
	if e.Unit < 0 {
		return fmt.Sprintf("panic: %v", e.Value)
	}
	return fmt.Sprintf("panic in unit %d: %v", e.Unit, e.Value)
}
