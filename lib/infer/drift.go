package infer

import "math"

// exactTrend is the number of values up to which the distribution of the trend statistic is counted.
const exactTrend = 100

// Drift tells whether values rise or fall over the time in which they were measured, in whose order they
// are: the test of Mann (1945) and Kendall, with the slope of Theil and Sen, which is the median
// of the slopes between all pairs of values, in their unit a value. It wants up to some thousands of values, because it
// looks at all pairs; NaN keeps its place and is left out.
//
// Statistic is the number of pairs that rise less those that fall. P is exact for up to 100 values
// without ties, and approximately normal with corrections for ties and continuity otherwise. It is NaN below
// 4 values, or when all are equal.
func Drift(xs []float64) (slope float64, t Test) {
	var slopes, kept []float64
	score := 0
	for i, x := range xs {
		if !isFinite(x) {
			continue
		}
		kept = append(kept, x)
		for j, earlier := range xs[:i] {
			if isFinite(earlier) {
				slopes = append(slopes, (x-earlier)/float64(i-j))
				score += compare(x, earlier)
			}
		}
	}
	t = Test{Statistic: float64(score), P: math.NaN()}
	if len(kept) < 4 {
		t.Warnings = []Warning{tooShort("drift", len(kept), 4)}
	} else {
		t.P, t.Exact = trendTails(rank(kept), score)
	}
	return NewSample(slopes).Quantile(0.5), t
}

func compare(a, b float64) int {
	switch {
	case a > b:
		return 1
	case a < b:
		return -1
	}
	return 0
}

func trendTails(r ranking, score int) (p float64, exact bool) {
	n := len(r.doubled)
	switch {
	case len(r.ties) == 1:
		return math.NaN(), false
	case !r.tied() && n <= exactTrend:
		return tailsOf(inversionsNull(n), (n*(n-1)/2-score)/2), true
	}
	variance := float64(n) * float64(n-1) * float64(2*n+5)
	for _, t := range r.ties {
		variance -= float64(t) * float64(t-1) * float64(2*t+5)
	}
	return normalTails(towardsZero(float64(score), 1) / math.Sqrt(variance/18)), false
}

// inversionsNull is the probability of each number of falling pairs in a random order of n values. The k-th value
// falls below 0 to k-1 of the earlier ones, each as likely.
func inversionsNull(n int) []float64 {
	p := make([]float64, n*(n-1)/2+1)
	next := make([]float64, len(p))
	p[0] = 1
	for k := 2; k <= n; k++ {
		window := 0.0
		for s := 0; s <= k*(k-1)/2; s++ {
			window += p[s]
			if s >= k {
				window -= p[s-k]
			}
			next[s] = window / float64(k)
		}
		p, next = next, p
	}
	return p
}
