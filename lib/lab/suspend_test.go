package lab_test

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
)

// A turn is one that each unit gets back some time after its wait.
type turn struct {
	late  time.Duration
	given *int // how often it was given and came back
	back  *int
}

func newTurn(late time.Duration) turn { return turn{late, new(int), new(int)} }

// Suspend refuses a wait within a wait.
func (t turn) Suspend() bool {
	if *t.given > *t.back {
		return false
	}
	*t.given++
	return true
}

func (t turn) Resume() {
	time.Sleep(t.late)
	*t.back++
}

// suspends is a loop that suspends its units.
func suspends(s lab.Suspender) fake {
	return fake{"Suspends", func(ctx context.Context, job *lab.Job) error {
		return loop(lab.WithSuspender(ctx, s), job)
	}}
}

func TestAUnitIsSuspendedWhereItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		work := units(2, func(ctx context.Context, i int) (uint64, error) {
			ctx, cancel := context.WithTimeout(ctx, time.Hour)
			defer cancel()
			nap(ctx, 10)
			return 0, lab.Wait(ctx, func() error { return errUnit })
		})
		trial := mustRun(t, once(work, suspends(newTurn(3*time.Millisecond))), lab.Options{}).Trials[0]
		for i, u := range trial.Units {
			if u.Waits != 2 || u.Waited != 16*ms || u.WaitStarted != int64(i)*16*ms || trial.Ready[i] != 6*ms {
				t.Errorf("record of unit %d is %+v, ready for %d ns, want two waits, 10 and 0 ms, each and 3 ms to its turn", i, u, trial.Ready[i])
			}
			if trial.Failures[i] != errUnit.Error() {
				t.Errorf("unit %d failed with %q, want the error of its wait", i, trial.Failures[i])
			}
		}
	})
}

func TestAWaitWithinAWaitIsNotSuspendedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		given := newTurn(3 * time.Millisecond)
		work := units(1, func(ctx context.Context, _ int) (uint64, error) {
			return 0, lab.Wait(ctx, func() error { return nap(ctx, 10) })
		})
		trial := mustRun(t, once(work, suspends(given)), lab.Options{}).Trials[0]
		if u := trial.Units[0]; *given.given != 1 || *given.back != 1 || u.Waits != 2 || u.Waited != 23*ms || trial.Ready[0] != 3*ms {
			t.Errorf("the turn was given %d times, the record is %+v, ready for %d ns, want once, waits of 10 and 13 ms, and 3", *given.given, u, trial.Ready[0])
		}
	})
}

// Whatever a wait does, the unit takes its turn again before it goes on or ends.
func TestTheTurnComesBack(t *testing.T) {
	wait := func(fn func() error) lab.Func {
		return units(1, func(ctx context.Context, _ int) (uint64, error) { return 0, lab.Wait(ctx, fn) })
	}
	given := newTurn(0)
	trial := mustRun(t, once(wait(func() error { panic("boom") }), suspends(given)), lab.Options{}).Trials[0]
	if *given.back != 1 || trial.Failures[0] != "panic in unit 0: boom" {
		t.Errorf("after a panic it came back %d times and the unit failed with %q, want once and the panic", *given.back, trial.Failures[0])
	}
	given = newTurn(0)
	_, err := lab.Run(t.Context(), once(wait(func() error { runtime.Goexit(); return nil }), suspends(given)), lab.Options{})
	if *given.back != 1 || err == nil || !strings.Contains(err.Error(), "unit 0 ended its goroutine") {
		t.Errorf("after Goexit it came back %d times and Run gave %v, want once and that unit 0 ended its goroutine", *given.back, err)
	}
}

// A job that is not recorded is suspended all the same.
func TestSuspendWithoutARecord(t *testing.T) {
	ran, given := false, newTurn(0)
	err := lab.Wait(lab.WithSuspender(t.Context(), given), func() error { ran = true; return errUnit })
	if !ran || *given.back != 1 || err != errUnit {
		t.Errorf("ran %t, the turn came back %d times, and it gave %v, want the error of the wait", ran, *given.back, err)
	}
}
