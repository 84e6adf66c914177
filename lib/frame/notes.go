package frame

import (
	"fmt"
	"maps"
	"slices"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// The kinds of warnings that this package adds to infer's.
const (
	WarnPartial  infer.Code = "partial"   // the run was stopped early
	WarnFewUnits infer.Code = "few-units" // too few units for a percentile
	WarnErrors   infer.Code = "errors"    // units failed
	WarnBudget   infer.Code = "budget"    // the run ended before it was as precise as it should be
	WarnCold     infer.Code = "cold"      // the first rounds differ from the later ones
	WarnNoise    infer.Code = "noise"     // what the baseline differs from itself by
	WarnShapes   infer.Code = "shapes"    // medians and rounds say different things
	WarnOthers   infer.Code = "disturbed" // others used the machine during trials
)

// notes says what concerns the whole run.
func (a analysis) notes() []infer.Warning {
	r := a.results
	var notes []infer.Warning
	if r.Partial {
		notes = append(notes, infer.Warning{Code: WarnPartial, Text: fmt.Sprintf("this run is partial: %d of %d trials were finished when it stopped (%s); run it again for the rest",
			len(r.Trials), r.Rounds*len(r.Models), r.Stopped)})
	}
	return slices.Concat(notes, imprecise(r), a.coldNote(), disturbances(r), a.run.Check(), a.noise())
}

// notes says what concerns one model.
func (s summary) notes(model string) []infer.Warning {
	notes := slices.Concat(s.wall.Warnings, withoutLeftOut(s.speedup.Warnings), s.shapes)
	if n := s.latency.N(); n < infer.ValuesBeyond(0.99) {
		notes = append(notes, infer.Warning{Code: WarnFewUnits, Text: fmt.Sprintf(
			"p99 needs %d units and p95 %d, got %d: a percentile without a unit beyond it is left out; raise the number of units or of trials",
			infer.ValuesBeyond(0.99), infer.ValuesBeyond(0.95), n)})
	}
	if s.errors > 0 {
		notes = append(notes, infer.Warning{Code: WarnErrors, Text: fmt.Sprintf(
			"%s: %s failed, so that its times are those of less work; %s", model, quantity.Count(s.errors, "unit"), s.firstError)})
	}
	return notes
}

// withoutLeftOut drops what the note on a partial run says already.
func withoutLeftOut(notes []infer.Warning) []infer.Warning {
	return slices.DeleteFunc(slices.Clone(notes), func(w infer.Warning) bool { return w.Code == infer.WarnLeftOut })
}

// firstError says what went wrong first, of all units of a model.
func firstError(trials []*lab.Trial) string {
	for _, trial := range trials {
		if len(trial.Failures) > 0 {
			i := slices.Min(slices.Collect(maps.Keys(trial.Failures)))
			return fmt.Sprintf("the first was unit %d in round %d: %s", i, trial.Round, trial.Failures[i])
		}
	}
	return ""
}

// distinct drops warnings that were given before: most concern every model alike.
func distinct(notes []infer.Warning) []infer.Warning {
	var kept []infer.Warning
	for _, n := range notes {
		if !slices.Contains(kept, n) {
			kept = append(kept, n)
		}
	}
	return kept
}
