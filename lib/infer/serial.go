package infer

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// serialNeeds is the number of values from which the distribution of the ratio is known well enough.
const serialNeeds = 10

// Autocorrelation tells whether a value depends on the one before it, by the rank version of von Neumann's
// ratio (Bartels, "The Rank Version of von Neumann's Ratio Test for Randomness", Journal of the American
// Statistical Association 77, 1982). The values are in the order in which they were measured; what is
// not finite is left out. Lag1 is the serial correlation of the ranks, 0 for independent values.
//
// Statistic is the ratio: near 2 for independent values, lower where neighbours are alike. P is by Bartels' beta
// approximation and NaN below 10 values, or when all are equal.
func Autocorrelation(xs []float64) (lag1 float64, t Test) {
	xs = finite(xs)
	r := rank(xs).doubled
	n := float64(len(xs))
	steps, spread := 0.0, 0.0
	for i := range r {
		fromMean := float64(r[i]) - (n + 1)
		spread += fromMean * fromMean
		if i > 0 {
			step := float64(r[i] - r[i-1])
			steps += step * step
		}
	}
	ratio := steps / spread
	t = Test{Statistic: ratio, P: math.NaN()}
	switch {
	case len(xs) < serialNeeds:
		t.Warnings = []Warning{tooShort("autocorrelation", len(xs), serialNeeds)}
	case spread > 0:
		half := 5*n*(n+1)*(n-1)*(n-1)/(2*(n-2)*(5*n*n-2*n-9)) - 0.5
		below := mathext.RegIncBeta(half, half, min(ratio/4, 1))
		t.P = 2 * min(below, 1-below)
	}
	return 1 - ratio/2, t
}
