package modeltest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"threadboost/lib/lab"
)

func everyUnitOnce(ctx context.Context, m lab.Model) error {
	for _, n := range []int{1, 2, 7, 100, 1000} {
		if _, err := try(ctx, m, n, quick); err != nil {
			return fmt.Errorf("on a job of %d: %w", n, err)
		}
	}
	return nil
}

// quick is a unit that lets others run.
func quick(context.Context, int) error {
	runtime.Gosched()
	return nil
}

func returnsLast(ctx context.Context, m lab.Model) error {
	_, err := try(ctx, m, 10, nap)
	return err
}

// goesOnAfterError wants all units run and their errors kept, although every third one fails.
func goesOnAfterError(ctx context.Context, m lab.Model) error {
	return third(ctx, m, func() error { return errors.New("a unit that fails") })
}

func goesOnAfterPanic(ctx context.Context, m lab.Model) error {
	return third(ctx, m, func() error { panic("a unit that panics") })
}

func third(ctx context.Context, m lab.Model, fail func() error) error {
	const n = 20
	results, err := try(ctx, m, n, func(_ context.Context, i int) error {
		if i%3 == 0 {
			return fail()
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range n {
		if _, failed := results.Trials[0].Failures[i]; failed != (i%3 == 0) {
			return fmt.Errorf("unit %d is recorded as failed: %t, want %t: let job.Do run the unit of its own i", i, failed, i%3 == 0)
		}
	}
	return nil
}

func leavesJob(ctx context.Context, m lab.Model) error {
	p := &probe{model: m, limit: time.After(patience)}
	_, err := lab.Run(ctx, experiment(p, 10, quick), lab.Options{})
	return cmp.Or(p.trouble, p.changed, err)
}

// sharesNothing runs one model on four jobs at once: a counter or a channel in a field of the model would be shared.
func sharesNothing(ctx context.Context, m lab.Model) error {
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = try(ctx, m, 50, nap) })
	}
	wg.Wait()
	if err := cmp.Or(errs...); err != nil {
		return fmt.Errorf("one of four runs failed: %w (keep the state of a run in variables of Run)", err)
	}
	return nil
}

// nap is a unit that waits.
func nap(context.Context, int) error {
	time.Sleep(time.Millisecond)
	return nil
}
