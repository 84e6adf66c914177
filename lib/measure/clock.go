package measure

import "time"

// A Clock counts nanoseconds from the moment it was started. It is monotonic: a change of the machine's time does not move it.
//
// The zero Clock is not started; use [StartClock]. time.Since on one fixed start is cheaper than two calls of time.Now (about
// 35 against 60 ns), because it reads the monotonic clock alone.
type Clock struct{ start time.Time }

// StartClock returns a clock that reads zero now.
func StartClock() Clock { return Clock{start: time.Now()} }

// Now returns the nanoseconds since the clock was started.
func (c Clock) Now() int64 { return int64(time.Since(c.start)) }

// Started returns the wall time at which the clock was started.
func (c Clock) Started() time.Time { return c.start }
