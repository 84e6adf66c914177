package frame

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// imprecise says that a run with a goal did not reach it.
func imprecise(r *lab.Results) []infer.Warning {
	if r.Until == nil || r.Partial || r.HalfWidth > 0 && r.HalfWidth <= r.Until.Precision {
		return nil
	}
	reached := "too few rounds for an interval"
	if r.HalfWidth > 0 {
		reached = "the widest interval is " + within(r.HalfWidth)
	}
	return []infer.Warning{{Code: WarnBudget, Text: fmt.Sprintf(
		"the run ended after %s and %s before it was precise within %s: %s; raise its budget or its trials, or measure on a quieter machine",
		quantity.Count(r.Rounds, "round"), quantity.Duration(r.ElapsedMS*1e6), within(r.Until.Precision), reached)}}
}

// noise says what the control, the baseline run once more, shows; s is its summary.
func (s summary) noise(baseline string) []infer.Warning {
	interval := s.speedup.Interval
	if math.IsNaN(interval.Low) {
		return nil // a warning about too few rounds says so
	}
	return []infer.Warning{{Code: WarnNoise, Text: fmt.Sprintf(
		"%s ran twice in each round: once more it was %s times as fast (%s to %s); differences between models that are no larger are noise",
		baseline, quantity.Times(s.speedup.Value), quantity.Times(interval.Low), quantity.Times(interval.High))}}
}

func within(share float64) string { return "±" + quantity.Percent(100*share) }

// muchColder is how many times as long as the others a first trial takes that is worth a note.
const muchColder = 1.25

// cold says where the first round was slower than all the others of its model: by how much, under the model where that is most.
func cold(r *lab.Results) []infer.Warning {
	worst, which := muchColder, ""
	for _, model := range r.Models {
		first, others := time.Duration(0), []float64(nil)
		for _, trial := range r.Of(model) {
			if trial.Cold {
				first = trial.Wall
				continue
			}
			others = append(others, float64(trial.Wall))
		}
		if len(others) < 2 || float64(first) <= slices.Max(others) {
			continue
		}
		if ratio := float64(first) / infer.NewSample(others).Quantile(0.5); ratio >= worst {
			worst, which = ratio, model
		}
	}
	if which == "" {
		return nil
	}
	return []infer.Warning{{Code: WarnCold, Text: fmt.Sprintf(
		"the first round was cold: %s took %s times as long as in the others; it is counted, but medians hardly feel it (Results.Warm leaves it out)",
		which, quantity.Times(worst))}}
}

// what each disturber did, and what helps.
var disturbers = []struct {
	kind         measure.Disturber
	text, repair string
}{
	{measure.Others, "another program used %.0f %% of a core", "close it, or measure again when it has ended"},
	{measure.Stolen, "the host gave %.0f %% of a core to other machines", "measure again at a quieter time"},
	{measure.Throttled, "the limit of the control group held the program up for %.0f %% of the time", "raise the limit, or set GOMAXPROCS to it"},
}

// disturbances says which trials others disturbed, and how much on average over these.
func disturbances(r *lab.Results) []infer.Warning {
	var notes []infer.Warning
	for _, by := range disturbers {
		var marked []int
		share := 0.0
		for n := range r.Trials {
			for _, d := range r.Trials[n].Usage.Disturbances(r.Trials[n].Wall) {
				if d.Kind == by.kind {
					marked = append(marked, n+1)
					share += d.Cores
				}
			}
		}
		if len(marked) == 0 {
			continue
		}
		which, them := "trials "+runs(marked), "those trials are marked"
		if len(marked) == 1 {
			which, them = "trial "+runs(marked), "that trial is marked"
		}
		notes = append(notes, infer.Warning{Code: WarnOthers, Text: fmt.Sprintf(by.text, 100*share/float64(len(marked))) +
			fmt.Sprintf(" during %s: %s; %s", which, them, by.repair)})
	}
	return notes
}

// runs writes sorted numbers with their runs drawn together, "3 to 5, 8"; where that gets long, "3 to 40 (17 of them)".
func runs(numbers []int) string {
	const most = 5
	text, parts := "", 0
	for i := 0; i < len(numbers); parts++ {
		last := i
		for last+1 < len(numbers) && numbers[last+1] == numbers[last]+1 {
			last++
		}
		if text != "" {
			text += ", "
		}
		text += strconv.Itoa(numbers[i])
		if last > i {
			text += " to " + strconv.Itoa(numbers[last])
		}
		i = last + 1
	}
	if parts > most {
		return fmt.Sprintf("%d to %d (%d of them)", numbers[0], numbers[len(numbers)-1], len(numbers))
	}
	return text
}
