package frame

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// Diff tells for each model that two runs have how the makespans of b compare with those of a: the estimate of Hodges and Lehmann for
// their ratio with its interval, and the U test's p, adjusted (Holm) for all models. The runs share no rounds: whatever has changed between
// them, the machine's mood as well, is in the difference. Runs without a common model are an error.
func Diff(a, b *lab.Results) (Grid, error) {
	g := Grid{
		Caption: fmt.Sprintf("A is %s, B is %s: medians, and ratios with intervals", a.ID, b.ID),
		Head:    []string{"Model", "A", "B", "B against A", "p (Holm)", ""},
		Notes:   cautions(a, b),
	}
	var both []string
	var tests []float64
	for _, model := range a.Models {
		if len(a.Of(model)) > 0 && len(b.Of(model)) > 0 {
			both = append(both, model)
			tests = append(tests, infer.MannWhitney(Walls(a, model), Walls(b, model)).P)
		}
	}
	if len(both) == 0 {
		return Grid{}, fmt.Errorf("frame: runs %s and %s have no model in common: %s, and %s", a.ID, b.ID, strings.Join(a.Models, ", "), strings.Join(b.Models, ", "))
	}
	for i, p := range infer.Holm(tests) {
		g.Rows = append(g.Rows, difference(both[i], Walls(a, both[i]), Walls(b, both[i]), p))
	}
	return g, nil
}

// Walls returns the makespans of a model in nanoseconds, in the order in which its trials ran.
func Walls(r *lab.Results, model string) []float64 {
	var ns []float64
	for _, t := range r.Of(model) {
		ns = append(ns, float64(t.Wall))
	}
	return ns
}

func difference(model string, a, b []float64, p float64) []Cell {
	ratio := infer.Shift(logs(a), logs(b), Level) // above 0: B is faster
	times := func(log float64) string { return quantity.Times(math.Exp(log)) }
	under := ""
	if !math.IsNaN(ratio.Interval.Low) {
		under = times(ratio.Interval.Low) + " to " + times(ratio.Interval.High)
	}
	return []Cell{
		{Text: model}, {Text: quantity.Duration(median(a))}, {Text: quantity.Duration(median(b))},
		{Text: times(ratio.Value) + "× as fast", Under: under}, {Text: quantity.Number(p)}, {Text: changed(ratio, p)},
	}
}

// changed says in a word or two what interval and test allow to say.
func changed(ratio infer.Estimate, p float64) string {
	switch {
	case math.IsNaN(p) || !ratio.Interval.Reached():
		return "too few trials"
	case p < 1-Level && ratio.Interval.Low > 0:
		return "faster"
	case p < 1-Level && ratio.Interval.High < 0:
		return "slower"
	}
	return "no evidence of a difference"
}

func logs(xs []float64) []float64 {
	logs := make([]float64, len(xs))
	for i, x := range xs {
		logs[i] = math.Log(x)
	}
	return logs
}

// cautions name what beside time has changed between two runs.
func cautions(a, b *lab.Results) []string {
	var notes []string
	for _, c := range []struct{ what, a, b string }{
		{"workload", a.Workload, b.Workload}, {"processor", a.Machine.CPU, b.Machine.CPU}, {"Go", a.Machine.Go, b.Machine.Go},
		{"GOMAXPROCS", fmt.Sprint(a.Machine.GOMAXPROCS), fmt.Sprint(b.Machine.GOMAXPROCS)},
	} {
		if c.a != c.b {
			notes = append(notes, fmt.Sprintf("%s differs: %s in A, %s in B", c.what, c.a, c.b))
		}
	}
	for _, only := range []struct {
		name    string
		in, out *lab.Results
	}{{"A", a, b}, {"B", b, a}} {
		if models := missing(only.in.Models, only.out.Models); len(models) > 0 {
			notes = append(notes, fmt.Sprintf("only in %s: %s", only.name, strings.Join(models, ", ")))
		}
	}
	return notes
}

func missing(in, out []string) []string {
	return slices.DeleteFunc(slices.Clone(in), func(m string) bool { return slices.Contains(out, m) })
}
