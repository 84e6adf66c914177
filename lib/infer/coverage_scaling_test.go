package infer

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// Intervals of the coefficients, over sweeps of 12 points with noise of 3 % of the greatest throughput.
func TestScalingCovers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(30, 30))
	truth := coefficients{lambda: 100, sigma: 0.05, kappa: 0.001}
	var workers []float64
	for _, n := range []float64{1, 2, 4, 8, 12, 16, 24, 32, 40, 48, 56, 64} {
		workers = append(workers, n)
	}
	for _, repeats := range []int{1, 3} {
		var sigma, kappa, lambda, best, band, chosen int
		runs := runsOf(400)
		for range runs {
			var points []Point
			for range repeats {
				for _, n := range workers {
					points = append(points, Point{n, truth.at(n) + 0.03*truth.limit()*rng.NormFloat64()})
				}
			}
			if chooseLaw(points, 0.95) == Universal {
				chosen++
			}
			s := fitLaw(Universal, points, 0.95, rng.Uint64(), 400)
			sigma += holds(s.Sigma.Interval, truth.sigma)
			kappa += holds(s.Kappa.Interval, truth.kappa)
			lambda += holds(s.Lambda.Interval, truth.lambda)
			best += holds(s.Best.Interval, truth.peak())
			band += holds(s.Band(20), truth.at(20))
		}
		for _, c := range []struct {
			name string
			held int
		}{{"sigma", sigma}, {"kappa", kappa}, {"lambda", lambda}, {"best", best}, {"band", band}} {
			within(t, fmt.Sprintf("%s, %d points", c.name, len(workers)*repeats), c.held, runs, 0.93, 0.97)
		}
		within(t, "the Universal Scalability Law is chosen", chosen, runs, 0.95, 1)
	}
}
