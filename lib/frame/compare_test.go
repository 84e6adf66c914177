package frame

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"threadboost/lib/infer"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// made returns the results of some models, the first of them the baseline, whose trials took so many milliseconds, index i in round i+1.
func made(models ...infer.Times) *lab.Results {
	r := &lab.Results{Info: lab.Info{ID: "made", Experiment: "made", Workload: "made up", Baseline: models[0].Name, Rounds: len(models[0].Values), Units: 200, Seed: 1}}
	for _, m := range models {
		r.Models = append(r.Models, m.Name)
	}
	for i := range r.Rounds {
		for order, m := range models {
			wall := time.Duration(m.Values[i] * float64(time.Millisecond))
			t := lab.Trial{Model: m.Name, Round: i + 1, Order: order + 1, Cold: i == 0, Wall: wall, Units: make([]measure.Unit, r.Units)}
			for n := range t.Units {
				t.Units[n].Ended = int64(wall)
			}
			r.Trials = append(r.Trials, t)
		}
	}
	return r
}

// near are times around a middle, off by less than a percent, in an order without a trend.
func near(middle float64, n int) []float64 {
	times := make([]float64, n)
	for i := range times {
		times[i] = middle * (1 + 0.002*float64((i*7)%5-2))
	}
	return times
}

func each(times []float64, f func(i int, t float64) float64) []float64 {
	changed := slices.Clone(times)
	for i, t := range times {
		changed[i] = f(i, t)
	}
	return changed
}

// The sentences are infer's; here is shown that each comes through, with the p over all models.
func TestVerdicts(t *testing.T) {
	base := infer.Times{Name: "B", Values: each(near(100, 10), func(i int, t float64) float64 { return t + float64((i*3)%10)/2 })}
	doubtful := infer.Times{Name: "M", Values: each(base.Values, func(i int, t float64) float64 {
		return t * []float64{0.99, 0.98, 1.01, 0.97, 0.96, 0.95, 0.94, 1.02, 0.92, 0.90}[i]
	})}
	wobbly := infer.Times{Name: "W", Values: each(base.Values, func(i int, t float64) float64 { return t * (1 + 0.02*float64((i*3)%7-3)) })}
	var same []infer.Times
	for i := range 6 {
		same = append(same, infer.Times{Name: fmt.Sprintf("N%d", i), Values: near(102, 10)})
	}
	for _, c := range []struct {
		name    string
		results *lab.Results
		want    string
		p       float64
		finding string
	}{
		{"faster", made(base, infer.Times{Name: "M", Values: near(17, 10)}), "M is 6.0 times as fast as B (95 % interval 5.9 to 6.1, 10 rounds, Holm p = 0.002)", 2.0 / 1024, "faster"},
		{"of two", made(base, infer.Times{Name: "M", Values: near(17, 10)}, wobbly), "M is 6.0 times as fast as B (95 % interval 5.9 to 6.1, 10 rounds, Holm p = 0.0039)", 2 * 2.0 / 1024, "faster"},
		{"slower", made(base, infer.Times{Name: "M", Values: near(120, 10)}), "M is slower than B: 0.85 times as fast (95 % interval 0.84 to 0.86, 10 rounds, Holm p = 0.002)", 2.0 / 1024, "slower"},
		{"no evidence", made(base, same[0]), "no evidence that N0 differs from B: 1.00 times as fast (95 % interval 0.99 to 1.01, 10 rounds, Holm p = ", math.NaN(), "no evidence of a difference"},
		{"an interval that is no evidence", made(append([]infer.Times{base, doubtful, wobbly}, same...)...), "Holm's p counts that", 8 * 14.0 / 1024, "no evidence of a difference"}, // ranks 1 and 3 of ten speak against it, and 7 sets of ranks have no greater sum
		{"too few", made(infer.Times{Name: "B", Values: near(100, 3)}, infer.Times{Name: "M", Values: near(50, 3)}), "too few rounds to compare M with B: 2.0 times as fast in 3 rounds", 0.25, "too few rounds"},
	} {
		df, _ := Summary(c.results)
		if got := df.Col("verdict").Elem(1).String(); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want in it %q", c.name, got, c.want)
		}
		if got := df.Col("finding").Records(); got[0] != "baseline" || got[1] != c.finding {
			t.Errorf("%s: findings %q, want %q", c.name, got, c.finding)
		}
		if got := df.Col("p_holm").Elem(1).Float(); !math.IsNaN(c.p) && math.Abs(got-c.p) > 1e-9 {
			t.Errorf("%s: p_holm = %v, want %v", c.name, got, c.p)
		}
	}
}

// The control is no model: it has no p, takes none of the level, and is the noise floor of the others.
func TestControlIsTheFloor(t *testing.T) {
	base := infer.Times{Name: "B", Values: near(100, 10)}
	fast := infer.Times{Name: "M", Values: near(95, 10)}
	for _, c := range []struct {
		name    string
		control float64
		verdict string
		code    infer.Code
		text    string
	}{
		{"quiet", 100, "M is 1.05 times as fast as B (", WarnNoise, "B ran twice in each round: once more it was 1.00 times as fast (1.00 to 1.00); differences between models that are no larger are noise"},
		{"loud", 108, "M is 1.05 times as fast as B, which is below the noise floor: B measured twice differs from itself 1.08 times", infer.WarnControl, "B measured twice differs from itself: once more it was 0.93 times as fast"},
	} {
		r := made(base, fast, infer.Times{Name: "B (control)", Values: near(c.control, 10)})
		r.Control = "B (control)"
		df, notes := Summary(r)
		if got := df.Col("verdict").Records(); !strings.HasPrefix(got[1], c.verdict) || got[2] != "B (control) is B once more, to show the noise" {
			t.Errorf("%s: the verdicts are %q", c.name, got)
		}
		if p := df.Col("p_holm").Float(); !math.IsNaN(p[0]) || p[1] != 1.0/512 || !math.IsNaN(p[2]) {
			t.Errorf("%s: p_holm = %v, want that of M alone", c.name, p)
		}
		if got := texts(notes, c.code); len(got) != 1 || !strings.HasPrefix(got[0], c.text) || len(texts(notes, WarnNoise))+len(texts(notes, infer.WarnControl)) != 1 {
			t.Errorf("%s: notes %v, want one, %q", c.name, notes, c.text)
		}
		if got, want := NoiseFloor(r), max(c.control/100, 100/c.control); math.Abs(got-want) > 1e-3 {
			t.Errorf("%s: the noise floor is %v, want %v", c.name, got, want)
		}
		if got := df.Col("control").Elem(0).String(); got != "B (control)" {
			t.Errorf("control = %q", got)
		}
	}
}

func TestColdRounds(t *testing.T) {
	slow := func(n int, factors ...float64) *lab.Results {
		first := func(i int, t float64) float64 {
			if i < len(factors) {
				return t * factors[i]
			}
			return t
		}
		return made(infer.Times{Name: "B", Values: each(near(100, n), first)}, infer.Times{Name: "M", Values: each(near(50, n), first)})
	}
	for _, c := range []struct {
		name    string
		results *lab.Results
		cold    int
		note    string
	}{
		{"steady", slow(10), 0, ""},
		{"a slow round later", slow(10, 1, 1, 1, 1, 1, 3), 0, ""},
		{"one", slow(10, 2.3), 1, "the first round was cold: it took 2.3 times as long as the later ones (p < 0.0001); medians, intervals and verdicts are of the other 9 rounds, while frame.Trials and boost.Trials show all"},
		{"two", slow(10, 3, 2), 2, "the first 2 rounds were cold: the first took 3.0 times as long as the later ones (p < 0.0001); medians, intervals and verdicts are of the other 8 rounds, while frame.Trials and boost.Trials show all"},
		{"too few others", slow(6, 2), 0, "the first round was cold: it took 1.99 times as long as the later ones (p < 0.0001); it counts, because the others alone are too few for a verdict; set Trials higher, and it is left out"},
		{"too few others again", slow(7, 2, 2), 0, "the first 2 rounds were cold: the first took 1.99 times as long as the later ones (p < 0.0001); they count, because the others alone are too few for a verdict; set Trials higher, and they are left out"},
		{"too few to tell", slow(5, 2), 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := c.results
			r.Trials[0].Failures = map[int]string{3: "cold"}
			df, notes := Summary(r)
			if got := strings.Join(texts(notes, WarnCold), "|"); got != c.note {
				t.Errorf("the note is\n%q, want\n%q", got, c.note)
			}
			if got := df.Col("cold").Float(); got[0] != float64(c.cold) || got[1] != float64(c.cold) {
				t.Errorf("cold = %v, want %d", got, c.cold)
			}
			if got := df.Col("rounds").Float()[1]; got != float64(r.Rounds-c.cold) {
				t.Errorf("rounds = %v, want %d without %d", got, r.Rounds, c.cold)
			}
			if got := df.Col("wall_high_ms").Float()[1]; c.cold > 0 && got > 51 {
				t.Errorf("wall_high_ms = %v, want about 50 without the cold rounds", got)
			}
			if got := df.Col("errors").Float()[0]; got != 1 {
				t.Errorf("errors = %v, want the one of the first round too", got)
			}
			if all := Trials(r); all.Nrow() != len(r.Trials) || all.Col("cold").Float()[2] != flagFloat(strings.Contains(c.note, "2 rounds")) {
				t.Errorf("Trials has %d rows of %d, and cold %v", all.Nrow(), len(r.Trials), all.Col("cold").Float())
			}
		})
	}
}

func flagFloat(is bool) float64 { return float64(flag(is)) }

func TestNoNoiseFloorWithoutAControl(t *testing.T) {
	if got := NoiseFloor(known(6, 1)); got != 0 {
		t.Errorf("the noise floor is %v, want 0", got)
	}
}

// Fewer rounds than a verdict on so many models needs are not thrown away.
func TestColdRoundsOfManyModels(t *testing.T) {
	models := []infer.Times{{Name: "B", Values: each(near(100, 9), func(i int, t float64) float64 { return t * (1 + float64(flag(i == 0))) })}}
	for i := range 8 {
		models = append(models, infer.Times{Name: fmt.Sprintf("M%d", i), Values: models[0].Values})
	}
	for of, want := range map[int]int{9: 9, 2: 8} { // rounds that stay
		r := made(models[:of]...)
		if steady, cold := Steady(r); len(steady.Trials) != want*of || cold.Rounds != 1 || len(r.Trials) != 9*of {
			t.Errorf("%d models: %d of %d trials are left, %d rounds are cold, want %d rounds left and one cold", of, len(steady.Trials), len(r.Trials), cold.Rounds, want)
		}
	}
}

// What infer finds in a run comes through, each kind once.
func TestInferWarnings(t *testing.T) {
	quiet := near(100, 20)
	for _, c := range []struct {
		code   infer.Code
		change func(i int, t float64) float64
		want   string
	}{
		{infer.WarnOutliers, func(i int, t float64) float64 { return t + 50*float64(flag(i == 12)) }, "trials far from the others of their model: B in round 13 (1.5"},
		{infer.WarnDrift, func(i int, t float64) float64 { return t + float64(i) }, "times drift over the run: B by +"},
		{infer.WarnSerial, func(i int, t float64) float64 { return t + 5*math.Sin(float64(i)/1.5) }, "trials depend on the one before: B (rank correlation 0."},
	} {
		r := made(infer.Times{Name: "B", Values: each(quiet, c.change)}, infer.Times{Name: "M", Values: quiet})
		_, notes := Summary(r)
		if got := texts(notes, c.code); len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
			t.Errorf("notes %v, want one %q", notes, c.want)
		}
	}
	if _, notes := Summary(made(infer.Times{Name: "B", Values: quiet}, infer.Times{Name: "M", Values: quiet})); len(notes) != 0 {
		t.Errorf("a quiet run has the notes %v", notes)
	}
}

// Two trials in five of a model with two speeds are far off: its median falls on one of them, the typical ratio between.
func TestShapes(t *testing.T) {
	two := each(near(50, 201), func(i int, t float64) float64 { return t * (1 + 3*float64(flag(i*7%50 < 19))) })
	_, notes := Summary(made(infer.Times{Name: "B", Values: near(100, 201)}, infer.Times{Name: "M", Values: two}))
	if got := texts(notes, WarnShapes); len(got) != 1 || !strings.HasPrefix(got[0], "M is 1.00 times as fast as B in a typical round, but their medians are 1.99 times apart (") {
		t.Errorf("notes %q, want one that medians and rounds differ", got)
	}
}
