package infer

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Hollander and Wolfe, Nonparametric Statistical Methods (1973): page 29, depression factors of nine patients, and page
// 69, permeability of the chorioamnion. Both are in R's documentation of wilcox.test.
var (
	depressionBefore = []float64{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30}
	depressionAfter  = []float64{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}
	permeableAtTerm  = []float64{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46}
	permeableEarly   = []float64{1.15, 0.88, 0.90, 0.74, 1.21}
)

func minus(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range d {
		d[i] = a[i] - b[i]
	}
	return d
}

// formula returns n values of a sequence that Python repeats.
func formula(n int, f func(i int) float64) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = f(i)
	}
	return xs
}

func TestSignedRankGolden(t *testing.T) {
	for _, c := range []struct {
		name         string // with the source of the expected numbers
		xs           []float64
		statistic, p float64
		exact        bool
	}{
		{"R: wilcox.test, V = 40, one-sided p = 0.01953", minus(depressionBefore, depressionAfter), 40, 0.0390625, true},
		{"all 2^9 signs listed: ties and a zero", []float64{1, 1, 2, -2, 3, 4, 0, -1, 5, 6}, 38.5, 0.06640625, true},
		{"scipy 1.17.1: wilcoxon(method='asymptotic', correction=True)",
			formula(120, func(i int) float64 { return float64((i*37)%121-50) / 10 }), 4631.5, 0.004898526121544654, false},
		{"six of a sign are the least that shows", []float64{1, 2, 3, 4, 5, 6}, 21, 0.03125, true},
		{"zeros alone", []float64{0, 0, 0}, 0, 1, true},
		{"nothing", nil, 0, nan, false},
	} {
		got := SignedRank(c.xs)
		if got.Statistic != c.statistic || !near(got.P, c.p, 1e-9) || got.Exact != c.exact {
			t.Errorf("%s: %+v, want %v and p = %v", c.name, got, c.statistic, c.p)
		}
		if !math.IsNaN(c.p) && len(got.Warnings) > 0 {
			t.Errorf("%s: warnings %v", c.name, got.Warnings)
		}
	}
}

func TestMannWhitneyGolden(t *testing.T) {
	for _, c := range []struct {
		name         string
		a, b         []float64
		statistic, p float64
		exact        bool
	}{
		{"R: wilcox.test, W = 35; scipy 1.17.1: mannwhitneyu(method='exact')", permeableAtTerm, permeableEarly, 35, 0.2544122544122544, true},
		{"scipy 1.17.1, exact", []float64{1.2, 3.4, 2.2, 5.1}, []float64{2.9, 6.1, 7.7, 8, 9.5}, 2, 0.06349206349206349, true},
		{"all 462 choices listed: ties", []float64{1, 2, 2, 3, 5}, []float64{2, 4, 5, 6, 6, 7}, 4.5, 0.06493506493506493, true},
		{"scipy 1.17.1, asymptotic with continuity correction",
			formula(60, func(i int) float64 { return float64((i*17)%61) / 10 }), formula(60, func(i int) float64 { return float64((i*23)%59)/10 + 0.8 }), 1418.5, 0.04551314773058602, false},
		{"scipy 1.17.1, asymptotic, many ties",
			formula(60, func(i int) float64 { return float64((i * 17) % 7) }), formula(60, func(i int) float64 { return float64((i*23)%6) + 1 }), 1535, 0.16029789686376972, false},
		{"benchmath: the least p of four and four", []float64{-1, -1, -1, -1}, []float64{1, 1, 1, 1}, 0, 0.02857142857142857, true},
		{"all equal", []float64{1, 1}, []float64{1, 1, 1}, 3, 1, true},
		{"one side empty", nil, []float64{1}, nan, nan, false},
	} {
		got := MannWhitney(c.a, c.b)
		if !near(got.Statistic, c.statistic, 0) || !near(got.P, c.p, 1e-9) || got.Exact != c.exact {
			t.Errorf("%s: %+v, want %v and p = %v", c.name, got, c.statistic, c.p)
		}
	}
}

// At the sizes where the normal approximations take over, they are close to what is counted, with ties and without.
func TestApproximationsAreClose(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 31))
	for range 20 {
		d := make([]float64, exactRanks)
		for i := range d {
			d[i] = math.Round(50*rng.NormFloat64()+10) + 0.5
		}
		sizes, above := split(d)
		r, sum := rank(sizes), 0
		for i := range above {
			if above[i] {
				sum += r.doubled[i]
			}
		}
		if exact, normal := SignedRank(d).P, signedRankNormal(r, sum); math.Abs(exact-normal) > 0.002 {
			t.Errorf("signed rank: p = %v counted, %v approximated", exact, normal)
		}
		for _, n := range []int{exactUTies, exactU} {
			a, b := logNormal(rng, n, 1), logNormal(rng, n, 1)
			if n == exactUTies {
				a[0], a[1], a[2] = b[0], b[0], b[1]
			}
			got := MannWhitney(a, b)
			if normal := uNormal(rank(slices.Concat(a, b)), n, n, int(2*got.Statistic)); !got.Exact || math.Abs(got.P-normal) > 0.005 {
				t.Errorf("U of %d: p = %v counted, %v approximated", n, got.P, normal)
			}
		}
	}
}

// The intervals exclude no difference exactly where the tests find one.
func TestIntervalsInvertTheirTests(t *testing.T) {
	rng := rand.New(rand.NewPCG(32, 32))
	for range 500 {
		n := 6 + rng.IntN(20)
		b, m := logNormal(rng, n, 0.1), scaled(logNormal(rng, n, 0.1), 0.95)
		i := Speedup(b, m, 0.95).Interval
		if p := SignedRank(logarithms(ratios(b, m))).P; (p <= 0.05) != (i.Low > 1 || i.High < 1) {
			t.Errorf("%d rounds: signed rank p = %v, interval %+v", n, p, i)
		}
		i = Shift(b, m, 0.95).Interval
		if p := MannWhitney(b, m).P; (p <= 0.05) != (i.Low > 0 || i.High < 0) {
			t.Errorf("%d values: U p = %v, interval %+v", n, p, i)
		}
	}
}

// The medians and bounds are those of all pairs, sorted.
func TestPairwiseAgainstSorting(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 33))
	for n := 1; n <= 25; n++ {
		a, b := logNormal(rng, n, 1), logNormal(rng, 1+rng.IntN(25), 1)
		a[rng.IntN(n)] = b[0] // a tie, and a difference of 0
		slices.Sort(a)
		slices.Sort(b)
		var means, apart []float64
		for i, x := range a {
			for _, y := range a[i:] {
				means = append(means, math.Sqrt(x*y))
			}
			for _, y := range b {
				apart = append(apart, x-y)
			}
		}
		for _, c := range []struct {
			set pairwise
			all []float64
		}{{walsh(a), means}, {differences(a, b), apart}} {
			slices.Sort(c.all)
			if c.set.count != len(c.all) {
				t.Fatalf("%d pairs, want %d", c.set.count, len(c.all))
			}
			for k, want := range c.all {
				if got := c.set.kth(k + 1); got != want {
					t.Fatalf("number %d of %d is %v, want %v", k+1, len(c.all), got, want)
				}
			}
		}
	}
}

// R's wilcox.test(x, y, conf.int = TRUE) takes the numbers 9 from both ends of these 50 differences (qwilcox(0.025, 10, 5) = 9);
// the median of all is scipy's numpy.median of the same list.
func TestShiftGolden(t *testing.T) {
	got := Shift(permeableAtTerm, permeableEarly, 0.95)
	if !near(got.Value, 0.305, 1e-9) || !near(got.Interval.Low, -0.15, 1e-9) || !near(got.Interval.High, 0.76, 1e-9) || !got.Interval.Reached() {
		t.Errorf("shift %+v, want 0.305, -0.15 to 0.76", got)
	}
	if got := Shift([]float64{1, 2}, []float64{3, 4}, 0.95); len(got.Warnings) != 1 || got.Interval.Reached() || !near(got.Interval.Coverage, 2.0/3, 1e-9) {
		t.Errorf("two and two values: %+v, want a range that covers 2 in 3", got)
	}
}

func TestHolm(t *testing.T) {
	for _, c := range []struct {
		name     string
		ps, want []float64
	}{
		{"statsmodels 0.15.0: multipletests(method='holm')", []float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{"statsmodels, ties", []float64{0.2, 0.001, 0.9, 0.02, 0.02}, []float64{0.4, 0.005, 0.9, 0.08, 0.08}},
		{"no test among two", []float64{nan, 0.02, 0.03}, []float64{nan, 0.04, 0.04}},
		{"one", []float64{0.03}, []float64{0.03}},
		{"never above 1", []float64{0.9, 0.8}, []float64{1, 1}},
		{"none", nil, nil},
	} {
		got := Holm(c.ps)
		if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return near(a, b, 1e-12) }) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
