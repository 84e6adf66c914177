package infer

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// resamples makes the 2.5 % points of a 95 % interval rest on 250 resamples each.
const resamples = 10_000

// pairs holds the times of two models over the same rounds.
type pairs struct{ baseline, model column }

func (p pairs) rounds() int { return len(p.baseline.sorted) }

// ratio is the ratio of the medians, NaN without rounds.
func (p pairs) ratio() float64 {
	return quantile(p.baseline.sorted, 0.5) / quantile(p.model.sorted, 0.5)
}

// bootstrap draws rounds with replacement, count times, and returns the quantiles of the ratio
// of medians that leave out (1-level)/2 on each side.
func (p pairs) bootstrap(count int, level float64, seed uint64) (low, high float64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	times := make([]int, p.rounds())
	ratios := make([]float64, count)
	for i := range ratios {
		draw(rng, times)
		ratios[i] = p.baseline.median(times) / p.model.median(times)
	}
	slices.Sort(ratios)
	tail := (1 - level) / 2
	return quantile(ratios, tail), quantile(ratios, 1-tail)
}

// draw sets times[i] to how often round i is in a resample of len(times) rounds.
func draw(rng *rand.Rand, times []int) {
	clear(times)
	for range times {
		times[rng.IntN(len(times))]++
	}
}

// column is one model's times in ascending order, each with the round that it came from, so
// that the median of a resample is a walk and needs no sort.
type column struct {
	sorted []float64
	round  []int
}

func newColumn(xs []float64) column {
	c := column{sorted: make([]float64, len(xs)), round: make([]int, len(xs))}
	for i := range c.round {
		c.round[i] = i
	}
	slices.SortFunc(c.round, func(i, j int) int { return cmp.Compare(xs[i], xs[j]) })
	for k, i := range c.round {
		c.sorted[k] = xs[i]
	}
	return c
}

// median is the type-7 median of the resample that has round i times[i] times.
func (c column) median(times []int) float64 {
	n := len(c.sorted)
	k, seen := 0, times[c.round[0]]
	for seen <= (n-1)/2 {
		k++
		seen += times[c.round[k]]
	}
	low := c.sorted[k]
	for seen <= n/2 {
		k++
		seen += times[c.round[k]]
	}
	return between(low, c.sorted[k], 0.5)
}
