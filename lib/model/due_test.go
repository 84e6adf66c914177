package model_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func TestNoModelBeginsAUnitBeforeItIsDue(t *testing.T) {
	work := prepared{&lab.Job{
		Units:  20,
		Unit:   unit(func(context.Context, int) {}),
		Stages: []lab.Stage{{Name: "all", Do: func(context.Context, int) error { return nil }}},
		Key:    func(i int) uint64 { return uint64(i) },
		Due:    func(i int) time.Duration { return time.Duration(i) * ms },
	}}
	for _, m := range every {
		t.Run(lab.NameOf(m), func(t *testing.T) {
			trial := run(t, work, m)
			for i, u := range trial.Units {
				if u.Started < trial.Due[i] || trial.Due[i] != int64(i)*int64(ms) {
					t.Errorf("unit %d began at %d ns and was due at %d", i, u.Started, trial.Due[i])
				}
			}
		})
	}
}

// The loop goes on while units are not due yet: the later one here stands first.
func TestTheLoopIsNotHeldUpByUnitsThatAreNotDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		trial := run(t, prepared{&lab.Job{
			Units: 2,
			Unit:  unit(func(ctx context.Context, _ int) { nap(ctx, ms) }),
			Due:   func(i int) time.Duration { return time.Duration(1-i) * time.Hour },
		}}, model.EventLoop{})
		if first, second := time.Duration(trial.Units[0].Started), time.Duration(trial.Units[1].Started); first != time.Hour || second != 0 {
			t.Errorf("units began at %v and %v, want 1h and at once", first, second)
		}
	})
}

// Units that wait until they are due do not look like ones that queue: the limit doubles as long as their latency is the same.
func TestAdaptiveDoesNotTakeAScheduleForAQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		trial := run(t, prepared{&lab.Job{
			Units: 100,
			Unit:  unit(func(ctx context.Context, _ int) { nap(ctx, ms) }),
			Due:   func(i int) time.Duration { return time.Duration(i) * 10 * ms },
		}}, model.Adaptive{})
		var limits []float64
		for _, p := range trial.Series["limit"] {
			limits = append(limits, p.Value)
		}
		if want := []float64{1, 2, 4, 8}; len(limits) < 4 || !slices.Equal(limits[:4], want) {
			t.Errorf("limits are %v, want to begin with %v", limits, want)
		}
	})
}
