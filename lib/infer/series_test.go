package infer

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestDriftGolden(t *testing.T) {
	for _, c := range []struct {
		name                string
		xs                  []float64
		slope, statistic, p float64
		exact               bool
	}{
		{"scipy 1.17.1: kendalltau(method='exact') = 15/45, theilslopes", []float64{3, 1, 4, 1.5, 5, 9, 2, 6, 5.5, 3.5}, 0.3125, 15, 0.21637345679012346, true},
		{"formula of Mann and Kendall with ties; scipy 1.17.1: theilslopes", []float64{2, 2, 3, 1, 5, 4, 4, 6, 5, 7, 7, 8}, 0.5505050505050505, 50, 0.0006935735399070721, false},
		{"always up", []float64{1, 2, 3, 4, 5}, 1, 10, 2.0 / 120, true},
		{"a missing trial keeps its place", []float64{1, nan, 3, 4, 5}, 1, 6, 2.0 / 24, true},
		{"all equal", []float64{1, 1, 1, 1}, 0, 0, nan, false},
		{"three are too few", []float64{1, 2, 3}, 1, 3, nan, false},
	} {
		slope, got := Drift(c.xs)
		if !near(slope, c.slope, 1e-9) || got.Statistic != c.statistic || !near(got.P, c.p, 1e-9) || got.Exact != c.exact {
			t.Errorf("%s: slope %v, %+v, want %v, %v and p = %v", c.name, slope, got, c.slope, c.statistic, c.p)
		}
	}
}

// The p of the beta approximation against 400,000 random orders (numpy).
func TestAutocorrelationGolden(t *testing.T) {
	for _, c := range []struct {
		name     string
		xs       []float64
		ratio, p float64
	}{
		{"alike neighbours", []float64{1.1, 1.3, 1.2, 1.5, 1.7, 1.6, 1.9, 2.3, 2.1, 2.2}, 32.0 / 82.5, 0.000825},
		{"up and down", []float64{3, 9, 1, 7, 5, 10, 2, 8, 4, 6}, 285 / 82.5, 0.006975},
	} {
		lag1, got := Autocorrelation(c.xs)
		if !near(got.Statistic, c.ratio, 1e-9) || math.Abs(got.P-c.p) > 0.003 || !near(lag1, 1-c.ratio/2, 1e-9) {
			t.Errorf("%s: %v, %+v, want a ratio of %v and p near %v", c.name, lag1, got, c.ratio, c.p)
		}
	}
	if _, got := Autocorrelation(depressionBefore); !math.IsNaN(got.P) || len(got.Warnings) != 1 {
		t.Errorf("nine values: %+v, want no p and a warning", got)
	}
	if _, got := Autocorrelation(slices.Repeat([]float64{1}, 12)); !math.IsNaN(got.P) {
		t.Errorf("equal values: %+v, want no p", got)
	}
}

// The fences of 1 to 9 are 3 - 6 = -3 and 7 + 6 = 13, and 3 - 12 = -9 and 7 + 12 = 19: type-7 quartiles of nine values.
func TestOutliers(t *testing.T) {
	nine := []float64{5, 1, 2, 3, 4, 6, 7, 8, 9}
	at := func(x float64) Outliers {
		// quartiles stay 3 and 7 when 9 is moved outwards, and 1
		xs := slices.Clone(nine)
		if x > 5 {
			xs[8] = x
		} else {
			xs[1] = x
		}
		return OutliersOf(xs)
	}
	for _, c := range []struct {
		x    float64
		want Outliers
	}{
		{9, Outliers{}}, {13, Outliers{}}, {13.1, Outliers{HighMild: []int{8}}}, {19, Outliers{HighMild: []int{8}}},
		{19.1, Outliers{HighSevere: []int{8}}}, {-3, Outliers{}}, {-3.1, Outliers{LowMild: []int{1}}}, {-9.1, Outliers{LowSevere: []int{1}}},
	} {
		got := at(c.x)
		if !slices.Equal(got.HighMild, c.want.HighMild) || !slices.Equal(got.HighSevere, c.want.HighSevere) || !slices.Equal(got.LowMild, c.want.LowMild) || !slices.Equal(got.LowSevere, c.want.LowSevere) {
			t.Errorf("%v: %+v, want %+v", c.x, got, c.want)
		}
	}
	if got := OutliersOf([]float64{nan, inf}); !reflect.DeepEqual(got, Outliers{}) {
		t.Errorf("no numbers: %+v", got)
	}
}

func TestWarmUp(t *testing.T) {
	steady := []float64{100, 102, 99, 101, 100, 98, 101, 100, 99, 102, 100, 101}
	slow := func(factors ...float64) []float64 {
		xs := slices.Clone(steady)
		for i, f := range factors {
			xs[i] *= f
		}
		return xs
	}
	for _, c := range []struct {
		name   string
		models [][]float64
		rounds int
	}{
		{"steady", [][]float64{steady}, 0},
		{"the first round", [][]float64{slow(1.5)}, 1},
		{"the first three", [][]float64{slow(2, 1.5, 1.2)}, 3},
		{"a fast start counts too", [][]float64{slow(0.8)}, 1},
		{"a slow second round is no cold start", [][]float64{slow(1, 2)}, 0},
		{"of two models", [][]float64{slow(1.3, 1.2), slow(1.3, 1.2)}, 2},
		{"never more than a third", [][]float64{slow(2, 2, 2, 2)}, 4},
		{"all the same", [][]float64{slices.Repeat([]float64{5}, 9)}, 0},
		{"the same but for the first", [][]float64{{7, 5, 5, 5, 5, 5, 5, 5, 5}}, 1},
		{"too short", [][]float64{{9, 1, 1, 1, 1}}, 0},
		{"nothing", nil, 0},
	} {
		got := WarmUp(0.95, c.models...)
		if got.Rounds != c.rounds {
			t.Errorf("%s: %+v, want %d cold rounds", c.name, got, c.rounds)
		}
		if says := got.String(); (says != "") != (c.rounds > 0) {
			t.Errorf("%s: it says %q of %d cold rounds", c.name, says, c.rounds)
		}
	}
	if got := WarmUp(0.95, slow(1.5)); math.Abs(got.Factor-1.495) > 0.005 {
		t.Errorf("factor %v, want about 1.5", got.Factor)
	}
	for _, c := range []struct {
		cold Cold
		want string
	}{
		{Cold{Rounds: 1, Factor: 2.31, P: 0.003}, "the first round was cold: it took 2.3 times as long as the later ones (p = 0.003)"},
		{Cold{Rounds: 2, Factor: 1.5, P: 1e-9}, "the first 2 rounds were cold: the first took 1.50 times as long as the later ones (p < 0.0001)"},
		{Cold{Rounds: 1, Factor: 0.8, P: 0.02}, "the first round was faster: it took 0.80 times as long as the later ones (p = 0.02)"},
		{Cold{}, ""},
	} {
		if got := c.cold.String(); got != c.want {
			t.Errorf("%+v says %q, want %q", c.cold, got, c.want)
		}
	}
}

// Each planted flaw is found and named with the model that it is in.
func TestCheck(t *testing.T) {
	quiet := formula(20, func(i int) float64 { return 100 + float64((i*7)%20)/10 })
	for _, c := range []struct {
		name    string
		run     Run
		code    Code
		subject string
	}{
		{"nothing", Run{Baseline: Times{"A", quiet}, Models: []Times{{"B", scaled(quiet, 0.5)}}, Control: quiet}, "", ""},
		{"drift", Run{Baseline: Times{"A", quiet}, Models: []Times{{"B", formula(20, func(i int) float64 { return 100 + float64(i) + float64((i*7)%5)/10 })}}}, WarnDrift, "times drift over the run: B by +0.9"},
		{"neighbours", Run{Baseline: Times{"A", quiet}, Models: []Times{{"B", formula(20, func(i int) float64 { return 100 + 5*math.Sin(float64(i)/1.5) })}}}, WarnSerial, "trials depend on the one before: B (rank correlation 0.7"},
		{"an outlier", Run{Baseline: Times{"A", append(slices.Clone(quiet), 150)}, Models: []Times{{"B", append(slices.Clone(quiet), 101)}}}, WarnOutliers, "of their model: A in round 21 (1.49 times its median): they are kept"},
		{"rounds left out keep their place", Run{Baseline: Times{"A", append([]float64{nan, 10, nan}, append(slices.Clone(quiet), 150)...)}, Models: []Times{{"B", quiet}}}, WarnOutliers, "A in round 2 (0.099 times its median), A in round 24 (1.49 times its median)"},
		{"many outliers", Run{Baseline: Times{"A", []float64{900, 100, 101, 102, 103, 104, 105, 106, 107, 1, 2, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 900, 901}}}, WarnOutliers, "times its median), and 1 more: they are kept"},
		{"a mild outlier is no news", Run{Baseline: Times{"A", slices.Insert(slices.Clone(quiet), 10, 104)}, Models: []Times{{"B", quiet}}}, "", ""},
		{"a control", Run{Baseline: Times{"A", quiet}, Models: []Times{{"B", quiet}}, Control: scaled(quiet, 1.1)}, WarnControl, "A measured twice differs from itself: once more it was 0.91 times as fast"},
	} {
		got := c.run.Check()
		found := c.code == "" && len(got) == 0
		for _, w := range got {
			found = found || w.Code == c.code && strings.Contains(w.Text, c.subject)
		}
		if !found {
			t.Errorf("%s: %q, want %q of the kind %q", c.name, got, c.subject, c.code)
		}
	}
}
