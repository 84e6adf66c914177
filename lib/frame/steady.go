package frame

import (
	"fmt"
	"math"
	"slices"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// Steady returns the results without their cold rounds, and which these are. Which rounds are cold is not guessed:
// infer.WarmUp compares the first rounds with the later ones, over all models. They measure the start of a program, and not what it
// settles at, so that medians, intervals and verdicts of this package leave them out where the others are enough for a verdict
// (infer.RoundsNeeded); otherwise they count. A note says which of the two, and [Trials] shows all. Because the mean over all models
// decides, none is favoured: of equal models no more are called faster or slower, and intervals cover what they say (simulated by
// package infer's TestLeavingColdRoundsOut).
func Steady(r *lab.Results) (steady *lab.Results, cold infer.Cold) {
	cold = warmUp(r)
	if cold.Rounds == 0 || finished(r)-cold.Rounds < infer.RoundsNeeded(Level, len(others(r))) {
		return r, cold
	}
	warm := *r
	warm.Trials = slices.DeleteFunc(slices.Clone(r.Trials), func(t lab.Trial) bool { return t.Round <= cold.Rounds })
	return &warm, cold
}

// others are the models that are compared with the baseline.
func others(r *lab.Results) []string {
	var names []string
	for _, name := range r.Models {
		if name != r.Baseline && name != r.Control && len(r.Of(name)) > 0 {
			names = append(names, name)
		}
	}
	return names
}

func warmUp(r *lab.Results) infer.Cold {
	var models [][]float64
	for _, name := range r.Models {
		if len(r.Of(name)) > 0 {
			models = append(models, byRound(r, name))
		}
	}
	return infer.WarmUp(Level, models...)
}

// byRound are the makespans of a model in milliseconds: index i is round i+1, NaN a trial that is missing.
func byRound(r *lab.Results, model string) []float64 {
	times := make([]float64, lastRound(r))
	for i := range times {
		times[i] = math.NaN()
	}
	for _, trial := range r.Of(model) {
		times[trial.Round-1] = wall(trial)
	}
	return times
}

func lastRound(r *lab.Results) int {
	last := 0
	for i := range r.Trials {
		last = max(last, r.Trials[i].Round)
	}
	return last
}

// finished is in how many rounds every model that ran at all has a trial.
func finished(r *lab.Results) int {
	rounds := lastRound(r)
	for _, name := range r.Models {
		if n := len(r.Of(name)); n > 0 {
			rounds = min(rounds, n)
		}
	}
	return rounds
}

// coldNote says which rounds were cold, and what became of them.
func (a analysis) coldNote() []infer.Warning {
	if a.cold.Rounds == 0 {
		return nil
	}
	fate := fmt.Sprintf("medians, intervals and verdicts are of the other %s, while frame.Trials and boost.Trials show all", quantity.Count(finished(a.results)-a.cold.Rounds, "round"))
	switch {
	case a.leftOut() == 0 && a.cold.Rounds == 1:
		fate = "it counts, because the others alone are too few for a verdict; set Trials higher, and it is left out"
	case a.leftOut() == 0:
		fate = "they count, because the others alone are too few for a verdict; set Trials higher, and they are left out"
	}
	return []infer.Warning{{Code: WarnCold, Text: a.cold.String() + "; " + fate}}
}

// leftOut is how many rounds were left out.
func (a analysis) leftOut() int {
	if a.steady == a.results {
		return 0
	}
	return a.cold.Rounds
}
