package infer

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// The published coefficients are those in the README of github.com/codahale/usl, and hold to 4 digits: its fit ends a little
// before the least squares (27310.0819 against 27310.0815). The others are scipy 1.17.1's, least_squares with all tolerances at 1e-15.
func TestUniversalGolden(t *testing.T) {
	s := FitLaw(Universal, sdm91, 0.95, 1)
	for _, c := range []struct {
		name             string
		got              float64
		published, scipy float64
	}{
		{"sigma", s.Sigma.Value, 0.0277299, 2.77288478e-02},
		{"kappa", s.Kappa.Value, 0.000104343, 1.04348297e-04},
		{"lambda", s.Lambda.Value, 89.9878, 89.9871},
	} {
		if digits(c.got, 4) != digits(c.published, 4) || !near(c.got, c.scipy, 5e-6) {
			t.Errorf("%s = %v, want %v to 4 digits and %v to 6", c.name, c.got, c.published, c.scipy)
		}
	}
	if math.Floor(s.Best.Value) != 96 {
		t.Errorf("best = %v workers, want 96", s.Best.Value)
	}
	for n, want := range map[float64]float64{10: 714.778987, 50: 1721.000603, 100: 1883.278957, 200: 1686.571797} {
		if got, warnings := s.At(n); !near(got, want, 5e-5) || len(warnings) > 0 {
			t.Errorf("throughput with %v workers = %v, %v, want %v", n, got, warnings, want)
		}
	}
	for _, e := range []Estimate{s.Lambda, s.Sigma, s.Kappa, s.Best, s.Limit} {
		if !(e.Interval.Low < e.Value && e.Value < e.Interval.High) {
			t.Errorf("%v lies outside its interval %+v", e.Value, e.Interval)
		}
	}
	if got, warnings := s.At(300); len(warnings) != 1 || warnings[0].Code != WarnExtrapolated || !(got > 0) {
		t.Errorf("300 workers: %v, %v, want a warning that it is beyond 216", got, warnings)
	}
}

// pointsOf are without noise but for a wobble of a thousandth.
func pointsOf(c coefficients, workers ...float64) []Point {
	var points []Point
	for i, n := range workers {
		points = append(points, Point{n, c.at(n) * (1 + 0.001*float64(i%3-1))})
	}
	return points
}

func TestChooseLaw(t *testing.T) {
	workers := []float64{1, 2, 4, 8, 12, 16, 24, 32}
	for _, c := range []struct {
		name  string
		truth coefficients
		law   Law
		best  float64
	}{
		{"every worker counts", coefficients{100, 0, 0}, Linear, math.Inf(1)},
		{"contention", coefficients{100, 0.05, 0}, Amdahl, math.Inf(1)},
		{"contention and crosstalk", coefficients{100, 0.05, 0.002}, Universal, math.Sqrt(0.95 / 0.002)},
		{"crosstalk alone", coefficients{100, 0, 0.002}, Universal, math.Sqrt(1 / 0.002)},
		{"nothing but waiting", coefficients{100, 1, 0}, Amdahl, 1},
	} {
		s := FitScaling(pointsOf(c.truth, workers...), 0.95, 1)
		if s.Law != c.law || c.best != 1 && !near(s.Best.Value, c.best, 0.05) || !near(s.Lambda.Value, 100, 0.01) || math.Abs(s.Sigma.Value-c.truth.sigma) > 0.005*(1+s.Sigma.Value) {
			t.Errorf("%s: %v law, %+v, best %v, want the %v law and %v", c.name, s.Law, s.fitted, s.Best.Value, c.law, c.best)
		}
	}
}

// No step leaves the bounds, and no other coefficients on a grid have a lesser sum of squares.
func TestFitIsTheLeastAndBounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(50, 50))
	for i := range 200 {
		truth := coefficients{100, 0.2 * rng.Float64() * float64(i%2), 0.01 * rng.Float64() * float64(i/2%2)}
		var points []Point
		for _, n := range []float64{1, 2, 3, 4, 6, 8, 16, 32} {
			points = append(points, Point{n, truth.at(n) * math.Exp(0.1*rng.NormFloat64())})
		}
		for _, law := range []Law{Linear, Amdahl, Universal} {
			got, squares := fit(law, points, firstGuess(points))
			if got.sigma < 0 || got.kappa < 0 || !(got.lambda > 0) {
				t.Fatalf("%v: %+v is out of bounds", law, got)
			}
			for range 200 {
				other := coefficients{0, got.sigma*math.Exp(0.3*rng.NormFloat64()) + 0.001*rng.Float64(), got.kappa*math.Exp(0.3*rng.NormFloat64()) + 1e-5*rng.Float64()}
				if law < Universal {
					other.kappa = 0
				}
				if law < Amdahl {
					other.sigma = 0
				}
				if _, s := project(points, other); s < squares*(1-1e-9) {
					t.Fatalf("%v: %+v leaves %v, but %+v leaves %v", law, got, squares, other, s)
				}
			}
		}
	}
}

func TestScalingRefusesAndWarns(t *testing.T) {
	good := pointsOf(coefficients{100, 0.05, 0}, 1, 2, 4, 8, 12, 16)
	for _, c := range []struct {
		name   string
		points []Point
		code   Code
		words  string
	}{
		{"five points", good[:5], WarnTooFew, "5 points with 5 different numbers of workers, a law needs 6 and 3"},
		{"two numbers of workers", slices.Repeat(good[:2], 4), WarnTooFew, "8 points with 2 different"},
		{"none", nil, WarnTooFew, "0 points"},
		{"no throughput", append(slices.Clone(good), Point{32, nan}), WarnModel, "a point with 32 workers and a throughput of NaN is no measurement"},
		{"no worker", append(slices.Clone(good), Point{0, 5}), WarnModel, "a point with 0 workers"},
		{"no best", good, WarnModel, "kappa is 0"},
		{"the best is a guess", pointsOf(coefficients{100, 0.01, 0.001}, 1, 2, 4, 8, 12, 16, 20, 24), WarnExtrapolated, "the best number of workers"},
		{"superlinear", []Point{{1, 10}, {2, 22}, {3, 36}, {4, 52}, {5, 70}, {6, 90}, {7, 112}}, WarnModel, "faster than the number of workers"},
	} {
		s := FitScaling(c.points, 0.95, 1)
		found := false
		for _, w := range s.Warnings {
			found = found || w.Code == c.code && strings.Contains(w.Text, c.words)
		}
		if !found {
			t.Errorf("%s: %q, want %q", c.name, s.Warnings, c.words)
		}
		if refused := len(s.Warnings) > 0 && strings.Contains(s.Warnings[0].Text, "nothing is fitted"); refused != math.IsNaN(s.Lambda.Value) {
			t.Errorf("%s: refused %v, lambda %v", c.name, refused, s.Lambda.Value)
		}
		if x, _ := s.At(4); math.IsNaN(x) != math.IsNaN(s.Lambda.Value) {
			t.Errorf("%s: throughput with 4 workers is %v", c.name, x)
		}
	}
	if s := FitLaw(Universal, good, 95, 1); s.Sigma.Interval.Known() || len(s.Warnings) == 0 || math.IsNaN(s.Sigma.Value) {
		t.Errorf("level in percent: %+v", s)
	}
	if s := FitScaling(good, 95, 1); !math.IsNaN(s.Lambda.Value) || s.Warnings[0].Code != WarnLevel {
		t.Errorf("level in percent: %+v", s)
	}
	if s := FitScaling(good, 0.95, 1); s.Law != Amdahl || !s.Sigma.Interval.Known() || s.Kappa.Interval.Known() || s.Kappa.Value != 0 {
		t.Errorf("Amdahl's law: %+v", s)
	}
	if s := FitLaw(Law(7), good, 0.95, 1); !math.IsNaN(s.Lambda.Value) || Law(7).String() != "Law(7)" {
		t.Errorf("no law: %+v", s)
	}
}

func TestFitScalingIsReproducible(t *testing.T) {
	a, b, c := FitScaling(sdm91, 0.95, 1), FitScaling(sdm91, 0.95, 1), FitScaling(sdm91, 0.95, 2)
	if a.Law != Universal || a.Kappa.Interval != b.Kappa.Interval || a.Kappa.Interval == c.Kappa.Interval {
		t.Errorf("the %v law: intervals %+v and %+v with one seed, %+v with another", a.Law, a.Kappa.Interval, b.Kappa.Interval, c.Kappa.Interval)
	}
}
