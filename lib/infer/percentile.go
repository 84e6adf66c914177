package infer

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// Percentile is Quantile(p) with an interval between two order statistics that covers the true
// percentile with a probability of at least level, each tail taking half of what is left, whatever
// the distribution is. It is exact for independent values without ties, and more than it says with
// ties; units of one trial that wait for each other are not independent, and then it is too narrow.
//
// Where no value is expected beyond the percentile, it is refused: p99 below 100 values, p99.9 below
// 1000, p1 below 100 ([ValuesBeyond]). Value is NaN then, and a warning says so. With a few more
// values the side of the interval towards the tail may still be open: it is infinite, and a warning
// says how many values would close it (p99 at 95 %: 368).
func (s Sample) Percentile(p, level float64) Estimate {
	subject := "p" + digits(100*p, 6)
	e := Estimate{Value: math.NaN(), N: s.N(), Interval: unknown(level), Warnings: s.Warnings()}
	switch {
	case !(p > 0 && p < 1):
		e.Warnings = append(e.Warnings, Warning{WarnLevel, fmt.Sprintf("percentile: p is %v, want it between 0 and 1: there is no value; ask for 0.99", p)})
	case s.N() < ValuesBeyond(max(p, 1-p)):
		e.Warnings = append(e.Warnings, refused(subject, s.N(), ValuesBeyond(max(p, 1-p))))
	case !(level > 0 && level < 1):
		e.Value = s.Quantile(p)
		e.Warnings = append(e.Warnings, badLevel(subject, level))
	default:
		e.Value = s.Quantile(p)
		e.Interval = s.percentileInterval(p, level)
		if math.IsInf(e.Interval.Low, 0) || math.IsInf(e.Interval.High, 0) {
			e.Warnings = append(e.Warnings, open(subject, s.N(), level, valuesToClose(p, level)))
		}
	}
	return e
}

func (s Sample) percentileInterval(p, level float64) Interval {
	n := s.N()
	low, high := percentileRanks(n, p, level)
	i := Interval{Low: math.Inf(-1), High: math.Inf(1), Level: level}
	below, within := 0.0, 1.0
	if low > 0 {
		i.Low, below = s.sorted[low-1], binomialCDF(n, low-1, p)
	}
	if high <= n {
		i.High, within = s.sorted[high-1], binomialCDF(n, high-1, p)
	}
	i.Coverage = rounded(within - below)
	return i
}

// percentileRanks are the ranks, from 1, between which the percentile lies but for (1-level)/2 on each
// side; 0 and n+1 stand for infinity.
func percentileRanks(n int, p, level float64) (low, high int) {
	tail := (1 - level) / 2
	low = sort.Search(n, func(k int) bool { return binomialCDF(n, k, p) > tail })
	high = sort.Search(n, func(k int) bool { return binomialCDF(n, k, p) >= 1-tail }) + 1
	return low, high
}

// binomialCDF is P(X <= k) of n tries that succeed with probability p.
func binomialCDF(n, k int, p float64) float64 {
	if k >= n {
		return 1
	}
	return mathext.RegIncBeta(float64(n-k), float64(k+1), 1-p)
}

// valuesToClose is how many values bound a percentile on both sides.
func valuesToClose(p, level float64) int {
	return int(math.Ceil(math.Log((1-level)/2) / math.Log(max(p, 1-p))))
}
