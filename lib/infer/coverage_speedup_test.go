package infer

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// 95 % intervals of a speed-up hold the true ratio in 93 to 97 % of the runs, whether the noise is independent or
// rounds share a mood six times as large, or a drift.
func TestSpeedupCovers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(4, 4))
	for _, n := range []int{6, 10, 20, 30} {
		for _, world := range regimes {
			all, runs := 0, runsOf(3000)
			for _, s := range shapes {
				held := 0
				for range runs {
					b, m := simulate(rng, s, s, world, n)
					held += holds(Speedup(b, m, 0.95).Interval, 3)
				}
				within(t, fmt.Sprintf("%d rounds, %s, %s", n, world.name, s.name), held, runs, 0.93, 0.97)
				all += held
			}
			if share := float64(all) / float64(runs*len(shapes)); simulated == 1 && (share < 0.93 || share > 0.97) {
				t.Errorf("%d rounds, %s: all shapes together %v, want 0.93 to 0.97", n, world.name, share)
			}
		}
	}
}

// Models of different shapes have no one ratio. The interval then holds what it estimates, the typical ratio of a round, and
// not the quotient of two medians, which the bootstrap of MedianRatio holds.
func TestSpeedupOfDifferentShapes(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 5))
	for _, other := range []shape{shapes[1], shapes[3], shapes[4]} {
		b, m := simulate(rng, other, shapes[0], regimes[0], 50_001)
		truth := Speedup(b, m, 0.95).Value
		for _, n := range []int{6, 10, 20, 30} {
			held, runs := 0, runsOf(2000)
			for range runs {
				b, m := simulate(rng, other, shapes[0], regimes[0], n)
				held += holds(Speedup(b, m, 0.95).Interval, truth)
			}
			within(t, fmt.Sprintf("%d rounds, %s against normal", n, other.name), held, runs, 0.93, 0.97)
		}
	}
}

// What the documentation of MedianRatio says.
func TestMedianRatioCovers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(6, 6))
	for _, c := range []struct {
		world     regime
		low, high float64
	}{{regimes[0], 0.92, 0.975}, {regimes[1], 0.97, 0.998}} {
		for _, n := range []int{10, 20, 30} {
			held, runs := 0, runsOf(1000)
			for range runs {
				b, m := simulate(rng, shapes[1], shapes[1], c.world, n)
				p := pairs{newColumn(b), newColumn(m)}
				low, high := p.bootstrap(400, 0.95, rng.Uint64())
				held += holds(Interval{Low: low, High: high}, 3)
			}
			within(t, fmt.Sprintf("%d rounds, %s", n, c.world.name), held, runs, c.low, c.high)
		}
	}
}

// Shift wants independent values.
func TestShiftCovers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 7))
	for _, n := range []int{6, 10, 20, 30} {
		for _, s := range shapes {
			held, runs := 0, runsOf(300)
			for range runs {
				b, m := simulate(rng, s, s, regimes[0], n)
				held += holds(Shift(b, scaled(m, 3), 0.95).Interval, 0)
			}
			within(t, fmt.Sprintf("%d values, %s", n, s.name), held, runs, 0.93, 0.97)
		}
	}
}

// The true p90 of a log-normal distribution with sigma 0.5 is exp(0.5 * 1.2815516).
func TestPercentileCovers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(8, 8))
	for _, n := range []int{50, 200, 1000} {
		held, runs, claimed := 0, runsOf(2000), 0.0
		for range runs {
			i := NewSample(logNormal(rng, n, 0.5)).Percentile(0.9, 0.95).Interval
			held += holds(i, 1.8979)
			claimed = i.Coverage
		}
		within(t, fmt.Sprintf("p90 of %d values, claimed %.4f", n, claimed), held, runs, claimed-1e-4, claimed+1e-4)
	}
}
