package procs

import (
	"context"
	"math"
	"testing"

	"golang.org/x/sys/unix"

	"threadboost/lib/lab"
)

// monotonic reads the clock that all processes of one machine share.
func monotonic() int64 {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
		panic(err)
	}
	return ts.Nano()
}

// A stamped model notes how far the trial's clock is from the shared one.
type stamped struct {
	Processes
	offset *int64
}

func (s stamped) Run(ctx context.Context, job *lab.Job) error {
	before := job.Now()
	*s.offset = monotonic() - before
	return s.Processes.Run(ctx, job)
}

// stamps are units that tell the shared clock in place of bytes.
type stamps struct{ Units int }

func (s stamps) Prepare(context.Context) (*lab.Job, error) {
	return travelling("stamps", s, s.Units, func(ctx context.Context, _ int) (uint64, error) {
		lab.AddBytes(ctx, monotonic())
		return 0, nil
	})
}

// A unit reads the shared clock after it has started and before it ends. The least of what is wrong with that, over many units, is
// what is wrong with the clocks: some microseconds on a quiet machine. A clock that was not compared is wrong by the milliseconds that a
// process takes to start.
func TestTheWorkersTimesAreTheTrials(t *testing.T) {
	var offset int64
	trial := measured(t, stamped{Processes{Workers: 1, Chunk: 50}, &offset}, stamps{1000})
	early, late := int64(math.MaxInt64), int64(math.MaxInt64)
	for i, u := range trial.Units {
		at := trial.Bytes[i] - offset
		early, late = min(early, at-u.Started), min(late, u.Ended-at)
	}
	t.Logf("the worker's times are at most %d ns early and %d ns late", early, late)
	if early < -1e6 || late < -1e6 || early > 1e6 {
		t.Errorf("the worker's times are %d ns early or %d ns late, want less than a millisecond", early, -late)
	}
}
