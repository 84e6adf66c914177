package infer

import (
	"math"
	"math/rand/v2"
	"testing"
)

// shape is how the time of a trial scatters, as a factor.
type shape struct {
	name string
	draw func(*rand.Rand) float64
}

var shapes = []shape{
	{"normal", func(r *rand.Rand) float64 { return max(1+0.1*r.NormFloat64(), 0.05) }},
	{"log-normal", func(r *rand.Rand) float64 { return math.Exp(0.2 * r.NormFloat64()) }},
	{"heavy tail", func(r *rand.Rand) float64 { return math.Exp(0.05 * r.NormFloat64() / math.Sqrt(r.ExpFloat64())) }}, // t, 2 degrees of freedom
	{"bimodal", func(r *rand.Rand) float64 { return math.Exp(0.3*float64(r.IntN(2)) + 0.02*r.NormFloat64()) }},
	{"bursts", func(r *rand.Rand) float64 {
		x := math.Exp(0.03 * r.NormFloat64())
		if r.IntN(10) == 0 {
			x *= math.Exp(0.7 * r.ExpFloat64())
		}
		return x
	}},
}

// regime is what the trials of a round share, as a factor. Round i of n.
type regime struct {
	name string
	mood func(r *rand.Rand, i, n int) float64
}

var regimes = []regime{
	{"independent", func(*rand.Rand, int, int) float64 { return 1 }},
	{"shared mood", func(r *rand.Rand, _, _ int) float64 { return math.Exp(0.6 * r.NormFloat64()) }},
	{"shared drift", func(_ *rand.Rand, i, n int) float64 { return 1 + 2*float64(i)/float64(n) }},
}

// simulate returns the times of a baseline that needs 3 times as long as the model.
func simulate(r *rand.Rand, baseline, model shape, world regime, n int) (b, m []float64) {
	b, m = make([]float64, n), make([]float64, n)
	for i := range n {
		mood := world.mood(r, i, n)
		b[i], m[i] = 3*mood*baseline.draw(r), mood*model.draw(r)
	}
	return b, m
}

func runsOf(count int) int { return max(20, int(float64(count)*simulated)) }

// within fails when a share of so many runs is not between low and high, within 3 standard errors.
func within(t *testing.T, what string, hits, runs int, low, high float64) {
	t.Helper()
	share := float64(hits) / float64(runs)
	slack := func(p float64) float64 { return 3 * math.Sqrt(p*(1-p)/float64(runs)) }
	if share < low-slack(low) || share > high+slack(high) {
		t.Errorf("%s: %.4f of %d runs, want %v to %v", what, share, runs, low, high)
	}
	t.Logf("%-50s %.4f of %d", what, share, runs)
}

func holds(i Interval, truth float64) int {
	if i.Low <= truth && truth <= i.High {
		return 1
	}
	return 0
}
