package model

import (
	"context"
	"fmt"
	"math"
	"time"

	"threadboost/lib/lab"
)

// Adaptive starts one goroutine a unit like [Semaphore], but finds the limit by itself: it raises it while units take no longer than they
// did with few under way, and lowers it when they do, which says that they queue somewhere.
//
// Elsewhere: Netflix's concurrency-limits, Envoy's adaptive concurrency, Uber's Cinnamon, and TCP Vegas, from which they come.
//
// Cost of a unit: 710 ns (BenchmarkUnit).
//
// Choose it where the right limit is not known or changes with the load: a server of others, a disk, a mix of waiting and computing.
// Do not choose it for few units (it needs 25 for each step, and about ten steps), or for units of very different kinds, whose latency rises
// for other reasons than load. Units that fail say nothing about the latency: it does not slow down for errors.
//
// It starts with Min. Latencies are averaged over a window of as many units as the limit, 25 at least, that were started under it; base
// is the least such average so far, and g = min(1, 1.5 base/average) says how much of the limit was of use. The limit doubles until g is
// below 1 for the first time; from then on it becomes g limit + sqrt(limit): the root is room for a short queue, without which it would
// never try more. Where a server works on C units at once, that settles at about 1.5 C + sqrt(1.5 C) units under way. The limit is
// recorded in the series "limit".
//
// The worker of a unit is its place among those under way.
type Adaptive struct {
	// Min is the least limit, and the first: what units take under it counts as their latency without load. Zero means 1.
	Min int
	// Max is the greatest limit; zero means 1000.
	Max int
}

// Run starts the units in their order, each as soon as the limit allows.
func (a Adaptive) Run(ctx context.Context, job *lab.Job) error {
	l, err := a.limiter()
	if err != nil {
		return err
	}
	job.Observe("limit", l.limit)
	r := &adapting{job: job, limiter: l, ended: make(chan sample, min(int(l.most), job.Units))}
	for i := 0; i < job.Units && ctx.Err() == nil; i++ {
		for r.underWay >= int(l.limit) {
			r.await()
		}
		r.start(ctx, i)
	}
	for r.underWay > 0 {
		r.await()
	}
	return ctx.Err()
}

// limiter returns one that starts at the least limit.
func (a Adaptive) limiter() (*limiter, error) {
	least, err := number{"Adaptive", "Min", a.Min}.or(1, math.MaxInt)
	if err != nil {
		return nil, err
	}
	most, err := number{"Adaptive", "Max", a.Max}.or(max(1000, least), math.MaxInt)
	if err != nil {
		return nil, err
	}
	if most < least {
		return nil, fmt.Errorf("model: Adaptive has Min %d and Max %d: Max must be the greater one", least, most)
	}
	return &limiter{least: float64(least), most: float64(most), limit: float64(least), doubling: true}, nil
}

// adapting is a run of the model. One goroutine has all of it, so that nothing needs a lock.
type adapting struct {
	job      *lab.Job
	limiter  *limiter
	underWay int
	places   []int       // free ones
	ended    chan sample // takes all that are under way
}

// A sample says how long a unit took.
type sample struct {
	place   int
	counts  bool // it is one of the limiter's window
	failed  bool
	latency time.Duration
}

func (r *adapting) start(ctx context.Context, i int) {
	place := r.underWay // all below are taken, unless some are free
	if n := len(r.places); n > 0 {
		place, r.places = r.places[n-1], r.places[:n-1]
	}
	r.underWay++
	counts := r.limiter.admit()
	go func() {
		s := sample{place: place, counts: counts, failed: true}
		defer func() { r.ended <- s }() // also when the unit ends its goroutine
		if ctx.Err() == nil {
			start := time.Now().Add(r.early(i))
			s.failed = r.job.Do(ctx, place, i) != nil
			s.latency = time.Since(start)
		}
	}()
}

// early returns how long it is until a unit is due: Do waits for that, and it says nothing about a queue elsewhere.
func (r *adapting) early(i int) time.Duration {
	if r.job.Due == nil {
		return 0
	}
	return max(r.job.Due(i)-time.Duration(r.job.Now()), 0)
}

// await waits for a unit to end and learns from it.
func (r *adapting) await() {
	s := <-r.ended
	r.underWay--
	r.places = append(r.places, s.place)
	if s.counts && r.limiter.learn(s) {
		r.job.Observe("limit", math.Floor(r.limiter.limit))
	}
}

const (
	fewest    = 25  // units whose latencies are averaged: base is the least of many averages, and would be a lucky one with fewer
	tolerance = 1.5 // averages that differ less say nothing
)

// A limiter finds a limit. Its window is a number of units that are started one after the other; it learns from it when all have ended.
// Were it to take the first ones that end, it would take the short ones.
type limiter struct {
	least, most, limit float64
	doubling           bool // until the latency rises for the first time
	base               time.Duration
	admitted, ended    int // units of this window
	good               int // those that did not fail,
	sum                time.Duration
}

// admit reports whether the unit that is started now belongs to the window.
func (l *limiter) admit() bool {
	if l.admitted == l.window() {
		return false
	}
	l.admitted++
	return true
}

// window returns of how many units the window is. The limit, and with it the window, changes only between two windows.
func (l *limiter) window() int { return max(fewest, int(l.limit)) }

// learn adds the latency of a unit and reports whether that completed the window, and with it changed the limit.
func (l *limiter) learn(s sample) bool {
	l.ended++
	if !s.failed {
		l.good++
		l.sum += s.latency
	}
	if l.ended < l.window() {
		return false
	}
	changed := l.good > 0
	if changed {
		l.adapt(max(l.sum/time.Duration(l.good), 1))
	}
	l.admitted, l.ended, l.good, l.sum = 0, 0, 0, 0
	return changed
}

// adapt sets the limit after a window of so long an average latency.
func (l *limiter) adapt(average time.Duration) {
	if l.base == 0 || average < l.base {
		l.base = average
	}
	g := min(1, tolerance*float64(l.base)/float64(average))
	l.doubling = l.doubling && g == 1
	if l.doubling {
		l.limit *= 2
	} else {
		l.limit = g*l.limit + math.Sqrt(l.limit)
	}
	l.limit = min(max(l.limit, l.least), l.most)
}
