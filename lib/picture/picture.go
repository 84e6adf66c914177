// Package picture chooses what a figure shows of a run: it takes the numbers out of lab's results, with the statistics of frame and
// infer, and has chart draw them. boost shows its figures in notebooks, `go run ./kernel bench` puts them into a report.
//
//	figure, err := picture.Speedup(results, nil)
//	os.WriteFile("speedup.svg", figure.SVG, 0o666)
//
// Where a function takes models, it shows those alone; nil means all that were measured. Medians, intervals and percentiles are of the
// rounds that frame.Steady finds not to be cold; [Trials] and [Spread] show all.
//
// The cost is that of chart's figures, some milliseconds to tens of them, and of frame's statistics.
package picture

import (
	"fmt"
	"slices"
	"strings"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// shown are the models of a run that are asked for and have trials, in the order of the run.
func shown(r *lab.Results, models []string) []string {
	return slices.DeleteFunc(slices.Clone(r.Models), func(name string) bool {
		return models != nil && !slices.Contains(models, name) || len(r.Of(name)) == 0
	})
}

// unknown says that a model is none of the run's.
func unknown(r *lab.Results, model string) error {
	return fmt.Errorf("model %q was not measured, it has %s: give one of these names", model, strings.Join(r.Models, ", "))
}

// Finished returns how many rounds of a run have a finished trial: fewer than were asked for when it was stopped.
func Finished(r *lab.Results) int { return r.Trials[len(r.Trials)-1].Round }

// counted says how many rounds of a run count, "9 rounds, without 1 cold round".
func counted(r, steady *lab.Results) string {
	cold := 0
	if len(steady.Trials) > 0 {
		cold = steady.Trials[0].Round - r.Trials[0].Round
	}
	text := quantity.Count(Finished(r)-cold, "round")
	if cold > 0 {
		text += ", without " + quantity.Count(cold, "cold round")
	}
	return text
}

// series are the latencies of the units of each model, in milliseconds; a model whose units all failed has none.
func series(r, steady *lab.Results, models []string) []chart.Series {
	var all []chart.Series
	for _, model := range shown(r, models) {
		s := chart.Series{Name: model, MS: frame.Latencies(steady, model), RawMS: serviceTimes(steady, model), Baseline: model == r.Baseline}
		if len(s.MS) > 0 {
			all = append(all, s)
		}
	}
	return all
}
