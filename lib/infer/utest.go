package infer

import "math"

// The sample sizes up to which the U distribution is counted, without and with ties. They are those
// of golang.org/x/perf/benchmath, so that both give the same P.
const (
	exactU     = 50
	exactUTies = 25
)

// MannWhitney is the U test: that values of a are as often above those of b as below. Statistic
// is U of a: the pairs in which the value of a is the greater one, ties counted half.
//
// It wants two sets of values that are independent and exchangeable, as those of two different
// machines or days are. The trials of one run are neither: rounds that both models share make it
// blind, and a drift over models that ran one after the other makes it see differences where
// none are. Within a run, [Run.Compare] tests by rounds.
//
// P is exact for up to 50 values each, 25 with ties, and approximately normal with corrections
// for ties and continuity beyond. Values that are not finite are left out with a warning.
func MannWhitney(a, b []float64) Test {
	x, y := NewSample(a), NewSample(b)
	t := Test{Statistic: math.NaN(), P: math.NaN(), Warnings: append(x.Warnings(), y.Warnings()...)}
	if x.N() == 0 || y.N() == 0 {
		t.Warnings = append(t.Warnings, nothingToTest("U test"))
		return t
	}
	r := rank(append(append([]float64(nil), x.sorted...), y.sorted...))
	u := -x.N() * (x.N() + 1) // doubled
	for _, doubled := range r.doubled[:x.N()] {
		u += doubled
	}
	t.Statistic = float64(u) / 2
	t.P, t.Exact = uTails(r, x.N(), y.N(), u)
	return t
}

func uTails(r ranking, n, m, doubledU int) (p float64, exact bool) {
	limit := exactU
	if r.tied() {
		limit = exactUTies
	}
	switch {
	case len(r.ties) == 1:
		return 1, true
	case n <= limit && m <= limit:
		smaller := min(doubledU, 2*n*m-doubledU)
		if !r.tied() {
			smaller /= 2
		}
		return min(1, 2*sum(uNull(r.ties, n, smaller))), true
	}
	return uNormal(r, n, m, doubledU), false
}

func uNormal(r ranking, n, m, doubledU int) float64 {
	both, pairs := float64(n+m), float64(n)*float64(m)
	variance := pairs / 12 * (both + 1 - r.tieCorrection()/(both*(both-1)))
	return normalTails(towardsZero((float64(doubledU)-pairs)/2, 0.5) / math.Sqrt(variance))
}

// uNull is the probability of each U from 0 to limit when n of the values are chosen by chance. The values come
// in groups of equal ones, in ascending order; where any are equal, U is doubled to stay whole.
func uNull(groups []int, n, limit int) []float64 {
	unit := 2 // in which a doubled U is counted
	if len(groups) < sumInts(groups) {
		unit = 1
	}
	ways := make([][]float64, n+1)
	for k := range ways {
		ways[k] = make([]float64, limit+1)
	}
	ways[0][0] = 1
	seen := 0
	for _, size := range groups {
		for k := min(n, seen+size); k > 0; k-- {
			choices := 1.0
			for j := 1; j <= min(size, k); j++ { // j of the group, after k-j of those below it
				choices = choices * float64(size-j+1) / float64(j)
				if k-j <= seen {
					addShifted(ways[k], ways[k-j], choices, j*(2*(seen-(k-j))+size-j)/unit)
				}
			}
		}
		seen += size
	}
	all := 1.0
	for k := range n {
		all = all * float64(seen-k) / float64(k+1)
	}
	for u := range ways[n] {
		ways[n][u] /= all
	}
	return ways[n]
}

// addShifted adds choices times from, moved up by shift, to to.
func addShifted(to, from []float64, choices float64, shift int) {
	for u := shift; u < len(to); u++ {
		to[u] += choices * from[u-shift]
	}
}

// Shift is the estimate of Hodges and Lehmann (1963) of how far the values of a lie above those of
// b: the median of all differences, with the interval that inverts the U test. It has the unit of the
// values, and wants what [MannWhitney] wants, and besides that the two distributions differ by the
// shift alone. The coverage is exact for up to 50 values each without ties, and more than it says with
// ties.
func Shift(a, b []float64, level float64) Estimate {
	const subject = "shift"
	x, y := NewSample(a), NewSample(b)
	n, m := x.N(), y.N()
	value := math.NaN()
	if n > 0 && m > 0 {
		value = differences(x.sorted, y.sorted).median()
	}
	e := Estimate{Value: value, N: min(n, m), Interval: unknown(level), Warnings: append(x.Warnings(), y.Warnings()...)}
	switch {
	case !(level > 0 && level < 1):
		e.Warnings = append(e.Warnings, badLevel(subject, level))
	case n < 2 || m < 2:
		e.Warnings = append(e.Warnings, tooFew(subject, e.N, level))
	default:
		k, coverage := uInterval(n, m, level)
		e.Interval = differences(x.sorted, y.sorted).interval(k, level, coverage)
		if !e.Interval.Reached() {
			e.Warnings = append(e.Warnings, shortOf(subject, coverage, level))
		}
	}
	return e
}

func uInterval(n, m int, level float64) (k int, coverage float64) {
	if n > exactU || m > exactU {
		pairs := float64(n) * float64(m)
		sd := math.Sqrt(pairs * float64(n+m+1) / 12)
		return max(1, int(pairs/2+0.5+sd*normalQuantile((1-level)/2))), level
	}
	single := make([]int, n+m)
	for i := range single {
		single[i] = 1
	}
	return innermost(uNull(single, n, (n*m-1)/2), level)
}

func sum(xs []float64) float64 {
	total := 0.0
	for _, x := range xs {
		total += x
	}
	return total
}

func sumInts(xs []int) int {
	total := 0
	for _, x := range xs {
		total += x
	}
	return total
}
