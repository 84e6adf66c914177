package infer

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// medianInterval is the shortest pair of order statistics, counted in ranks and grown from the
// middle, that covers the median with at least level; the range where none does.
func medianInterval(sorted []float64, level float64) Interval {
	low, high, coverage := medianRanks(len(sorted), level)
	return Interval{Low: sorted[low-1], High: sorted[high-1], Level: level, Coverage: coverage}
}

// medianRanks finds the ranks, from 1, for n >= 2 values. A symmetric pair often covers more
// than is asked; then the upper rank is lowered by one when that still suffices. Raising
// the lower one would do as well: benchmath takes the left of the two, and so do we.
func medianRanks(n int, level float64) (low, high int, coverage float64) {
	enough := func(low, high int) bool { return ranksCover(n, low, high) >= level }
	tooNarrow := sort.Search(n/2, func(i int) bool { return !enough(i+1, n-i) })
	low = max(tooNarrow, 1)
	high = n + 1 - low
	if enough(low, high-1) {
		high--
	}
	return low, high, ranksCover(n, low, high)
}

// ranksCover is the probability that the median of a continuous distribution lies between the
// order statistics of ranks low and high of n independent values: low <= X < high for the
// number X of values below the median, which is binomial with p = 1/2.
func ranksCover(n, low, high int) float64 {
	return rounded(halfBinomialCDF(n, high-1) - halfBinomialCDF(n, low-1))
}

// halfBinomialCDF is P(X <= k) for n fair coins, 0 <= k < n, as an incomplete beta function
// (Abramowitz and Stegun 26.5.24).
func halfBinomialCDF(n, k int) float64 {
	return mathext.RegIncBeta(float64(n-k), float64(k+1), 0.5)
}

// medianCarries is the most that n values can say about a median: the coverage of their range,
// 1 - 2^(1-n).
func medianCarries(n int) float64 { return 1 - math.Exp2(1-float64(n)) }

// valuesNeeded is the least n, at least 2, whose range covers the median with level < 1.
func valuesNeeded(level float64) int {
	n := 2
	for medianCarries(n) < level {
		n++
	}
	return n
}
