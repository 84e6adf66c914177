package apiwork

import (
	"cmp"
	"fmt"
	"time"
)

// Pauses are times in which the server stops: it accepts requests but answers none until the pause is over, like a process that collects
// garbage, waits for a disk or is moved to another machine. Latencies go on meanwhile: an answer that falls into a pause is given at its
// end. They are counted from the first request of a trial, so that all trials have the same.
//
// The classic is one of 1.4 s (the README of wrk2). A closed loop hides it: each worker has one slow answer and asks for nothing
// meanwhile, although users would have. With [Arrivals] it shows.
type Pauses struct {
	Length time.Duration // of each; zero means no pauses
	First  time.Duration // when the first begins, after the trial's first request; zero means Every
	Every  time.Duration // from the beginning of one to that of the next; zero means that there is one
}

// left returns how long the pause still lasts at a time since the trial's first request; 0 outside of a pause.
func (p Pauses) left(at time.Duration) time.Duration {
	at -= cmp.Or(p.First, p.Every)
	if at < 0 {
		return 0
	}
	if p.Every > 0 {
		at %= p.Every
	}
	return max(p.Length-at, 0)
}

func (p Pauses) check() error {
	switch {
	case p.Length < 0 || p.First < 0 || p.Every < 0 || p.Length > slowest:
		return fmt.Errorf("it has pauses of %v, first after %v, every %v: want 0 or more, and at most %v long", p.Length, p.First, p.Every, slowest)
	case p.Every > 0 && p.Every <= p.Length:
		return fmt.Errorf("it has pauses of %v every %v: the server would never answer; want them shorter than the time between them", p.Length, p.Every)
	}
	return nil
}

// String describes the pauses, such as "pauses of 1.4 s every 10 s".
func (p Pauses) String() string {
	first := duration(cmp.Or(p.First, p.Every))
	switch {
	case p.Length == 0:
		return "no pauses"
	case p.Every == 0:
		return "a pause of " + duration(p.Length) + " after " + first
	case p.First == 0 || p.First == p.Every:
		return "pauses of " + duration(p.Length) + " every " + first
	}
	return "pauses of " + duration(p.Length) + " after " + first + " and every " + duration(p.Every)
}
