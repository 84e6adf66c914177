package measure

import (
	"errors"
	"fmt"
	"sync/atomic"
)

// A Span is the raw record of one stage of one unit, in nanoseconds since the trial's start.
type Span struct {
	Started int64
	Ended   int64
	Worker  int32 // who ran it; -1: it was not reached
}

// Elsewhere is the worker of a span that was not recorded: the unit ended before, or did not go through its stages one by one.
const Elsewhere = -1

// stages are the records of units that go through several stages, each perhaps on another goroutine.
type stages struct {
	spans    [][]Span // of each stage, one a unit
	progress []uint32 // of each unit: 2s before its stage s, 2s+1 within it
}

// Stages makes room for the spans of so many stages. It is called before the trial starts.
func (r *Recorder) Stages(n int) {
	r.stages = stages{spans: make([][]Span, n), progress: make([]uint32, len(r.units))}
	for s := range r.stages.spans {
		spans := make([]Span, len(r.units))
		for i := range spans {
			spans[i].Worker = Elsewhere
		}
		r.stages.spans[s] = spans
	}
}

// ErrEnded is returned by [Recorder.BeginStage] for a unit that has failed in an earlier stage.
var ErrEnded = errors.New("measure: the unit has failed in an earlier stage")

// BeginStage marks stage s of unit i as started by a worker; the first one begins the unit. A stage whose turn it is not is refused
// with an error and counted in [Recorder.Misuse]. One of a unit that has failed before is refused with [ErrEnded], uncounted.
func (r *Recorder) BeginStage(worker, i, s int) error {
	if s < 0 || s >= len(r.stages.spans) {
		r.misuse.Add(1)
		return fmt.Errorf("measure: stage %d is out of range, the job has %d stages: number them from 0", s, len(r.stages.spans))
	}
	if s == 0 {
		if err := r.Begin(worker, i); err != nil {
			return err
		}
	}
	if i < 0 || i >= len(r.units) || !atomic.CompareAndSwapUint32(&r.stages.progress[i], uint32(2*s), uint32(2*s+1)) {
		return r.refuseStage(i, s)
	}
	r.BeginSpan(worker, i, s)
	return nil
}

func (r *Recorder) refuseStage(i, s int) error {
	if i >= 0 && i < len(r.units) && r.hasEnded(i) && int(atomic.LoadUint32(&r.stages.progress[i])) < 2*s {
		return ErrEnded
	}
	r.misuse.Add(1)
	return fmt.Errorf("measure: stage %d of unit %d is not the next one: call DoStage once for each stage, in their order", s, i)
}

// EndStage marks stage s of unit i as ended; an error, or the last stage, ends the unit.
func (r *Recorder) EndStage(i, s int, err error) {
	r.EndSpan(i, s)
	if err != nil {
		r.End(i, err)
		return
	}
	last := s == len(r.stages.spans)-1
	if last {
		r.End(i, nil)
	}
	atomic.StoreUint32(&r.stages.progress[i], uint32(2*s+2))
}

// Worker returns who runs unit i, while it runs.
func (r *Recorder) Worker(i int) int { return int(r.units[i].Worker) }

// BeginSpan and [Recorder.EndSpan] record a stage of a unit that begins and ends by other means.
func (r *Recorder) BeginSpan(worker, i, s int) {
	r.stages.spans[s][i] = Span{Started: r.Now(), Worker: int32(worker)}
}

// EndSpan ends what [Recorder.BeginSpan] began.
func (r *Recorder) EndSpan(i, s int) { r.stages.spans[s][i].Ended = r.Now() }
