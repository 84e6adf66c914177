package infer

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func TestSpeedup(t *testing.T) {
	ten := []float64{10, 11, 12, 13, 14, 15, 16, 17, 18, 19}
	for _, tc := range []struct {
		name            string
		baseline, model []float64
		level           float64
		value           float64
		interval        Interval
		n               int
		warnings        []Code
	}{
		{"each round exactly twice as fast", ten, scaled(ten, 0.5), 0.95, 2, Interval{2, 2, 0.95, 0.951171875}, 10, nil},
		{"a model against itself", ten, ten, 0.95, 1, Interval{1, 1, 0.95, 0.951171875}, 10, nil},
		{"two rounds reach half", []float64{4, 8}, []float64{2, 2}, 0.95, math.Sqrt(8), Interval{2, 4, 0.95, 0.5}, 2, []Code{WarnTooFew}},
		{"one round", []float64{4}, []float64{2}, 0.95, 2, Interval{nan, nan, 0.95, 0}, 1, []Code{WarnTooFew}},
		{"no round", nil, nil, 0.95, nan, Interval{nan, nan, 0.95, 0}, 0, []Code{WarnTooFew}},
		{"an interrupted last round", ten, scaled(ten[:9], 0.5), 0.95, 2, Interval{2, 2, 0.95, 0.9609375}, 9, []Code{WarnUnpaired}},
		{"trials that are no times", append([]float64{nan, 5, 0, 5, -1, inf}, ten...), append([]float64{5, nan, 5, -inf, 5, 5}, scaled(ten, 0.5)...),
			0.95, 2, Interval{2, 2, 0.95, 0.951171875}, 10, []Code{WarnLeftOut}},
		{"nothing left", []float64{0, 0}, []float64{1, 1}, 0.95, nan, Interval{nan, nan, 0.95, 0}, 0, []Code{WarnLeftOut, WarnTooFew}},
		{"level in percent", ten, ten, 95, 1, Interval{nan, nan, 95, 0}, 10, []Code{WarnLevel}},
		{"quotient beyond the largest float", []float64{1e300, 1e300, 1e300}, []float64{1e-300, 1e-300, 1e-300},
			0.5, inf, Interval{inf, inf, 0.5, 0.5}, 3, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := Speedup(tc.baseline, tc.model, tc.level)
			checkEstimate(t, got, tc.value, tc.interval, got.Warnings)
			if got.N != tc.n {
				t.Errorf("N = %d, want %d", got.N, tc.n)
			}
			var codes []Code
			for _, w := range got.Warnings {
				codes = append(codes, w.Code)
			}
			if !slices.Equal(codes, tc.warnings) {
				t.Errorf("warnings %q, want the codes %q", got.Warnings, tc.warnings)
			}
		})
	}
}

func TestSpeedupWarningTexts(t *testing.T) {
	got := Speedup([]float64{2, 4, nan}, []float64{1, 2, 1, 1}, 0.95)
	checkEstimate(t, got, got.Value, got.Interval, []Warning{
		{WarnUnpaired, "speed-up: 3 rounds of the baseline, 4 of the model: only the first 3 rounds are compared; let the run finish"},
		{WarnLeftOut, "speed-up: 1 of 3 rounds lack a positive finite time and were left out: the rest decides; look for failed trials"},
		{WarnTooFew, "speed-up: a 95 % interval needs 6 trials, got 2: the interval shown covers about 50 %; set Trials to 6 or more"},
	})
}

func TestMedianRatioIsReproducible(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	baseline, model := logNormal(rng, 12, 0.1), logNormal(rng, 12, 0.1)
	first := MedianRatio(baseline, model, 0.95, 7)
	if again := MedianRatio(baseline, model, 0.95, 7); !reflect.DeepEqual(first, again) {
		t.Errorf("one seed, two results: %+v and %+v", first, again)
	}
	if want := NewSample(baseline).Quantile(0.5) / NewSample(model).Quantile(0.5); first.Value != want {
		t.Errorf("value %v, want the quotient of the medians %v", first.Value, want)
	}
	if !(first.Interval.Low <= first.Value && first.Value <= first.Interval.High) {
		t.Errorf("value %v lies outside its interval %+v", first.Value, first.Interval)
	}
}

// The mood of a round cancels only if its two trials are drawn together: drawn apart, a mood of
// 30 % with 1 % of own noise would give an interval of tens of percent.
func TestSpeedupKeepsRoundsTogether(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	mood := logNormal(rng, 20, 0.3)
	baseline, model := logNormal(rng, 20, 0.01), logNormal(rng, 20, 0.01)
	for i, m := range mood {
		baseline[i] *= 3 * m
		model[i] *= m
	}
	i := Speedup(baseline, model, 0.95).Interval
	if width := (i.High - i.Low) / 3; width > 0.06 {
		t.Errorf("the interval %.3f to %.3f is %.0f %% wide, want about 2 %%", i.Low, i.High, 100*width)
	}
}

func scaled(xs []float64, by float64) []float64 {
	ys := slices.Clone(xs)
	for i := range ys {
		ys[i] *= by
	}
	return ys
}
