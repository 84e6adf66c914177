package modeltest

import (
	"sync/atomic"
	"time"
)

// A crowd is the units of a run that do not end by themselves.
type crowd struct {
	started atomic.Int64
	over    chan struct{} // closed after the run
}

func newCrowd() crowd { return crowd{over: make(chan struct{})} }

// busy returns when units run and no further ones are started, when the run is over, or when that takes too long: a model that
// blocks before its first unit does neither.
func (c *crowd) busy() {
	tick := time.NewTicker(quiet)
	defer tick.Stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	for before := int64(0); ; before = c.started.Load() {
		select {
		case <-tick.C:
		case <-c.over:
			return
		case <-late.C:
			return
		}
		if before > 0 && before == c.started.Load() {
			return
		}
	}
}
