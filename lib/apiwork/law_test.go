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
		{"lognormal, median", LogNormal{Median: time.Second}, 0.5, time.Second},
		{"lognormal, p99 by default", LogNormal{Median: time.Second}, 0.99, 10 * time.Second},
		{"lognormal, p99", LogNormal{Median: time.Second, P99: 3 * time.Second}, 0.99, 3 * time.Second},
		{"lognormal, one sigma: e^1", LogNormal{Median: time.Second, P99: 10240473656}, 0.8413447460685429, 2718281828}, // P99 = e^z(0.99)
		{"lognormal, least", LogNormal{Median: time.Second}, 0, 0},
		{"lognormal, cut off: 10^(z(0.9999)/z(0.99))", LogNormal{Median: time.Second}, 0.999999, 39687175922},
		{"lognormal of no width", LogNormal{Median: time.Second, P99: time.Second}, 0.9, time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.law.Delay(test.u); (got - test.want).Abs() > 1 { // a nanosecond for rounding
				t.Errorf("Delay(%v) = %d ns, want %d", test.u, got, test.want)
			}
		})
	}
}

// latencies are those of the first requests of n units.
func latencies(law Law, n int) []time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = law.Delay(drawLatency.of(0, i, 0))
	}
	return all
}

func TestLatenciesFollowTheLaw(t *testing.T) {
	const n = 100_000
	// Standard errors of a share p: sqrt(p(1-p)/n), at most 0.0016. The latencies are the same in every run.
	tests := []struct {
		law   Law
		below time.Duration
		want  float64 // share of the latencies below it
	}{
		{Exponential(time.Second), time.Second, 0.632},
		{LogNormal{Median: time.Second}, time.Second, 0.5},
		{LogNormal{Median: time.Second}, 10 * time.Second, 0.99},
		{LogNormal{Median: time.Second, P99: 2 * time.Second}, 1632 * time.Millisecond, 0.95}, // 2^(1.645/2.326)
	}
	for _, test := range tests {
		t.Run(test.law.String(), func(t *testing.T) {
			below := 0
			for _, d := range latencies(test.law, n) {
				if d < test.below {
					below++
				}
			}
			if share := float64(below) / n; math.Abs(share-test.want) > 0.005 {
				t.Errorf("share %v of the latencies is below %v, want %v", share, test.below, test.want)
			}
		})
	}
}

func TestDrawsAreTheirOwn(t *testing.T) {
	const n = 10_000
	draws := make(map[string][]float64)
	for i := range n {
		draws["latencies"] = append(draws["latencies"], drawLatency.of(0, i, 0))
		draws["of the second request"] = append(draws["of the second request"], drawLatency.of(0, i, 1))
		draws["of another seed"] = append(draws["of another seed"], drawLatency.of(1, i, 0))
		draws["errors"] = append(draws["errors"], drawError.of(0, i, 0))
	}
	for a, x := range draws {
		for b, y := range draws {
			if a < b && math.Abs(correlation(x, y)) > 0.04 { // four standard errors of 1/sqrt(n)
				t.Errorf("draws %q and %q have a correlation of %v, want none", a, b, correlation(x, y))
			}
		}
	}
	if slices.Min(draws["errors"]) < 0 || slices.Max(draws["errors"]) >= 1 {
		t.Errorf("draws go from %v to %v, want 0 up to 1", slices.Min(draws["errors"]), slices.Max(draws["errors"]))
	}
}

// correlation is that of two samples from 0 to 1 with a uniform distribution, whose mean is 1/2 and variance 1/12.
func correlation(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += (x[i] - 0.5) * (y[i] - 0.5)
	}
	return 12 * sum / float64(len(x))
}
