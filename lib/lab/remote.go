package lab

import (
	"context"
	"encoding/json"
	"fmt"

	"threadboost/lib/measure"
)

// A Spec describes a workload for another process: its name there, and what it needs to make the same job.
type Spec struct {
	Workload string          `json:"workload"`
	Params   json.RawMessage `json:"params"`
}

// A Remote is the record of a unit that was run in another process. Its times are nanoseconds of one clock: to be imported, of that
// of the trial, see [Job.Now].
type Remote struct {
	Worker          int   // who ran it, from 0
	Started, Ended  int64 // of the unit
	WaitStarted     int64 // when its first marked wait began; 0 without one
	Waited          int64 // sum of its marked waits
	Waits, Attempts int32
	Bytes           int64
	Sum             uint64 // checksum of its result
	Err             error
}

// Import counts, records and verifies unit i, which was run in another process, as [Job.Do] does for one that it runs, and returns
// its error. Each unit is done or imported once.
func (j *Job) Import(i int, r Remote) error {
	if j.trial == nil {
		return r.Err
	}
	return j.trial.imported(i, r)
}

func (t *trial) imported(i int, r Remote) error {
	if r.Started < 0 || r.Ended < r.Started {
		return fmt.Errorf("lab: unit %d ran elsewhere from %d to %d ns: give times after the trial's start, as job.Now does", i, r.Started, r.Ended)
	}
	if err := t.recorder.Begin(r.Worker, i); err != nil {
		return err
	}
	t.sums[i] = r.Sum
	t.recorder.EndElsewhere(i, measure.Unit{
		Started: r.Started, Ended: r.Ended, WaitStarted: r.WaitStarted, Waited: r.Waited, Waits: r.Waits, Attempts: r.Attempts,
	}, r.Bytes, r.Err)
	return r.Err
}

// Measure runs unit i of a job that is not recorded, one taken straight from Prepare, and returns its record in the time of a clock.
// It is for a worker process, whose parent imports the record. Cost: about 0.5 us and six allocations (BenchmarkMeasure).
func (j *Job) Measure(ctx context.Context, clock measure.Clock, worker, i int) Remote {
	t := &trial{
		prepared: Job{Units: 1, Unit: func(ctx context.Context, _ int) (uint64, error) { return contain(ctx, j.run, i) }},
		recorder: measure.NewRecorder(1, nil),
		sums:     make([]uint64, 1),
		contexts: make([]unitContext, 1),
		stop:     func(error) {}, // a unit that ends its goroutine ends the worker, which its parent sees
	}
	t.contexts[0].trial = t
	t.recorder.Clock = clock
	err := t.do(ctx, worker, 0)
	records := t.recorder.Records()
	u := records.Units[0]
	r := Remote{
		Worker: worker, Started: u.Started, Ended: u.Ended, WaitStarted: u.WaitStarted, Waited: u.Waited,
		Waits: u.Waits, Attempts: u.Attempts, Sum: t.sums[0], Err: err,
	}
	if records.Bytes != nil {
		r.Bytes = records.Bytes[0]
	}
	return r
}
