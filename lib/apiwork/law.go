package apiwork

import (
	"fmt"
	"math"
	"time"

	"threadboost/lib/internal/quantity"
)

// A Law says how long the server takes to answer. [Fixed], [Exponential] and [LogNormal] are laws; any type with these methods is one
// too.
type Law interface {
	// Delay returns the latency that a share u of all requests stays below, 0 <= u < 1: the distribution's quantile, which does not
	// fall as u grows. It must be from 0 to 24 hours. Several goroutines may call it at once, once for each request.
	Delay(u float64) time.Duration
	// String describes the law, such as "10 ms".
	String() string
}

// Fixed is the law of equal latencies: each request takes this long.
type Fixed time.Duration

// Delay returns the latency.
func (f Fixed) Delay(float64) time.Duration { return time.Duration(f) }

// String returns the latency, such as "10 ms".
func (f Fixed) String() string { return duration(time.Duration(f)) }

// Exponential is the law of latencies around this mean with an exponential distribution: most requests take less, one in a hundred
// takes 4.6 times the mean or longer.
type Exponential time.Duration

// Delay returns -mean·ln(1-u), the distribution's quantile.
func (e Exponential) Delay(u float64) time.Duration {
	return time.Duration(-float64(e) * math.Log1p(-u))
}

// String returns the mean, such as "exponential with mean 10 ms".
func (e Exponential) String() string { return "exponential with mean " + duration(time.Duration(e)) }

// LogNormal is the law of a long tail: the logarithms of the latencies have a normal distribution. Most requests are answered about as
// fast as the median, and a few take many times as long, as those of real servers do which queue, collect garbage or miss a cache. (Dean
// and Barroso, "The Tail at Scale", Communications of the ACM 56, 2013, tell of servers with a typical 10 ms and a p99 of 1 s.)
type LogNormal struct {
	Median time.Duration // half of all requests stay below it
	P99    time.Duration // 99 of 100 requests stay below it; zero means ten times the median
}

// longest is the share of requests above which the tail is cut off: with the default P99 at 40 times the median.
const longest = 0.9999

// Delay returns Median·exp(σ·z(u)), the distribution's quantile, where z is that of the standard normal distribution and
// σ = ln(P99/Median)/z(0.99). The tail is bounded: the one request in 10,000 that would take longer than Delay(0.9999) takes just that.
func (l LogNormal) Delay(u float64) time.Duration {
	l = l.withDefaults()
	sigma := math.Log(float64(l.P99)/float64(l.Median)) / normal(0.99)
	return time.Duration(math.Round(float64(l.Median) * math.Exp(sigma*normal(min(u, longest)))))
}

// String returns both parameters, such as "lognormal with median 10 ms and p99 100 ms".
func (l LogNormal) String() string {
	l = l.withDefaults()
	return "lognormal with median " + duration(l.Median) + " and p99 " + duration(l.P99)
}

func (l LogNormal) withDefaults() LogNormal {
	if l.P99 == 0 {
		l.P99 = 10 * l.Median
	}
	return l
}

func (l LogNormal) check() error {
	if l = l.withDefaults(); l.Median <= 0 || l.P99 < l.Median {
		return fmt.Errorf("latency %v: want a median above 0 and a p99 that is not below it", l)
	}
	return nil
}

// normal is the quantile of the standard normal distribution.
func normal(u float64) float64 { return math.Sqrt2 * math.Erfinv(2*u-1) }

// slowest is the greatest latency that a law may give.
const slowest = 24 * time.Hour

// checkLaw refuses a law whose latencies are no good. As they do not fall, the first and the last say all.
func checkLaw(law Law) error {
	if law == nil {
		return nil
	}
	if checked, ok := law.(interface{ check() error }); ok {
		if err := checked.check(); err != nil {
			return err
		}
	}
	least, most := law.Delay(0), law.Delay(math.Nextafter(1, 0))
	switch {
	case least < 0 || least > slowest:
		return fmt.Errorf("latency %v gives %v at the least: want 0 to %v", law, least, slowest)
	case most < least || most > slowest:
		return fmt.Errorf("latency %v gives %v at the most: want %v to %v", law, most, least, slowest)
	}
	return nil
}

// duration writes a duration as tables do.
func duration(d time.Duration) string { return quantity.Duration(float64(d)) }
