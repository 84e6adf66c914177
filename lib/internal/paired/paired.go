// Package paired compares the speed of two ways to do the same work within one benchmark.
//
// Two benchmarks that run one after the other also compare two moments of the machine. Here the two ways take turns, and the
// figure is the median of the ratios of neighbours: what slows the machine down for a while slows both sides of a pair.
//
// A ratio is reported and never asserted: it belongs to the machine that measured it.
package paired

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// Ratio reports how long ours takes in terms of theirs, as the benchmark's metrics
//
//	ratio      median over the pairs of ours/theirs: 1.05 says that ours takes 5 % longer
//	ratio-q1   lower and
//	ratio-q3   upper quartile of the same
//	ours-ms    median of the times of ours, in milliseconds
//
// Each call of a function does the whole work once. Every loop of the benchmark times one pair, the order changes from pair to
// pair, and garbage is collected before each call. One pair more goes ahead without being counted. Use -benchtime 20x or so:
// with few pairs the quartiles say little.
func Ratio(b *testing.B, ours, theirs func()) {
	b.Helper()
	RatioOf(b, timing(ours), timing(theirs))
}

// RatioOf is [Ratio] of the times that the functions return, for work that is a part of what they do: a makespan, say, without the
// preparations.
func RatioOf(b *testing.B, ours, theirs func() time.Duration) {
	b.Helper()
	new(pairs).run(ours, theirs)
	var p pairs
	for b.Loop() {
		p.run(ours, theirs)
	}
	ratios := p.ratios()
	b.ReportMetric(0, "ns/op") // the time of a pair says nothing: leave it out
	b.ReportMetric(quantile(ratios, 0.5), "ratio")
	b.ReportMetric(quantile(ratios, 0.25), "ratio-q1")
	b.ReportMetric(quantile(ratios, 0.75), "ratio-q3")
	b.ReportMetric(quantile(p.ours, 0.5)/1e6, "ours-ms")
}

// timing returns a function that calls work and returns how long it took.
func timing(work func()) func() time.Duration {
	return func() time.Duration {
		start := time.Now()
		work()
		return time.Since(start)
	}
}

// pairs are the times of both sides, pair by pair, in nanoseconds.
type pairs struct{ ours, theirs []float64 }

// run times one more pair; ours goes first in every other one.
func (p *pairs) run(ours, theirs func() time.Duration) {
	if len(p.ours)%2 == 0 {
		p.ours = append(p.ours, clean(ours))
		p.theirs = append(p.theirs, clean(theirs))
		return
	}
	p.theirs = append(p.theirs, clean(theirs))
	p.ours = append(p.ours, clean(ours))
}

// clean calls a side, which shall not pay for the garbage of the other.
func clean(side func() time.Duration) float64 {
	runtime.GC()
	return float64(max(side(), 1)) // at least the clock's step: it is divided by
}

func (p *pairs) ratios() []float64 {
	ratios := make([]float64, len(p.ours))
	for i := range ratios {
		ratios[i] = p.ours[i] / p.theirs[i]
	}
	return ratios
}

// quantile returns the type-7 quantile of values, which lab's statistics use as well.
func quantile(values []float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	h := p * float64(len(sorted)-1)
	low := int(h)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (h-float64(low))*(sorted[high]-sorted[low])
}
