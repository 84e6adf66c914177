package model

import (
	"context"
	"sync"
	"time"

	"threadboost/lib/lab"
)

// RateLimit starts one goroutine a unit, but no more than PerSecond of them a second: a token bucket that holds Burst tokens, gets
// PerSecond new ones a second and is full at the start. Each unit takes one. How many are under way is not bounded.
//
// Elsewhere: golang.org/x/time/rate, Guava's RateLimiter, aiolimiter, the quota of nearly every public API.
//
// Cost of a unit: 600 ns (BenchmarkUnit).
//
// Choose it when others set the rate: a quota, a price a call, a server that others use too. Do not choose it to protect a server that may
// become slow: a rate goes on when nothing returns any more, and units pile up; [Semaphore] and [Adaptive] notice.
//
// The worker of a unit is the unit's own number.
type RateLimit struct {
	// PerSecond is how many units are started a second in the long run; zero means as fast as it goes.
	PerSecond int
	// Burst is how many units may be started at once after a pause, and at the start; zero means 1.
	Burst int
}

// Run starts the units in their order, each when there is a token for it.
func (r RateLimit) Run(ctx context.Context, job *lab.Job) error {
	b, err := r.bucket(job.Units)
	if err != nil {
		return err
	}
	start := time.Now()
	var wg sync.WaitGroup
	for i := range job.Units {
		if !sleep(ctx, b.take(time.Since(start))) {
			break
		}
		wg.Go(func() { do(ctx, job, i, i) })
	}
	wg.Wait()
	return ctx.Err()
}

func (r RateLimit) bucket(units int) (*bucket, error) {
	perSecond, err := number{"RateLimit", "PerSecond", r.PerSecond}.or(0, int(time.Second))
	if err != nil {
		return nil, err
	}
	burst, err := number{"RateLimit", "Burst", r.Burst}.or(1, max(units, 1))
	if err != nil {
		return nil, err
	}
	b := &bucket{burst: time.Duration(burst)}
	if perSecond > 0 {
		b.interval = time.Second / time.Duration(perSecond)
	}
	b.next = -(b.burst - 1) * b.interval // it is full at the start
	return b, nil
}

// A bucket of tokens, kept as the moment from which its next token is there: the earlier that is, the fuller the bucket. Moments are
// times since the start.
type bucket struct {
	interval time.Duration // between two tokens; 0: no token is needed
	burst    time.Duration // how many it holds
	next     time.Duration
}

// take takes the next token and returns how long it is until that is there. Whoever is late by less than the bucket holds is not slowed
// down: the tokens have gone on filling it.
func (b *bucket) take(now time.Duration) time.Duration {
	if b.interval == 0 {
		return 0
	}
	full := now - b.burst*b.interval + 1 // 1 ns short of one token more
	b.next = max(b.next, full)
	wait := b.next - now
	b.next += b.interval
	return wait
}

// sleep sleeps unless ctx ends, which it reports as false.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 || ctx.Err() != nil {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
