package infer

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The walk over the sorted rounds is the median of the resample written out.
func TestResampleMedian(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for n := 1; n <= 40; n++ {
		xs := logNormal(rng, n, 1)
		c, times := newColumn(xs), make([]int, n)
		for range 50 {
			draw(rng, times)
			var resample []float64
			for i, k := range times {
				resample = append(resample, slices.Repeat(xs[i:i+1], k)...)
			}
			if got, want := c.median(times), NewSample(resample).Quantile(0.5); len(resample) != n || got != want {
				t.Fatalf("median of %v times %v = %v, want %v", times, xs, got, want)
			}
		}
	}
}

// With 5 rounds all 5^5 resamples can be listed. The random ones have to have their quantiles,
// within 1.5 % of probability (4 standard errors of 10,000 resamples).
func TestBootstrapAgainstEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 10))
	p := pairs{newColumn(logNormal(rng, 5, 0.3)), newColumn(logNormal(rng, 5, 0.3))}
	var all []float64
	for code := range 5 * 5 * 5 * 5 * 5 {
		times := make([]int, 5)
		for i := range 5 {
			times[code/[]int{1, 5, 25, 125, 625}[i]%5]++
		}
		all = append(all, p.baseline.median(times)/p.model.median(times))
	}
	s := NewSample(all)
	for _, level := range []float64{0.5, 0.8, 0.9, 0.95} {
		tail := (1 - level) / 2
		low, high := p.bootstrap(resamples, level, 1)
		if !(s.Quantile(tail-0.015) <= low && low <= s.Quantile(tail+0.015)) ||
			!(s.Quantile(1-tail-0.015) <= high && high <= s.Quantile(1-tail+0.015)) {
			t.Errorf("level %v: %v to %v, all resamples have %v to %v", level, low, high, s.Quantile(tail), s.Quantile(1-tail))
		}
	}
}

func TestResamplesDoNotAllocate(t *testing.T) {
	p := pairs{newColumn(logNormal(rand.New(rand.NewPCG(6, 6)), 30, 0.1)), newColumn(slices.Repeat([]float64{1}, 30))}
	allocs := func(count int) float64 {
		return testing.AllocsPerRun(5, func() { p.bootstrap(count, 0.95, 1) })
	}
	if few, many := allocs(10), allocs(2000); many != few {
		t.Errorf("10 resamples allocate %v times, 2000 allocate %v times", few, many)
	}
}
