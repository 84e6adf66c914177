package infer

import "testing"

func TestImprovement(t *testing.T) {
	for _, tc := range []struct {
		name         string
		speedup      Estimate
		value        float64
		low, high    float64
		keepsWarning Code
	}{
		{"twice as fast", Estimate{Value: 2, Interval: Interval{1.6, 4, 0.95, 0.95}}, 50, 37.5, 75, ""},
		{"the 85 % goal", Estimate{Value: 1 / 0.15, Interval: Interval{5, 10, 0.95, 0.95}}, 85, 80, 90, ""},
		{"slower", Estimate{Value: 0.5, Interval: Interval{0.25, 0.8, 0.95, 0.95}}, -100, -300, -25, ""},
		{"no interval", Estimate{Value: 2, Interval: Interval{nan, nan, 0.95, 0}, Warnings: []Warning{{Code: WarnTooFew}}}, 50, nan, nan, WarnTooFew},
	} {
		t.Run(tc.name, func(t *testing.T) {
			want := tc.speedup.Interval
			want.Low, want.High = tc.low, tc.high
			checkEstimate(t, Improvement(tc.speedup), tc.value, want, tc.speedup.Warnings)
		})
	}
}

func TestVerdictOf(t *testing.T) {
	for _, tc := range []struct {
		name     string
		interval Interval
		want     Verdict
		words    string
	}{
		{"above 1", Interval{1.01, 2, 0.95, 0.95}, Faster, "faster"},
		{"below 1", Interval{0.5, 0.99, 0.95, 0.95}, Slower, "slower"},
		{"across 1", Interval{0.9, 1.1, 0.95, 0.95}, NoEvidence, "no evidence of a difference"},
		{"touches 1 from above", Interval{1, 1.1, 0.95, 0.95}, NoEvidence, "no evidence of a difference"},
		{"touches 1 from below", Interval{0.9, 1, 0.95, 0.95}, NoEvidence, "no evidence of a difference"},
		{"too few rounds", Interval{1.5, 2, 0.95, 0.75}, TooFew, "too few rounds"},
		{"unknown", Interval{nan, nan, 0.95, 0}, TooFew, "too few rounds"},
		{"zero value", Interval{}, TooFew, "too few rounds"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := VerdictOf(Estimate{Interval: tc.interval})
			if got != tc.want || got.String() != tc.words {
				t.Errorf("VerdictOf(%+v) = %d %q, want %d %q", tc.interval, got, got, tc.want, tc.words)
			}
		})
	}
}
