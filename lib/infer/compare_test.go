package infer

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// Ten rounds, of which times(f) needs f times as much with a wobble of a percent or two.
func wobbly(f float64, n int) []float64 {
	return formula(n, func(i int) float64 { return f * (1 + 0.01*float64((i*7)%5-2)) })
}

func TestCompareSentences(t *testing.T) {
	base := Times{"Sequential", formula(10, func(i int) float64 { return 100 + float64((i*3)%10)/2 })}
	short := func(xs []float64, n int) Times { return Times{"M", xs[:n]} }
	eight := slices.Repeat([]Times{{"M", wobbly(20, 6)}}, 8)
	for _, c := range []struct {
		name    string
		run     Run
		verdict Verdict
		want    string
	}{
		{"faster", Run{Baseline: base, Models: []Times{{"Pool(8)", wobbly(17, 10)}}}, Faster,
			"Pool(8) is 6.0 times as fast as Sequential (95 % interval 5.9 to 6.1, 10 rounds, Holm p = 0.002)"},
		{"slower", Run{Baseline: base, Models: []Times{{"Pool(8)", wobbly(120, 10)}}}, Slower,
			"Pool(8) is slower than Sequential: 0.85 times as fast (95 % interval 0.84 to 0.87, 10 rounds, Holm p = 0.002)"},
		{"no evidence", Run{Baseline: base, Models: []Times{{"Pool(8)", wobbly(102, 10)}}}, NoEvidence,
			"no evidence that Pool(8) differs from Sequential: 1.00 times as fast (95 % interval 0.99 to 1.02, 10 rounds, Holm p = 0.77); this does not say that they are equal: only 1.02 times or more would have shown in 4 of 5 such runs"},
		{"below the floor", Run{Baseline: base, Models: []Times{{"Pool(8)", wobbly(98, 10)}}, Control: scaled(base.Values, 1.08)}, BelowFloor,
			"Pool(8) is 1.04 times as fast as Sequential, which is below the noise floor: Sequential measured twice differs from itself 1.08 times (95 % interval 1.03 to 1.06, 10 rounds, Holm p = 0.002)"},
		{"above the floor", Run{Baseline: base, Models: []Times{{"Pool(8)", wobbly(98, 10)}}, Control: scaled(base.Values, 1.01)}, Faster, "Pool(8) is 1.04 times as fast"},
		{"too few", Run{Baseline: base, Models: []Times{short(wobbly(17, 10), 3)}}, TooFew, "too few rounds to compare M with Sequential: 6.0 times as fast in 3 rounds"},
		{"one round", Run{Baseline: base, Models: []Times{short(wobbly(17, 10), 1)}}, TooFew, "6.0 times as fast in 1 round"},
		{"no round", Run{Baseline: base, Models: []Times{{"M", nil}}}, TooFew, "too few rounds to compare M with Sequential: – times as fast in 0 rounds"},
		{"six rounds for eight models", Run{Baseline: base, Models: eight}, TooFew, "too few rounds"},
		{"another level", Run{Baseline: base, Models: []Times{{"M", wobbly(17, 10)}}, Level: 0.99}, Faster, "(99 % interval"},
	} {
		got := c.run.Compare()[0]
		if got.Verdict != c.verdict || !strings.Contains(got.String(), c.want) {
			t.Errorf("%s: %v, %q, want %v, %q", c.name, got.Verdict, got, c.verdict, c.want)
		}
	}
	got := Run{Baseline: base, Models: eight}.Compare()[7]
	if w := got.Speedup.Warnings; len(w) != 2 || w[1].Text != "speed-up: 6 rounds cannot show a difference in one of 8 models at once, the least p is too large after Holm's rule: set Trials to 9 or more" || !math.IsInf(got.Detectable, 1) {
		t.Errorf("six rounds for eight models: %v, detectable %v", w, got.Detectable)
	}
	if got := (Run{Baseline: base}).Compare(); len(got) != 0 {
		t.Errorf("no models: %v", got)
	}
}

// An interval clear of 1 is not enough among many: Holm's rule decides, and then no model is called faster.
func TestHolmDecides(t *testing.T) {
	base := Times{"B", slices.Repeat([]float64{100}, 10)}
	// eight of ten rounds speak for the model, and the two against it are small: p = 6/1024 for W = 3
	m := []float64{99, 98, 101, 97, 96, 95, 94, 102, 92, 90}
	alone := Run{Baseline: base, Models: []Times{{"M", m}}}.Compare()[0]
	many := Run{Baseline: base, Models: append([]Times{{"M", m}}, slices.Repeat([]Times{{"N", wobbly(100, 10)}}, 14)...)}.Compare()[0]
	if alone.Verdict != Faster || many.Verdict != NoEvidence || many.Speedup.Interval != alone.Speedup.Interval || !near(many.HolmP, 15*alone.P, 1e-9) {
		t.Errorf("alone %v p %v, among 15 %v p %v", alone.Verdict, alone.HolmP, many.Verdict, many.HolmP)
	}
	const why = "; the interval of this model alone leaves 1 out, but of 15 models that are compared at once one often does so by chance, and Holm's p counts that"
	if got := many.String(); !strings.HasPrefix(got, "no evidence that M differs from B: ") || !strings.HasSuffix(got, why) {
		t.Errorf("%q, want no evidence, and why the interval is none", got)
	}
}

func TestWritingRatiosAndP(t *testing.T) {
	for x, want := range map[float64]string{0.0123: "0.012", 0.0995: "0.10", 0.816: "0.82", 1.0449: "1.04", 1.999: "2.0", 5.94: "5.9", 9.96: "10", 123.4: "123", inf: "–", nan: "–"} {
		if got := times(x); got != want {
			t.Errorf("times(%v) = %q, want %q", x, got, want)
		}
	}
	for p, want := range map[float64]string{1: "= 1", 0.43: "= 0.43", 0.001953125: "= 0.002", 0.0123: "= 0.012", 0.0004: "= 0.0004", 0.00001: "< 0.0001"} {
		if got := pValue(p); got != want {
			t.Errorf("pValue(%v) = %q, want %q", p, got, want)
		}
	}
}
