package apiwork

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"threadboost/lib/internal/quantity"
)

// A Law says how long the server takes to answer. [Fixed] and [Exponential] are laws; any type with these methods is one too.
type Law interface {
	// Delay returns the latency that a share u of all requests stays below, 0 <= u < 1. It must be 0 or more. It is called once for
	// each request before anything is measured.
	Delay(u float64) time.Duration
	// String describes the law, such as "10 ms".
	String() string
}

// Fixed is the law of equal latencies: each request takes this long.
type Fixed time.Duration

// Delay returns the latency.
func (f Fixed) Delay(float64) time.Duration { return time.Duration(f) }

// String returns the latency, such as "10 ms".
func (f Fixed) String() string { return quantity.Duration(float64(f)) }

// Exponential is the law of latencies around this mean with an exponential distribution: most requests take less, one in a hundred
// takes 4.6 times the mean or longer.
type Exponential time.Duration

// Delay returns -mean·ln(1-u), the distribution's quantile.
func (e Exponential) Delay(u float64) time.Duration {
	return time.Duration(-float64(e) * math.Log1p(-u))
}

// String returns the mean, such as "exponential with mean 10 ms".
func (e Exponential) String() string {
	return "exponential with mean " + quantity.Duration(float64(e))
}

// delays returns the latency of each request. That of request i depends on the law and i alone.
func delays(law Law, requests int) ([]time.Duration, error) {
	all := make([]time.Duration, requests)
	if law == nil {
		return all, nil
	}
	for i := range all {
		u := rand.New(rand.NewPCG(1, uint64(i))).Float64()
		if all[i] = law.Delay(u); all[i] < 0 {
			return nil, fmt.Errorf("latency %v gives %v for request %d: want 0 or more", law, all[i], i)
		}
	}
	return all, nil
}
