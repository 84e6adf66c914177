package lab_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func TestADeadlineCallsATrialOff(t *testing.T) {
	const (
		head  = "lab: model Test: the trial was called off at its deadline of 5s: "
		limit = ": give each wait a limit of its own, or raise Deadline"
	)
	forever := func(ctx context.Context) { <-ctx.Done() }
	pool := func(ctx context.Context, job *lab.Job) error { return model.Pool{Workers: 8}.Run(ctx, job) }
	for _, test := range []struct {
		name    string
		run     func(ctx context.Context, job *lab.Job) error
		hangs   func(i int) bool
		running []int
		left    int
		want    string
	}{
		{"one unit", pool, func(i int) bool { return i == 4 }, []int{4}, 0, head + "unit 4 still ran" + limit},
		{"some units", pool, func(i int) bool { return i == 4 || i == 17 }, []int{4, 17}, 0, head + "units 4, 17 still ran" + limit},
		{"all units", pool, func(int) bool { return true }, []int{0, 1, 2, 3, 4, 5, 6, 7}, 12,
			head + "units 0, 1, 2, 3, 4 and 3 more still ran and 12 of 20 had not begun" + limit},
		{"no unit", func(ctx context.Context, _ *lab.Job) error { forever(ctx); return ctx.Err() }, nil, nil, 20,
			head + "no unit ran and 20 of 20 had not begun: look for something that the model waits for"},
		{"after the last unit", func(ctx context.Context, job *lab.Job) error { loop(ctx, job); forever(ctx); return ctx.Err() },
			func(int) bool { return false }, nil, 0,
			head + "all units had ended, but the model had not returned: look for something that it waits for"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				trials := 0
				work := units(20, func(ctx context.Context, i int) (uint64, error) {
					if trials == 3 && test.hangs(i) {
						forever(ctx)
					}
					return 0, nil
				})
				m := fake{"Test", func(ctx context.Context, job *lab.Job) error {
					if trials < 3 {
						return loop(ctx, job)
					}
					return test.run(ctx, job)
				}}
				e := once(work, m)
				e.Trials, e.Deadline = 5, 5*time.Second
				r, err := lab.Run(t.Context(), e, lab.Options{Observe: func(lab.Progress) { trials++ }})
				var late *lab.DeadlineError
				if !errors.As(err, &late) || err.Error() != test.want {
					t.Fatalf("Run gave the error\n\t%v\nwant a DeadlineError\n\t%s", err, test.want)
				}
				if !slices.Equal(late.Running, test.running) || late.Left != test.left {
					t.Errorf("error says %v ran and %d were left, want %v and %d", late.Running, late.Left, test.running, test.left)
				}
				if r == nil || len(r.Trials) != 2 || !r.Partial || r.Stopped != test.want {
					t.Errorf("got results %+v, want the two trials before, marked partial", r)
				}
			})
		})
	}
}

// A unit that does not look at its context is left behind, and the message still says which it was.
func TestADeadlineLeavesABlockedUnitBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end := make(chan struct{})
		defer close(end)
		work := units(2, func(_ context.Context, i int) (uint64, error) {
			if i == 1 {
				<-end
			}
			return 0, nil
		})
		e := once(work, sequential)
		e.Deadline = time.Second
		_, err := lab.Run(t.Context(), e, lab.Options{})
		var late *lab.DeadlineError
		if !errors.As(err, &late) || !slices.Equal(late.Running, []int{1}) {
			t.Errorf("Run gave the error %v, want a DeadlineError about unit 1", err)
		}
	})
}

func TestADeadlineThatIsKept(t *testing.T) {
	e := once(units(3, nothing), sequential)
	e.Deadline = time.Minute
	mustRun(t, e, lab.Options{})
}
