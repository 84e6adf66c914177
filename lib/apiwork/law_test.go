package apiwork

import (
	"math"
	"slices"
	"testing"
	"time"
)

func TestDelay(t *testing.T) {
	tests := []struct {
		name string
		law  Law
		u    float64
		want time.Duration
	}{
		{"fixed", Fixed(10 * time.Millisecond), 0.99, 10 * time.Millisecond},
		{"exponential, least", Exponential(time.Second), 0, 0},
		{"exponential, median: ln 2", Exponential(time.Second), 0.5, 693147180},
		{"exponential, 99 of 100: ln 100", Exponential(time.Second), 0.99, 4605170185},
		{"exponential, at its mean: 1-1/e", Exponential(time.Second), 1 - 1/math.E, time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.law.Delay(test.u); (got - test.want).Abs() > 1 { // a nanosecond for rounding
				t.Errorf("Delay(%v) = %d ns, want %d", test.u, got, test.want)
			}
		})
	}
}

func latencies(t *testing.T, law Law, n int) []time.Duration {
	t.Helper()
	all, err := delays(law, n)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestDelaysDependOnLawAndNumberAlone(t *testing.T) {
	few, many := latencies(t, Exponential(time.Second), 10), latencies(t, Exponential(time.Second), 1000)
	if !slices.Equal(few, many[:10]) {
		t.Errorf("first 10 latencies of 1000 are %v, of 10 they are %v", many[:10], few)
	}
}

func TestDelaysFollowTheLaw(t *testing.T) {
	const n = 100_000
	sum, below := 0.0, 0
	for _, d := range latencies(t, Exponential(time.Second), n) {
		sum += d.Seconds()
		if d < time.Second {
			below++
		}
	}
	// Standard errors of the mean and of the share: 1/sqrt(n) = 0.0032 and 0.0015. The latencies are the same in every run.
	if mean, share := sum/n, float64(below)/n; math.Abs(mean-1) > 0.01 || math.Abs(share-0.632) > 0.005 {
		t.Errorf("mean %v s and share %v below it, want 1 and 0.632", mean, share)
	}
}

func TestNoLawIsNoLatency(t *testing.T) {
	if got := latencies(t, nil, 3); !slices.Equal(got, []time.Duration{0, 0, 0}) {
		t.Errorf("latencies are %v, want three of 0", got)
	}
}
