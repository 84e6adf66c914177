package lab_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"threadboost/lib/lab"
)

func TestAnInterruptKeepsTheFinishedTrials(t *testing.T) {
	tests := []struct {
		name  string
		model fake
	}{
		{"a model that returns ctx.Err()", reversed},
		{"a model that returns nil", fake{"Backwards", func(ctx context.Context, job *lab.Job) error {
			backwards(ctx, job)
			return nil
		}}},
		{"a model that returns the error of a unit", fake{"Backwards", func(ctx context.Context, job *lab.Job) error {
			for i := range job.Units {
				if err := job.Do(ctx, 0, i); err != nil {
					return err
				}
			}
			return nil
		}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			trials := 0
			work := units(2, func(ctx context.Context, _ int) (uint64, error) {
				if trials == 5 { // in the middle of the fifth
					cancel()
					<-ctx.Done()
					return 0, fmt.Errorf("unit: %w", errUnit)
				}
				return 1, nil
			})
			store := &lab.Store{Dir: t.TempDir()}
			e := lab.Experiment{Name: "stopped", Workload: work, Models: lab.Models{test.model}, Trials: 9}
			r, err := lab.Run(ctx, e, lab.Options{Store: store, Observe: func(lab.Progress) { trials++ }})
			if !errors.Is(err, context.Canceled) || err.Error() != context.Canceled.Error() {
				t.Errorf("Run gave the error %v, want ctx.Err() alone", err)
			}
			if r == nil || len(r.Trials) != 4 || !r.Partial || r.Rounds != 9 || r.Stopped != "context canceled" {
				t.Fatalf("got results %+v, want 4 of 9 trials, marked partial", r)
			}
			stored, err := store.Load("stopped")
			if err != nil || len(stored.Trials) != 4 || !stored.Partial {
				t.Errorf("Load gave %+v, %v, want the 4 finished trials, marked partial", stored, err)
			}
		})
	}
}

func TestAnInterruptBeforeTheFirstTrialLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	store := &lab.Store{Dir: t.TempDir()}
	r, err := lab.Run(ctx, once(units(1, nothing), sequential), lab.Options{Store: store})
	if runs, _ := store.List(); r != nil || !errors.Is(err, context.Canceled) || len(runs) != 0 {
		t.Errorf("Run gave %v and %v, %d runs stored, want nothing but ctx.Err()", r, err, len(runs))
	}
}

func TestAModelThatIgnoresCancelIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		end := make(chan struct{})
		defer close(end)
		stubborn := fake{"Stubborn", func(context.Context, *lab.Job) error {
			cancel()
			<-end
			return nil
		}}
		_, err := lab.Run(ctx, once(units(1, nothing), stubborn), lab.Options{})
		const want = "lab: model Stubborn: it had not returned 2s after it was called off (context canceled): let it watch ctx.Done()"
		if !errors.Is(err, context.Canceled) || err.Error() != want {
			t.Errorf("Run gave the error\n\t%v\nwant\n\t%s", err, want)
		}
	})
}
