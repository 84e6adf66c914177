package model

import (
	"context"
	"sync/atomic"

	"threadboost/lib/lab"
)

// EventLoop runs all units on one loop: a unit runs until it waits (lab.Wait), then the next one goes on that is ready. Waits overlap,
// computing never does: only one unit runs at a time, and one that computes for long blocks all the others.
//
// Elsewhere: asyncio, Node.js and browsers, Tokio with one thread, nginx, Redis.
//
// Choose it to see what these do, and for waiting work on shared state that a unit must not find half changed: nothing else runs
// between two waits, without a lock. Do not choose it for computing work: it uses one core. In Go, [Goroutines] do the same waits on all
// cores, so that nothing blocks.
//
// Units start in their order, and a queue of those that are ready keeps their turns, first in, first out. Each unit is a coroutine: a
// goroutine that runs only when the loop hands it the turn, and gives it back where it waits or ends. A wait that a goroutine of the
// unit's own makes suspends the unit as well. (Coroutines of iter.Pull would need a goroutine more for each wait, and break on that.)
//
// Cost of a unit: 1.45 us (BenchmarkUnit); of a suspension: 0.65 us, recorded 0.8 us (BenchmarkSuspension).
//
// The worker of a unit is its place among those that were started and have not ended.
type EventLoop struct {
	// Concurrency is how many units may be started and not yet ended, suspended ones included; zero means all.
	Concurrency int
}

// Run runs the loop until all units have ended.
func (e EventLoop) Run(ctx context.Context, job *lab.Job) error {
	places, err := number{"EventLoop", "Concurrency", e.Concurrency}.or(job.Units, job.Units)
	if err != nil {
		return err
	}
	l := &loop{job: job, ready: make(chan *coroutine, places), gaveBack: make(chan bool)}
	for place := range places {
		l.admit(ctx, place)
	}
	for l.live > 0 {
		c := <-l.ready
		if l.turn(ctx, c) {
			l.live--
			l.admit(ctx, c.place)
		}
	}
	return ctx.Err()
}

// A loop hands the turn from one coroutine to the next.
type loop struct {
	job        *lab.Job
	next, live int             // the next unit, and how many coroutines have not ended
	ready      chan *coroutine // those that can go on; each is in it once at most, so that nobody blocks who puts one in
	gaveBack   chan bool       // the coroutine that had the turn gives it back; true: it has ended
}

// admit queues a coroutine for the next unit, if there is one and ctx has not ended.
func (l *loop) admit(ctx context.Context, place int) {
	if l.next < l.job.Units && ctx.Err() == nil {
		l.live++
		l.ready <- &coroutine{loop: l, unit: l.next, place: place, resume: make(chan struct{}, 1)}
		l.next++
	}
}

// turn lets a coroutine run until it waits or ends, and reports whether it has ended.
func (l *loop) turn(ctx context.Context, c *coroutine) (ended bool) {
	switch {
	case c.state.CompareAndSwap(fresh, running):
		if ctx.Err() != nil {
			return true
		}
		go c.run(ctx)
	case c.state.CompareAndSwap(ready, running):
		c.resume <- struct{}{}
	default: // it has ended without the turn, see coroutine.end
		c.resume <- struct{}{}
		return true
	}
	return <-l.gaveBack
}

// The states of a coroutine. It has the turn while it is running.
const (
	fresh int32 = iota
	running
	suspended
	ready
	ended
)

// A coroutine is a unit on the loop.
type coroutine struct {
	loop        *loop
	unit, place int
	state       atomic.Int32
	resume      chan struct{} // the loop hands over the turn; takes one, so that the loop never blocks
}

func (c *coroutine) run(ctx context.Context) {
	defer c.end() // also when the unit ends its goroutine
	c.loop.job.Do(lab.WithSuspender(ctx, c), c.place, c.unit)
}

// end gives the turn back, if the coroutine has it. It has not when the unit has left a goroutine behind that waits: then it queues
// once more, for the loop to see that it has ended.
func (c *coroutine) end() {
	switch c.state.Swap(ended) {
	case running:
		c.loop.gaveBack <- true
	case suspended:
		c.loop.ready <- c
	}
}

// Suspend gives the turn back. A wait within a wait, or beside one on another goroutine of the unit, has no turn to give.
func (c *coroutine) Suspend() bool {
	if !c.state.CompareAndSwap(running, suspended) {
		return false
	}
	c.loop.gaveBack <- false
	return true
}

// Resume queues for the next turn and returns when it comes, unless the unit has ended meanwhile.
func (c *coroutine) Resume() {
	if c.state.CompareAndSwap(suspended, ready) {
		c.loop.ready <- c
		<-c.resume
	}
}
