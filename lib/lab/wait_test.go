package lab_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// nap is a wait of so many milliseconds.
func nap(ctx context.Context, ms time.Duration) error {
	return lab.Wait(ctx, func() error {
		time.Sleep(ms * time.Millisecond)
		return nil
	})
}

type key struct{}

func TestWaitIsRecorded(t *testing.T) {
	tests := []struct {
		name string
		unit func(ctx context.Context)
		want measure.Unit // its times in milliseconds
	}{
		{"none", func(context.Context) { time.Sleep(3 * time.Millisecond) }, measure.Unit{Ended: 3}},
		{"one", func(ctx context.Context) { nap(ctx, 10) }, measure.Unit{Ended: 10, Waited: 10, Waits: 1}},
		{"several, with work between", func(ctx context.Context) {
			time.Sleep(5 * time.Millisecond)
			nap(ctx, 10)
			time.Sleep(7 * time.Millisecond)
			nap(ctx, 20)
		}, measure.Unit{Ended: 42, WaitStarted: 5, Waited: 30, Waits: 2}},
		{"in a derived context", func(ctx context.Context) {
			ctx, cancel := context.WithTimeout(context.WithValue(ctx, key{}, 1), time.Hour)
			defer cancel()
			nap(ctx, 4)
		}, measure.Unit{Ended: 4, Waited: 4, Waits: 1}},
		{"nested: each counts", func(ctx context.Context) {
			lab.Wait(ctx, func() error { return nap(ctx, 6) })
		}, measure.Unit{Ended: 6, Waited: 12, Waits: 2}},
		{"nested, the outer began first", func(ctx context.Context) {
			time.Sleep(time.Millisecond)
			lab.Wait(ctx, func() error {
				time.Sleep(2 * time.Millisecond)
				nap(ctx, 2)
				time.Sleep(2 * time.Millisecond)
				return nil
			})
		}, measure.Unit{Ended: 7, WaitStarted: 1, Waited: 8, Waits: 2}},
		{"on goroutines of the unit", func(ctx context.Context) {
			var wg sync.WaitGroup
			wg.Go(func() { nap(ctx, 6) })
			wg.Go(func() { nap(ctx, 8) })
			wg.Wait()
		}, measure.Unit{Ended: 8, Waited: 14, Waits: 2}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				work := units(1, func(ctx context.Context, _ int) (uint64, error) {
					test.unit(ctx)
					return 0, nil
				})
				got := mustRun(t, once(work, sequential), lab.Options{}).Trials[0].Units[0]
				want := test.want
				if got.Started != 0 || got.Ended != want.Ended*ms || got.WaitStarted != want.WaitStarted*ms ||
					got.Waited != want.Waited*ms || got.Waits != want.Waits {
					t.Errorf("record is %+v, want (times in ms) %+v", got, want)
				}
			})
		})
	}
}

func TestWaitPassesTheErrorOn(t *testing.T) {
	wait := func(ctx context.Context) error { return lab.Wait(ctx, func() error { return errUnit }) }
	if err := wait(t.Context()); err != errUnit {
		t.Errorf("outside a unit Wait gave %v, want the function's error", err)
	}
	work := units(1, func(ctx context.Context, _ int) (uint64, error) { return 0, wait(ctx) })
	if got := mustRun(t, once(work, sequential), lab.Options{}).Trials[0].Failures[0]; got != errUnit.Error() {
		t.Errorf("the unit failed with %q, want %q", got, errUnit)
	}
}

func TestLatencyCountsFromWhenAUnitWasDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		work := scheduled{units(2, func(context.Context, int) (uint64, error) {
			time.Sleep(5 * time.Millisecond)
			return 0, nil
		})}
		trial := mustRun(t, once(work, sequential), lab.Options{}).Trials[0]
		for i, want := range []time.Duration{5 * time.Millisecond, 7 * time.Millisecond} { // unit 1 starts 2 ms late
			if got := time.Duration(trial.Latency(i)); got != want {
				t.Errorf("latency of unit %d is %v, want %v", i, got, want)
			}
		}
		if trial.Wall != 10*time.Millisecond {
			t.Errorf("wall is %v, want 10ms", trial.Wall)
		}
	})
}

// scheduled makes unit i due 3 ms after unit i-1.
type scheduled struct{ lab.Func }

func (s scheduled) Prepare(ctx context.Context) (*lab.Job, error) {
	job, err := s.Func.Prepare(ctx)
	job.Due = func(i int) time.Duration { return time.Duration(i) * 3 * time.Millisecond }
	return job, err
}
