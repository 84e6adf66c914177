package infer

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// The ranks and coverages are those of golang.org/x/perf/benchmath (its medianCI, version
// v0.0.0-20260908200009-22c9c6c9d4da). At n = 24 it has the mirror image, 8 to 18, because
// rounding in its sums breaks the tie the other way. n = 6 and 10 at 95 % are also in the
// tables of textbooks: 0.96875 and 0.9785.
func TestMedianRanksGolden(t *testing.T) {
	for _, tc := range []struct {
		level        float64
		n, low, high int
		coverage     float64
	}{
		{0.95, 6, 1, 6, 0.96875},
		{0.95, 7, 1, 7, 0.984375},
		{0.95, 8, 1, 7, 0.9609375},
		{0.95, 9, 2, 8, 0.9609375},
		{0.95, 10, 2, 9, 0.978515625},
		{0.95, 11, 2, 9, 0.96142578125},
		{0.95, 12, 3, 10, 0.96142578125},
		{0.95, 13, 3, 11, 0.9775390625},
		{0.95, 15, 4, 12, 0.96484375},
		{0.95, 16, 4, 12, 0.950958251953125},
		{0.95, 20, 6, 15, 0.9586105346679688},
		{0.95, 24, 7, 17, 0.9567147493362336},
		{0.95, 25, 8, 18, 0.9567147493362438},
		{0.95, 30, 10, 21, 0.9572260547429379},
		{0.99, 8, 1, 8, 0.9921875},
		{0.99, 11, 1, 10, 0.99365234375},
		{0.99, 20, 4, 16, 0.992802619934082},
		{0.99, 30, 8, 23, 0.9947771206498202},
		{0.96875, 6, 1, 6, 0.96875}, // exactly what is asked
	} {
		low, high, coverage := medianRanks(tc.n, tc.level)
		if low != tc.low || high != tc.high || !near(coverage, tc.coverage, 1e-9) {
			t.Errorf("level %v, n = %d: ranks %d to %d cover %v, want %d to %d and %v",
				tc.level, tc.n, low, high, coverage, tc.low, tc.high, tc.coverage)
		}
	}
}

// Gonum's binomial decides here: the ranks cover what is asked, and one rank less on either
// side does not.
func TestMedianRanksAreShortest(t *testing.T) {
	for _, level := range []float64{0.3, 0.5, 0.9, 0.95, 0.99} {
		for n := valuesNeeded(level); n <= 400; n++ {
			coin := distuv.Binomial{N: float64(n), P: 0.5}
			cover := func(low, high int) float64 { return coin.CDF(float64(high-1)) - coin.CDF(float64(low-1)) }
			low, high, coverage := medianRanks(n, level)
			switch {
			case low < 1 || high > n || low >= high:
				t.Errorf("level %v, n = %d: ranks %d to %d", level, n, low, high)
			case !near(coverage, cover(low, high), 1e-9) || coverage < level:
				t.Errorf("level %v, n = %d: coverage %v, gonum has %v", level, n, coverage, cover(low, high))
			case cover(low+1, high) >= level || cover(low, high-1) >= level:
				t.Errorf("level %v, n = %d: ranks %d to %d are wider than needed", level, n, low, high)
			}
		}
	}
}

// Of a million values the normal approximation is n/2 ± 1.96 √n/2, within a rank or two.
func TestMedianRanksOfManyValues(t *testing.T) {
	low, high, coverage := medianRanks(1_000_000, 0.95)
	if math.Abs(float64(low)-499_020) > 2 || math.Abs(float64(high)-500_980) > 2 || !near(coverage, 0.95, 1e-5) {
		t.Errorf("ranks %d to %d cover %v, want about 499020 to 500980 and 0.95", low, high, coverage)
	}
}

func TestValuesNeeded(t *testing.T) {
	for level, want := range map[float64]int{0.1: 2, 0.5: 2, 0.95: 6, 0.96875: 6, 0.99: 8, 0.999: 11, math.Nextafter(1, 0): 54} {
		if got := valuesNeeded(level); got != want {
			t.Errorf("valuesNeeded(%v) = %d, want %d", level, got, want)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, tc := range []struct {
		name     string
		xs       []float64
		level    float64
		value    float64
		interval Interval
		warnings []Warning
	}{
		{"enough", []float64{6, 5, 4, 3, 2, -10}, 0.95, 3.5, Interval{-10, 6, 0.95, 0.96875}, nil},
		{"three", []float64{3, 1, 2}, 0.95, 2, Interval{1, 3, 0.95, 0.75}, []Warning{{WarnTooFew,
			"median: a 95 % interval needs 6 trials, got 3: the interval shown covers about 75 %; set Trials to 6 or more"}}},
		{"one", []float64{3}, 0.95, 3, Interval{nan, nan, 0.95, 0}, []Warning{{WarnTooFew,
			"median: a 95 % interval needs 6 trials, got 1: there is no interval; set Trials to 6 or more"}}},
		{"none", nil, 0.95, nan, Interval{nan, nan, 0.95, 0}, []Warning{{WarnTooFew,
			"median: a 95 % interval needs 6 trials, got 0: there is no value; set Trials to 6 or more"}}},
		{"missing", []float64{1, nan, 2, inf, 3, -inf, 4, 5, 6}, 0.95, 3.5, Interval{1, 6, 0.95, 0.96875}, []Warning{{WarnLeftOut,
			"sample: 3 of 9 values are not finite and were left out: the rest decides; look for failed trials"}}},
		{"certainty", []float64{1, 2}, 1, 1.5, Interval{nan, nan, 1, 0}, []Warning{{WarnLevel,
			"median: level is 1, want it between 0 and 1: there is no interval; ask for 0.95"}}},
		{"level NaN", []float64{1, 2}, nan, 1.5, Interval{nan, nan, nan, 0}, []Warning{{WarnLevel,
			"median: level is NaN, want it between 0 and 1: there is no interval; ask for 0.95"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			checkEstimate(t, NewSample(tc.xs).Median(tc.level), tc.value, tc.interval, tc.warnings)
		})
	}
}

func checkEstimate(t *testing.T, got Estimate, value float64, interval Interval, warnings []Warning) {
	t.Helper()
	if !near(got.Value, value, 1e-12) {
		t.Errorf("value %v, want %v", got.Value, value)
	}
	if i := got.Interval; !near(i.Low, interval.Low, 1e-12) || !near(i.High, interval.High, 1e-12) ||
		!near(i.Level, interval.Level, 0) || !near(i.Coverage, interval.Coverage, 1e-12) {
		t.Errorf("interval %+v, want %+v", i, interval)
	}
	if len(got.Warnings) != len(warnings) {
		t.Fatalf("warnings %q, want %q", got.Warnings, warnings)
	}
	for i, w := range warnings {
		if got.Warnings[i] != w {
			t.Errorf("warning %q, want %q", got.Warnings[i], w)
		}
	}
}
