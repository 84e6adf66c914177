package frame

import (
	"fmt"
	"math"
	"slices"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// An analysis is what infer says of one run.
type analysis struct {
	results, steady *lab.Results // all, and those that count
	cold            infer.Cold
	run             infer.Run
	compared        []infer.Comparison // of run.Models, index by index
}

func analyse(r *lab.Results) analysis {
	steady, cold := Steady(r)
	a := analysis{results: r, steady: steady, cold: cold, run: against(steady, r.Baseline)}
	a.compared = a.run.Compare()
	return a
}

// Compare compares all models of a run with one of them, by the rounds that are not cold; times are milliseconds.
func Compare(r *lab.Results, reference string) []infer.Comparison {
	steady, _ := Steady(r)
	return against(steady, reference).Compare()
}

// against is a run as infer takes it.
func against(steady *lab.Results, reference string) infer.Run {
	run := infer.Run{Baseline: infer.Times{Name: reference, Values: byRound(steady, reference)}, Level: Level}
	for _, name := range steady.Models {
		if name != reference && name != steady.Control && len(steady.Of(name)) > 0 {
			run.Models = append(run.Models, infer.Times{Name: name, Values: byRound(steady, name)})
		}
	}
	if steady.Control != "" && reference == steady.Baseline {
		run.Control = byRound(steady, steady.Control)
	}
	return run
}

// of finds what was compared.
func (a analysis) of(model string) (c infer.Comparison, times []float64, ok bool) {
	i := slices.IndexFunc(a.compared, func(c infer.Comparison) bool { return c.Model == model })
	if i < 0 {
		return c, nil, false
	}
	return a.compared[i], a.run.Models[i].Values, true
}

// A judgement is what a run says of one model.
type judgement struct {
	speedup          infer.Estimate
	p                float64 // Holm's, NaN for the baseline and the control
	finding, verdict string  // a word or two, and a sentence
}

func (a analysis) judge(model string) judgement {
	if c, _, ok := a.of(model); ok {
		return judgement{c.Speedup, c.HolmP, c.Verdict.String(), c.String()}
	}
	speedup := infer.Speedup(a.run.Baseline.Values, byRound(a.steady, model), Level)
	if model == a.results.Control {
		return judgement{speedup, math.NaN(), "control", fmt.Sprintf("%s is %s once more, to show the noise", model, a.results.Baseline)}
	}
	return judgement{speedup, math.NaN(), "baseline", model + " is the baseline of the comparison"}
}

// NoiseFloor is by how many times the baseline differs from its control, 1 or more; 0 without one.
func NoiseFloor(r *lab.Results) float64 {
	a := analyse(r)
	ratio := infer.Speedup(a.run.Baseline.Values, a.run.Control, Level).Value
	if !(ratio > 0) {
		return 0
	}
	return max(ratio, 1/ratio)
}

// noise says what the control, the baseline run once more, shows. Where it differs by more than chance, infer says more.
func (a analysis) noise() []infer.Warning {
	s := infer.Speedup(a.run.Baseline.Values, a.run.Control, Level)
	if v := infer.VerdictOf(s); math.IsNaN(s.Interval.Low) || v == infer.Faster || v == infer.Slower {
		return nil
	}
	return []infer.Warning{{Code: WarnNoise, Text: fmt.Sprintf(
		"%s ran twice in each round: once more it was %s times as fast (%s to %s); differences between models that are no larger are noise",
		a.results.Baseline, quantity.Times(s.Value), quantity.Times(s.Interval.Low), quantity.Times(s.Interval.High))}}
}

// shapes says where the quotient of two medians, which a reader may work out from the table, is not the typical ratio of a round: one
// of the two models scatters in another way, or changed its speed within the run.
func (a analysis) shapes(model string) []infer.Warning {
	c, times, ok := a.of(model)
	i := c.Speedup.Interval
	quotient := median(a.run.Baseline.Values) / median(times)
	if !ok || !i.Reached() || i.Low <= quotient && quotient <= i.High { // as nearly always: the bootstrap is not needed
		return nil
	}
	medians := infer.MedianRatio(a.run.Baseline.Values, times, Level, a.results.Seed)
	if m := medians.Interval; m.Low > i.High || m.High < i.Low {
		return []infer.Warning{{Code: WarnShapes, Text: fmt.Sprintf(
			"%s is %s times as fast as %s in a typical round, but their medians are %s times apart (%s to %s): one of the two scatters in another way, or changed its speed; the verdict is on the typical round; look at each with boost.Trials",
			model, quantity.Times(c.Speedup.Value), c.Baseline, quantity.Times(medians.Value), quantity.Times(m.Low), quantity.Times(m.High))}}
	}
	return nil
}

func median(times []float64) float64 { return infer.NewSample(times).Quantile(0.5) }
