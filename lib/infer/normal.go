package infer

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// normalQuantile is the quantile of the standard normal distribution.
func normalQuantile(p float64) float64 { return mathext.NormalQuantile(p) }

// normalTails is the probability that a standard normal value is at least |z| away from 0.
func normalTails(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// towardsZero moves x by the correction for continuity, but not beyond 0.
func towardsZero(x, by float64) float64 { return math.Copysign(max(math.Abs(x)-by, 0), x) }

// studentTails is the probability that a t with so many degrees of freedom is at least |t| away from 0
// (Abramowitz and Stegun 26.7.1).
func studentTails(t, freedom float64) float64 {
	return mathext.RegIncBeta(freedom/2, 0.5, freedom/(freedom+t*t))
}

// fisherTail is the probability that an F with d1 and d2 degrees of freedom is at least f
// (Abramowitz and Stegun 26.6.2).
func fisherTail(f, d1, d2 float64) float64 {
	if math.IsInf(f, 1) {
		return 0
	}
	return mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*f))
}

// studentQuantile is the quantile of Student's t, for p below 1/2.
func studentQuantile(p, freedom float64) float64 {
	x := mathext.InvRegIncBeta(freedom/2, 0.5, 2*p)
	return -math.Sqrt(freedom * (1/x - 1))
}
