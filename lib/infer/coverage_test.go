package infer

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The share of 2,000 simulated intervals that hold the true median, 1, is the coverage that
// they claim, within 4 standard errors.
func TestMedianCoverageSimulated(t *testing.T) {
	const runs = 2000
	rng := rand.New(rand.NewPCG(3, 3))
	for _, n := range []int{3, 6, 8, 10, 25} {
		held, claimed := 0, 0.0
		for range runs {
			i := NewSample(logNormal(rng, n, 0.5)).Median(0.95).Interval
			if i.Low <= 1 && 1 <= i.High {
				held++
			}
			claimed = i.Coverage
		}
		share := float64(held) / runs
		if math.Abs(share-claimed) > 4*math.Sqrt(claimed*(1-claimed)/runs) {
			t.Errorf("n = %d: %v of the intervals hold the median, they claim %v", n, share, claimed)
		}
	}
}
