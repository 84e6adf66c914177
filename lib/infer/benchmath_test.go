package infer

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/perf/benchmath"
)

// Medians, their intervals and the U test are those of golang.org/x/perf/benchmath on the same samples. At sizes where two pairs of
// ranks tie, it may have the mirror image of our interval.
func TestAgainstBenchmath(t *testing.T) {
	rng := rand.New(rand.NewPCG(40, 40))
	mirrored := 0
	for n := 6; n <= 30; n++ {
		for _, digits := range []float64{0, 10} { // 0: no ties
			a, b := logNormal(rng, n, 0.3), logNormal(rng, 6+rng.IntN(25), 0.3)
			for _, xs := range [][]float64{a, b} {
				for i := range xs {
					if digits > 0 {
						xs[i] = math.Round(xs[i]*digits) / digits
					}
				}
			}
			x := benchmath.NewSample(slices.Clone(a), &benchmath.DefaultThresholds)
			y := benchmath.NewSample(slices.Clone(b), &benchmath.DefaultThresholds)
			got, want := NewSample(a).Median(0.95), benchmath.AssumeNothing.Summary(x, 0.95)
			low, high, _ := medianRanks(n, 0.95)
			sorted := slices.Sorted(slices.Values(a))
			same := got.Interval.Low == want.Lo && got.Interval.High == want.Hi
			mirror := sorted[n-high] == want.Lo && sorted[n-low] == want.Hi
			if !same && mirror {
				mirrored++
			}
			if !near(got.Value, want.Center, 1e-12) || !(same || mirror) || !near(got.Interval.Coverage, want.Confidence, 1e-9) {
				t.Errorf("n = %d: %+v, benchmath has %+v", n, got, want)
			}
			u, compared := MannWhitney(a, b), benchmath.AssumeNothing.Compare(x, y)
			if !near(u.P, compared.P, 1e-9) {
				t.Errorf("n = %d and %d: p = %v, benchmath has %v", n, len(b), u.P, compared.P)
			}
		}
	}
	if mirrored > 4 {
		t.Errorf("%d of 50 intervals are the mirror image, want only those with a tie", mirrored)
	}
}

// Both take the normal approximation at the same sizes.
func TestAgainstBenchmathBeyondCounting(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 41))
	for _, n := range []int{24, 25, 26, 49, 50, 51, 80} {
		a, b := logNormal(rng, n, 0.3), scaled(logNormal(rng, n, 0.3), 1.1)
		for _, tied := range []bool{false, true} {
			if tied {
				a[0], a[1] = b[0], b[0]
			}
			x := benchmath.NewSample(slices.Clone(a), &benchmath.DefaultThresholds)
			y := benchmath.NewSample(slices.Clone(b), &benchmath.DefaultThresholds)
			if got, want := MannWhitney(a, b), benchmath.AssumeNothing.Compare(x, y); !near(got.P, want.P, 1e-9) {
				t.Errorf("n = %d, tied %v: p = %v, benchmath has %v", n, tied, got.P, want.P)
			}
		}
	}
}
