package frame

import (
	"fmt"
	"strconv"

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

func within(share float64) string { return "±" + quantity.Percent(100*share) }

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
