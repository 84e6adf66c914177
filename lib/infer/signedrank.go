package infer

import "math"

// exactRanks is the number of differences up to which the signed-rank distribution is counted.
const exactRanks = 100

// SignedRank is the test of Wilcoxon (1945) of paired differences: that each is as likely to be
// above 0 as below it by the same amount. Statistic is the sum of the ranks of those above.
//
// Where a run puts its models in random order within each round, that holds of two equal models
// whatever the machine does: a drift, a burst or a mood of a round may change how large a
// difference is, but not to whose favour. No other assumption is made.
//
// Differences of 0 say nothing and are left out, and ties share their mean rank; P is exact in both
// cases for up to 100 differences, and approximately normal with corrections for ties and
// continuity beyond. Values that are not finite are left out with a warning.
func SignedRank(differences []float64) Test {
	sample := NewSample(differences)
	sizes, above := split(sample.sorted)
	r := rank(sizes)
	sum := 0
	for i, isAbove := range above {
		if isAbove {
			sum += r.doubled[i]
		}
	}
	t := Test{Statistic: float64(sum) / 2, P: math.NaN(), Warnings: sample.Warnings()}
	n := len(sizes)
	switch {
	case sample.N() == 0:
		t.Warnings = append(t.Warnings, nothingToTest("signed-rank test"))
	case n == 0:
		t.P, t.Exact = 1, true
	case n <= exactRanks:
		t.P, t.Exact = tailsOf(signedRankNull(r.doubled), sum), true
	default:
		t.P = signedRankNormal(r, sum)
	}
	return t
}

func signedRankNormal(r ranking, doubledSum int) float64 {
	n := float64(len(r.doubled))
	mean := n * (n + 1) / 4
	variance := mean*(2*n+1)/6 - r.tieCorrection()/48
	return normalTails(towardsZero(float64(doubledSum)/2-mean, 0.5) / math.Sqrt(variance))
}

// split returns the sizes of the differences that are not 0, and which are above it.
func split(differences []float64) (sizes []float64, above []bool) {
	for _, d := range differences {
		if d != 0 {
			sizes, above = append(sizes, math.Abs(d)), append(above, d > 0)
		}
	}
	return sizes, above
}

// signedRankNull is the probability of each sum of ranks when a fair coin decides which of them
// count.
func signedRankNull(ranks []int) []float64 {
	total := 0
	for _, r := range ranks {
		total += r
	}
	p := make([]float64, total+1)
	p[0] = 1
	reached := 0
	for _, r := range ranks {
		reached += r
		for s := reached; s >= 0; s-- {
			p[s] /= 2
			if s >= r {
				p[s] += p[s-r] / 2
			}
		}
	}
	return p
}

// tailsOf is twice the smaller tail of a symmetric distribution at value, at most 1.
func tailsOf(p []float64, value int) float64 {
	tail := 0.0
	for _, x := range p[:min(value, len(p)-1-value)+1] {
		tail += x
	}
	return min(1, 2*tail)
}

// signedRankInterval says which of the means of pairs of n differences, from either end, bound an interval
// of the given level, and what it covers: as far inwards as the level allows, and the range
// where none reaches it.
func signedRankInterval(n int, level float64) (k int, coverage float64) {
	if n > exactRanks {
		mean := float64(n) * float64(n+1) / 4
		sd := math.Sqrt(mean * float64(2*n+1) / 6)
		return int(mean + 0.5 + sd*normalQuantile((1-level)/2)), level
	}
	ranks := make([]int, n)
	for i := range ranks {
		ranks[i] = i + 1
	}
	p := signedRankNull(ranks)
	return innermost(p[:len(p)/2], level)
}

// innermost is the greatest k, at least 1, for which the values below k of a symmetric distribution, of which the lower
// half is given, and those as far from its other end leave at least level between them.
func innermost(lower []float64, level float64) (k int, coverage float64) {
	tail := lower[0]
	for k = 1; k < len(lower) && rounded(1-2*(tail+lower[k])) >= level; k++ {
		tail += lower[k]
	}
	return k, rounded(1 - 2*tail)
}

// rounded drops what rounding errors add, so that they do not decide whether an interval covers
// what is asked.
func rounded(probability float64) float64 { return math.Round(probability*1e12) / 1e12 }
