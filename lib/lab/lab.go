// Package lab is the language of the laboratory: a [Workload] makes jobs of numbered units, a [Model] decides how their units are
// run, an [Experiment] compares models on one workload, and [Results] hold what was measured, one raw record a unit.
//
//	e := lab.Experiment{
//		Name:     "reading",
//		Workload: filework.Read{Files: 500, Size: 64 * lab.KiB},
//		Models:   lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 8}},
//	}
//	results, err := lab.Run(ctx, e, lab.Options{Store: lab.DefaultStore()})
//
// An experiment is plain data and free to evaluate again; measuring is the verb [Run]. A [Sweep] and [RunSweep] do the same for one
// number that changes, such as the workers. Results live on disk in a [Store], so that a later program loads them instead of measuring
// again.
//
// Work of one's own is a [Func], or a function and the slice that it is for ([Each]).
//
// Beside its time a unit can say more: where it waits ([Wait]), that it tries again ([Retried]), what it moves ([AddBytes]), and its
// [Stage] by stage. So can a model: what it queues ([Job.Queue]), what it finds out ([Job.Observe]), how it suspends units
// ([WithSuspender]) and which it ran in another process ([Job.Import]). What nobody says costs nothing.
//
// A fast wrong answer is an error: Run counts every unit of every trial and compares each unit's checksum with the baseline's.
//
// The package resembles testing.B with sub-benchmarks, but interleaves what it compares, keeps each unit's times and knows when a
// result is wrong. It leaves the models to package model, the instruments to measure, statistics to infer, tables to frame. It
// imports the standard library and measure only.
//
// Cost, on two cores: recording adds about 90 ns to a unit, and no allocation (BenchmarkRecording). A unit takes 96 bytes while its
// trial runs and 56 in the results; a million of them are saved in 0.4 s and opened in 1 s (BenchmarkMillion). A trial takes 1 ms
// beside what is measured, to read what the process used.
package lab

import (
	"context"
	"errors"
)

// A Workload makes the work that an experiment measures. It is plain data: how many units, how large.
type Workload interface {
	// Prepare makes a fresh job for one trial. It is not timed. ctx ends when the trial is called off.
	Prepare(ctx context.Context) (*Job, error)
}

// A Stager is a Workload with material that all trials of a run can share, such as files on disk or a server.
type Stager interface {
	Workload
	// Stage makes the material once and returns the workload that prepares jobs on it; release removes the material. It is not
	// timed.
	Stage(ctx context.Context) (staged Workload, release func() error, err error)
}

// PrepareAlone makes a job on material of its own, which closing the job releases: the Prepare of a [Stager] outside a run.
func PrepareAlone(ctx context.Context, s Stager) (*Job, error) {
	staged, release, err := s.Stage(ctx)
	if err != nil {
		return nil, err
	}
	job, err := staged.Prepare(ctx)
	if err != nil {
		return nil, errors.Join(err, release())
	}
	closeJob := job.Close
	job.Close = func() error {
		if closeJob == nil {
			return release()
		}
		return errors.Join(closeJob(), release())
	}
	return job, nil
}

// A Model is a way to run the units of a job: one after the other, each on a goroutine, by a pool of workers.
//
// Run calls job.Do(ctx, worker, i) once for each i < job.Units and returns when all calls have returned. worker numbers who did it,
// from 0. The error of a unit is recorded by Do; a model may look at it, but goes on. When ctx ends, Run starts no further unit and
// returns ctx.Err().
type Model interface {
	Run(ctx context.Context, job *Job) error
}

// Models are the models that an experiment compares.
type Models []Model

// Names returns the names of the models, in their order; see [NameOf].
func (ms Models) Names() []string {
	names := make([]string, len(ms))
	for i, m := range ms {
		names[i] = NameOf(m)
	}
	return names
}
