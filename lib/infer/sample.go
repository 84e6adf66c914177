package infer

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Sample is a set of values in ascending order. It never changes, so that many quantiles cost
// one sort. The zero value is the empty sample.
type Sample struct {
	sorted []float64
	of     int // how many values were given, finite or not
}

// NewSample copies the finite values of xs and sorts them. NaN and infinities stand for missing
// trials: they are left out, and [Sample.Warnings] counts them.
func NewSample(xs []float64) Sample {
	sorted := make([]float64, 0, len(xs))
	for _, x := range xs {
		if isFinite(x) {
			sorted = append(sorted, x)
		}
	}
	slices.Sort(sorted)
	return Sample{sorted: sorted, of: len(xs)}
}

// N is the number of values.
func (s Sample) N() int { return len(s.sorted) }

// Warnings says how many values were left out; it is empty when none was.
func (s Sample) Warnings() []Warning {
	if out := s.of - s.N(); out > 0 {
		return []Warning{leftOut("sample", "values are not finite", out, s.of)}
	}
	return nil
}

// Mean is the arithmetic mean, NaN for the empty sample.
func (s Sample) Mean() float64 { return floats.Sum(s.sorted) / float64(s.N()) }

// Quantile is the type-7 quantile of Hyndman and Fan at p: the value at rank 1 + (n-1)p, by
// linear interpolation. Quantile(0) is the least value, Quantile(1) the greatest. It is NaN
// for the empty sample and for a p that is not between 0 and 1.
func (s Sample) Quantile(p float64) float64 { return quantile(s.sorted, p) }

// ValuesBeyond is how many values are needed for one of them to be expected beyond the percentile p: 20 for 0.95, 100 for 0.99. With
// fewer the percentile says little more than the maximum does, and is better not shown.
func ValuesBeyond(p float64) int { return int(math.Round(1 / (1 - p))) }

// Median is Quantile(0.5) with the interval between two order statistics that covers the true
// median with a probability of at least level, 0.95 for 95 %, whatever the distribution is.
//
// Coverage is exact for independent values without ties, and more than it says with ties. Below
// 6 values no 95 % interval exists: a warning says so, and the interval is the range
// of the values with the coverage that it has (n = 5: 93.75 %, n = 3: 75 %), or unknown for
// fewer than 2 values.
func (s Sample) Median(level float64) Estimate {
	e := newEstimate("median", s.Quantile(0.5), s.N(), level, func() Interval { return medianInterval(s.sorted, level) })
	e.Warnings = append(s.Warnings(), e.Warnings...)
	return e
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// quantile wants its values in ascending order.
func quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	whole, part := math.Modf(float64(len(sorted)-1) * p)
	i := int(whole)
	return between(sorted[i], sorted[min(i+1, len(sorted)-1)], part)
}

// between is the point at f in [0, 1) on the way from a to b, where a <= b. Its form is chosen
// so that rounding never makes it fall when f rises, nor leave [a, b].
func between(a, b, f float64) float64 {
	if f == 0 || a == b {
		return a
	}
	if math.IsInf(b-a, 0) { // only for opposite signs, which cannot cancel below
		return a*(1-f) + b*f
	}
	return a + f*(b-a)
}
