package infer

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// The ranks are those of scipy 1.17.1: binom.ppf(0.025, 1000, 0.99) = 983 and binom.ppf(0.975, 1000, 0.99) = 996, each the number of
// values below the percentile, so that 984 - 1 and 996 + 1 bound it.
func TestPercentileRanksGolden(t *testing.T) {
	if low, high := percentileRanks(1000, 0.99, 0.95); low != 983 || high != 997 {
		t.Errorf("ranks %d to %d, want 983 to 997", low, high)
	}
}

// Gonum's binomial decides: neither tail is above 2.5 %, and both would be one rank further in.
func TestPercentileRanksAgainstGonum(t *testing.T) {
	for _, p := range []float64{0.05, 0.5, 0.9, 0.95, 0.99} {
		for n := 20; n <= 600; n += 7 {
			b := distuv.Binomial{N: float64(n), P: p}
			low, high := percentileRanks(n, p, 0.95)
			below := func(rank int) float64 { return b.CDF(float64(rank - 1)) } // P(the value of that rank is above the percentile)
			if low > 0 && below(low) > 0.025+1e-9 || below(low+1) <= 0.025-1e-9 {
				t.Errorf("p = %v, n = %d: low rank %d", p, n, low)
			}
			if high <= n && 1-below(high) > 0.025+1e-9 || high > 1 && 1-below(high-1) <= 0.025-1e-9 {
				t.Errorf("p = %v, n = %d: high rank %d", p, n, high)
			}
		}
	}
}

func TestPercentileRefuses(t *testing.T) {
	values := func(n int) Sample { return NewSample(formula(n, func(i int) float64 { return float64(i) })) }
	for _, c := range []struct {
		name  string
		got   Estimate
		value float64
		words string
	}{
		{"p99 of 99", values(99).Percentile(0.99, 0.95), nan, "p99 needs 100 values, so that one is expected beyond it, got 99: it is left out"},
		{"p99.9 of 999", values(999).Percentile(0.999, 0.95), nan, "p99.9 needs 1000 values"},
		{"p1 of 99", values(99).Percentile(0.01, 0.95), nan, "p1 needs 100 values"},
		{"p99 of 100 is open", values(100).Percentile(0.99, 0.95), 98.01, "p99: 100 values do not bound it on both sides with 95 %: the interval is open; 368 values close it"},
		{"p99 of 367 is open", values(367).Percentile(0.99, 0.95), 362.34, "368 values close it"},
		{"p99 of 368", values(368).Percentile(0.99, 0.95), 363.33, ""},
		{"p50 of 10", values(10).Percentile(0.5, 0.95), 4.5, ""},
		{"p100", values(10).Percentile(1, 0.95), nan, "p is 1, want it between 0 and 1"},
		{"level in percent", values(100).Percentile(0.9, 95), 89.1, "level is 95"},
		{"nothing", NewSample(nil).Percentile(0.5, 0.95), nan, "p50 needs 2 values"},
		{"a missing value", NewSample([]float64{1, 2, nan, 3, 4, 5, 6}).Percentile(0.5, 0.95), 3.5, "1 of 7 values are not finite"},
	} {
		if !near(c.got.Value, c.value, 1e-9) {
			t.Errorf("%s: %v, want %v", c.name, c.got.Value, c.value)
		}
		if (c.words == "") != (len(c.got.Warnings) == 0) || c.words != "" && !strings.Contains(c.got.Warnings[0].Text, c.words) {
			t.Errorf("%s: warnings %q, want %q", c.name, c.got.Warnings, c.words)
		}
	}
	open := values(100).Percentile(0.99, 0.95).Interval
	if !math.IsInf(open.High, 1) || math.IsInf(open.Low, 0) || !open.Known() || open.Coverage < 0.95 {
		t.Errorf("interval of p99 of 100 values: %+v, want it open upwards", open)
	}
}
