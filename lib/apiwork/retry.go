package apiwork

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"

	"threadboost/lib/internal/pause"
	"threadboost/lib/lab"
)

// Retry says how often a request is sent before it counts as failed. Sent again is what may pass: an answer of 500 and above, a timeout, a
// connection that breaks. An answer that is wrong is not.
//
// Before attempt n+1 the client waits for a random part of Backoff·2^(n-1), but of MaxBackoff at the most: exponential backoff with full
// jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), so that requests which failed together do not come back
// together. The parts are the same in every trial.
type Retry struct {
	Attempts   int           // how often a request is sent at the most; zero means once
	Backoff    time.Duration // the longest wait before the second attempt; zero means 10 ms
	MaxBackoff time.Duration // the longest wait before any; zero means 1 s, or Backoff where that is longer
}

// mostAttempts is more than anybody waits for.
const mostAttempts = 1000

func (r Retry) withDefaults() Retry {
	r.Attempts = cmp.Or(r.Attempts, 1)
	r.Backoff = cmp.Or(r.Backoff, 10*time.Millisecond)
	r.MaxBackoff = cmp.Or(r.MaxBackoff, max(time.Second, r.Backoff))
	return r
}

func (r Retry) check() error {
	switch {
	case r.Attempts < 1 || r.Attempts > mostAttempts:
		return fmt.Errorf("it makes %d attempts: want 1 to %d, or 0 for 1", r.Attempts, mostAttempts)
	case r.Backoff < 0 || r.MaxBackoff < r.Backoff || r.MaxBackoff > slowest:
		return fmt.Errorf("its backoff goes from %v to %v: want it to grow from 0 or more to at most %v", r.Backoff, r.MaxBackoff, slowest)
	}
	return nil
}

// wait returns how long to wait after an attempt, from 0, of which u, from 0 up to 1, is the part left to chance.
func (r Retry) wait(attempt int, u float64) time.Duration {
	longest := r.MaxBackoff
	if attempt < 62 && r.Backoff <= r.MaxBackoff>>attempt {
		longest = r.Backoff << attempt
	}
	return time.Duration(u * float64(longest))
}

// String describes the attempts, such as "3 attempts".
func (r Retry) String() string { return count(r.withDefaults().Attempts, "attempt") }

// again waits before the next attempt of a unit, marked as a wait, and counts it. It reports whether ctx lasted so long.
func (r Retry) again(ctx context.Context, attempt int, u float64) bool {
	lasted := false
	lab.Wait(ctx, func() error {
		lasted = pause.For(ctx, r.wait(attempt, u)) == nil
		return nil
	})
	if lasted {
		lab.Retried(ctx)
	}
	return lasted
}

// mayPass reports whether another attempt may do better.
func mayPass(err error) bool {
	var status statusError
	var sending *url.Error
	var reading *net.OpError
	switch {
	case errors.As(err, &status):
		return status.code >= 500
	case errors.Is(err, net.ErrClosed), errors.Is(err, errTooMany):
		return false
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &sending) || errors.As(err, &reading) || errors.Is(err, io.ErrUnexpectedEOF)
}

// A timeoutError says that an attempt took too long.
type timeoutError time.Duration

func (e timeoutError) Error() string { return "no answer within " + duration(time.Duration(e)) }

// Unwrap returns what the context of the attempt said.
func (e timeoutError) Unwrap() error { return context.DeadlineExceeded }
