package lab_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
)

// hours make unit i due i hours after the start, but the first one a minute after.
type hours struct{ lab.Func }

func (h hours) Prepare(ctx context.Context) (*lab.Job, error) {
	job, err := h.Func.Prepare(ctx)
	job.Due = func(i int) time.Duration { return max(time.Duration(i)*time.Hour, time.Minute) }
	return job, err
}

func TestUnitBeginsWhenItIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		work := hours{units(3, nothing)}
		trial := mustRun(t, once(work, sequential), lab.Options{}).Trials[0]
		for i, want := range []time.Duration{time.Minute, time.Hour, 2 * time.Hour} {
			u := trial.Units[i]
			if time.Duration(u.Started) != want || u.Ended != u.Started || u.Waits != 0 || trial.Latency(i) != 0 {
				t.Errorf("unit %d ran from %d to %d ns with %d waits and latency %d, want all of it at %v", i, u.Started, u.Ended, u.Waits, trial.Latency(i), want)
			}
		}
	})
}

func TestStagedUnitBeginsWhenItIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun []time.Duration
		start := time.Now()
		note := func(context.Context, int) error {
			begun = append(begun, time.Since(start).Truncate(time.Minute))
			return nil
		}
		staged := lab.Staged{Units: 2, Stages: []lab.Stage{{Name: "a", Do: note}, {Name: "b", Do: note}}}
		job, _ := staged.Prepare(t.Context())
		job.Due = func(i int) time.Duration { return time.Duration(1+i) * time.Hour }
		mustRun(t, once(given{job}, fake{"stage by stage", func(ctx context.Context, job *lab.Job) error {
			for s := range job.Stages {
				for i := range job.Units {
					job.DoStage(ctx, 0, i, s)
				}
			}
			return nil
		}}), lab.Options{})
		if want := []time.Duration{time.Hour, 2 * time.Hour, 2 * time.Hour, 2 * time.Hour}; !slices.Equal(begun, want) {
			t.Errorf("stages began at %v, want %v", begun, want)
		}
	})
}

// given is a workload with a job that is there already.
type given struct{ job *lab.Job }

func (g given) Prepare(context.Context) (*lab.Job, error) { return g.job, nil }

// A unit that is called off while it is not due yet begins, and finds its context ended.
func TestUnitThatIsCalledOffBeforeItIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		work := hours{units(1, func(ctx context.Context, _ int) (uint64, error) { return 0, ctx.Err() })}
		trial := mustRun(t, once(work, fake{"impatient", func(ctx context.Context, job *lab.Job) error {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			job.Do(ctx, 0, 0)
			return nil
		}}), lab.Options{}).Trials[0]
		if got := trial.Failures[0]; got != context.DeadlineExceeded.Error() || trial.Wall != time.Second {
			t.Errorf("after %v the unit failed with %q, want %v after 1s", trial.Wall, got, context.DeadlineExceeded)
		}
	})
}
