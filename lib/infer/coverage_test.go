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

// Over 1,000 simulated runs a case, 95 % intervals hold the true ratio in 92 to 97.5 % of them.
func TestSpeedupCoverageSimulated(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for _, tc := range []struct {
		name                            string
		rounds                          int
		mood, noiseBaseline, noiseModel float64
	}{
		{"10 rounds", 10, 0, 0.05, 0.05},
		{"10 rounds, one model noisier", 10, 0, 0.1, 0.3},
		{"20 rounds, a mood as large as the noise", 20, 0.05, 0.05, 0.05},
		{"30 rounds", 30, 0, 0.05, 0.05},
	} {
		t.Run(tc.name, func(t *testing.T) {
			const runs = 1000
			held := 0
			for range runs {
				baseline, model := logNormal(rng, tc.rounds, tc.noiseBaseline), logNormal(rng, tc.rounds, tc.noiseModel)
				for i, m := range logNormal(rng, tc.rounds, tc.mood) {
					baseline[i] *= 3 * m
					model[i] *= m
				}
				p, _ := newPairs("simulation", baseline, model)
				low, high := p.bootstrap(400, 0.95, rng.Uint64())
				if low <= 3 && 3 <= high {
					held++
				}
			}
			if share := float64(held) / runs; share < 0.92 || share > 0.975 {
				t.Errorf("%.3f of the intervals hold the true ratio, want 0.92 to 0.975", share)
			}
		})
	}
}
