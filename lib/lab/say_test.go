package lab_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

const ms = int64(time.Millisecond)

func TestAModelSaysWhatItQueuesAndObserves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		telling := fake{"Telling", func(ctx context.Context, job *lab.Job) error {
			job.Observe("limit", 4)
			job.Queue(1)
			time.Sleep(3 * time.Millisecond)
			job.Queue(0)
			job.Queue(1) // moved to another queue: the first time counts
			job.Observe("limit", 8)
			job.Observe("limit", math.NaN())
			job.Observe("length", 2)
			if got := job.Now(); got != 3*ms {
				t.Errorf("Now() is %d, want 3 ms", got)
			}
			return loop(ctx, job)
		}}
		trial := mustRun(t, once(units(3, nothing), telling), lab.Options{}).Trials[0]
		for i, want := range []int64{3 * ms, 1, 0} { // at the start is 1 ns, for 0 says never
			if got := trial.Units[i].Queued; got != want {
				t.Errorf("unit %d was queued at %d ns, want %d", i, got, want)
			}
		}
		limit, length := trial.Series["limit"], trial.Series["length"]
		if len(trial.Series) != 2 || len(limit) != 2 || len(length) != 1 || limit[1] != (measure.Point{At: 3 * ms, Value: 8}) {
			t.Errorf("series are %v, want limit at 4 and 8, and length at 2", trial.Series)
		}
	})
}

func TestAUnitSaysWhatItRetriesAndMoves(t *testing.T) {
	work := units(3, func(ctx context.Context, i int) (uint64, error) {
		for range i {
			lab.Retried(ctx)
			lab.AddBytes(ctx, 100)
		}
		return 0, nil
	})
	trial := mustRun(t, once(work, sequential), lab.Options{}).Trials[0]
	for i := range 3 {
		if got := trial.Units[i].Attempts; got != int32(i+1) {
			t.Errorf("unit %d has %d attempts, want %d", i, got, i+1)
		}
		if got := trial.Bytes[i]; got != int64(100*i) {
			t.Errorf("unit %d moved %d bytes, want %d", i, got, 100*i)
		}
	}
	quiet := mustRun(t, once(units(1, nothing), sequential), lab.Options{}).Trials[0]
	if quiet.Bytes != nil || quiet.Ready != nil || quiet.Series != nil || quiet.Stages != nil {
		t.Errorf("a trial that said nothing has %+v, want no columns", quiet)
	}
	lab.Retried(t.Context()) // outside a unit it does nothing
	lab.AddBytes(t.Context(), 1)
}

// Queue of a unit that is not there is misuse, as Do of it is.
func TestQueueOutOfRange(t *testing.T) {
	eager := fake{"Eager", func(ctx context.Context, job *lab.Job) error {
		job.Queue(job.Units)
		return loop(ctx, job)
	}}
	if _, err := lab.Run(t.Context(), once(units(1, nothing), eager), lab.Options{}); err == nil {
		t.Error("a unit beyond the last was queued, and the trial counted")
	}
}

func TestAJobThatIsNotRecordedTakesWhatIsSaid(t *testing.T) {
	job := &lab.Job{Units: 1, Unit: nothing}
	job.Queue(0)
	job.Observe("limit", 1)
	if got := job.Now(); got != 0 {
		t.Errorf("Now() is %d, want 0", got)
	}
	if err := job.Import(0, lab.Remote{Err: errUnit}); err != errUnit {
		t.Errorf("Import gave %v, want the unit's error", err)
	}
}
