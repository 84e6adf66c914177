package frame

import (
	"math"
	"slices"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/infer"
	"threadboost/lib/lab"
)

// percents are the percentiles that are told.
var percents = []float64{0.50, 0.90, 0.95, 0.99, 0.999}

// Percentiles returns one row for each percentile of the units' latencies under each model, told twice, and what a reader has to know
// beside it:
//
//	model            its name
//	percentile       50, 90, 95, 99 or 99.9
//	units            that did not fail, over all trials but those of cold rounds (see [Steady])
//	raw_ms           in ms, from when a unit started to when it ended; raw_low_ms, raw_high_ms its interval
//	corrected_ms     in ms, from when it was due to when it ended; corrected_low_ms, corrected_high_ms its interval
//
// The two differ where units start late: a model, or a load generator, that is held up asks nobody meanwhile, and the raw percentiles leave
// out what was not asked (coordinated omission). Where a workload has no schedule, all units are due at the start of the trial.
//
// A percentile is NaN, with a note, where no unit is expected beyond it: p99 below 100 units, p99.9 below 1,000. A bound is
// infinite where the units do not reach it. The intervals, 95 % by order statistics, take units as independent. Units of one trial
// that wait for each other are not, and then the intervals are too narrow.
func Percentiles(r *lab.Results) (dataframe.DataFrame, []infer.Warning) {
	t := newTable("model", "percentile", "units", "raw_ms", "raw_low_ms", "raw_high_ms", "corrected_ms", "corrected_low_ms", "corrected_high_ms")
	steady, _ := Steady(r)
	var notes []infer.Warning
	for _, model := range r.Models {
		latency := twice(steady, model)
		for _, row := range latency.Percentiles(Level, percents...) {
			raw, corrected := row.Raw, row.Corrected
			t.row(model, math.Round(1000*row.P)/10, latency.Raw.N(), raw.Value, raw.Interval.Low, raw.Interval.High,
				corrected.Value, corrected.Interval.Low, corrected.Interval.High)
			notes = slices.Concat(notes, raw.Warnings, corrected.Warnings)
		}
	}
	return t.frame(), distinct(notes)
}

// twice are the latencies of the units of a model that did not fail, in milliseconds.
func twice(r *lab.Results, model string) infer.Latency {
	var due, started, ended []float64
	for _, trial := range r.Of(model) {
		for i, u := range trial.Units {
			if _, failed := trial.Failures[i]; !failed {
				due, started, ended = append(due, ms(u.Ended-trial.Latency(i))), append(started, ms(u.Started)), append(ended, ms(u.Ended))
			}
		}
	}
	return infer.FromSchedule(due, started, ended)
}
