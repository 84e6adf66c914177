package frame

import (
	"slices"
	"testing"
	"time"

	"threadboost/lib/lab"
)

// TestCompareWithAnother compares a run of three models with each of them: the ratios turn around, and the control counts for the
// baseline alone.
func TestCompareWithAnother(t *testing.T) {
	r := &lab.Results{Info: lab.Info{Models: []string{"Sequential", "A", "B", "Sequential (control)"}, Baseline: "Sequential", Control: "Sequential (control)", Rounds: 8}}
	for round := 1; round <= 8; round++ {
		for i, ms := range []int{100, 50, 25, 100} {
			r.Trials = append(r.Trials, lab.Trial{Model: r.Models[i], Round: round, Wall: time.Duration(ms) * time.Millisecond})
		}
	}
	for _, c := range []struct {
		reference string
		models    []string
		speedups  []float64
	}{
		{"Sequential", []string{"A", "B"}, []float64{2, 4}},
		{"A", []string{"Sequential", "B"}, []float64{0.5, 2}},
	} {
		var models []string
		var speedups []float64
		for _, one := range Compare(r, c.reference) {
			models, speedups = append(models, one.Model), append(speedups, one.Speedup.Value)
			if one.Baseline != c.reference || (one.Floor >= 1) != (c.reference == r.Baseline) {
				t.Errorf("%s is compared with %s over a floor of %v, want %s and a floor for the baseline alone", one.Model, one.Baseline, one.Floor, c.reference)
			}
		}
		if !slices.Equal(models, c.models) || !slices.Equal(speedups, c.speedups) {
			t.Errorf("against %s: %v are %v times as fast, want %v and %v", c.reference, models, speedups, c.models, c.speedups)
		}
	}
}
