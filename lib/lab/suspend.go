package lab

import (
	"context"

	"threadboost/lib/measure"
)

// A Suspender lets other units run while a unit waits: the event loop of a model, in which only one unit at a time has the turn. Both
// methods are called on the goroutine that waits.
type Suspender interface {
	// Suspend gives the turn away and returns true. It returns false where there is none to give, as in a wait within a wait: the unit
	// then just waits.
	Suspend() bool
	// Resume is called when the wait is over, if Suspend returned true, and returns once the turn has come again. It is called also
	// when the wait panicked or ended its goroutine.
	Resume()
}

// WithSuspender returns a context for job.Do under which each [Wait] of the unit suspends it.
//
// The wait is recorded as the unit sees it, until it goes on. The part of it that is spent in Resume, in which the unit was ready but had
// to queue for its turn, is recorded as well: under an event loop it is what units that compute do to the others.
func WithSuspender(ctx context.Context, s Suspender) context.Context {
	return &suspending{ctx, s}
}

type suspenderKey struct{}

type suspending struct {
	context.Context
	suspender Suspender
}

func (s *suspending) Value(key any) any {
	if key == (suspenderKey{}) {
		return s.suspender
	}
	return s.Context.Value(key)
}

// suspended is wait where the unit has given its turn away; u is nil where it is not recorded. fn is called and not handed on: that would
// cost every wait of every model an allocation.
func suspended(s Suspender, u *unitContext, from int64, fn func() error) error {
	if u == nil {
		_, err := outside(s, measure.Clock{}, fn)
		return err
	}
	r := u.trial.recorder
	ready, err := outside(s, r.Clock, fn)
	to := r.Now()
	r.Wait(u.unit, from, to)
	r.Ready(u.unit, to-ready)
	return err
}

// outside calls fn without the turn and returns when it was ready for it.
func outside(s Suspender, clock measure.Clock, fn func() error) (ready int64, err error) {
	defer s.Resume()
	err = fn()
	return clock.Now(), err
}
