package lab

import "context"

// Wait calls fn, a blocking wait of a unit, and records how long it took: reading a file, waiting for a server, sleeping. It
// returns the error of fn. Outside a recorded unit it just calls fn.
//
// ctx is the context that the unit was given, or one derived from it. A unit may wait several times; its record keeps their number,
// their sum and the start of the first. Waits that nest or overlap are each counted in full. Under a model that suspends units, see
// [WithSuspender], others run meanwhile. Cost: two readings of the clock, about 0.1 us (BenchmarkWait).
func Wait(ctx context.Context, fn func() error) error {
	u, _ := ctx.Value(unitKey{}).(*unitContext)
	s, suspends := ctx.Value(suspenderKey{}).(Suspender)
	from := u.now()
	if suspends && s.Suspend() {
		return suspended(s, u, from, fn)
	}
	err := fn()
	if u != nil {
		u.trial.recorder.Wait(u.unit, from, u.now())
	}
	return err
}

type unitKey struct{}

// A unitContext is the context that a unit gets: its model's, and the way to its record.
type unitContext struct {
	context.Context
	trial *trial
	unit  int
}

func (u *unitContext) Value(key any) any {
	if key == (unitKey{}) {
		return u
	}
	return u.Context.Value(key)
}

// now is the time of the trial, or 0 outside a recorded unit.
func (u *unitContext) now() int64 {
	if u == nil {
		return 0
	}
	return u.trial.recorder.Now()
}
