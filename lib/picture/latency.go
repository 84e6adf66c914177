package picture

import (
	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// Latency shows how the latencies of the units are distributed under each model by percentile, from when a unit was due to when it ended,
// all trials together.
func Latency(r *lab.Results, models []string) (chart.Figure, error) {
	steady, _ := frame.Steady(r)
	return chart.Latency{Measured: unitsOf(r, steady), Series: series(r, steady, models)}.Draw()
}

// ECDF shows which share of the units ended within each latency, all trials together. Where units became due on a schedule, a thin line
// beside each shows the same counted from when a unit was started: what a load generator sees that waits for an answer before it asks
// again (coordinated omission).
func ECDF(r *lab.Results, models []string) (chart.Figure, error) {
	steady, _ := frame.Steady(r)
	return chart.ECDF{Measured: unitsOf(r, steady), Series: series(r, steady, models)}.Draw()
}

// HeatMap shows the percentiles of the units' latencies, a row for each model, or for each value of a sweep.
func HeatMap(r *lab.Results, models []string) (chart.Figure, error) {
	steady, _ := frame.Steady(r)
	rows := series(r, steady, models)
	for i := range rows {
		if value, known := r.Value(rows[i].Name); known {
			rows[i].Name = quantity.Number(float64(value))
		}
	}
	return chart.HeatMap{Measured: unitsOf(r, steady), Param: r.Param, Series: rows}.Draw()
}

func unitsOf(r, steady *lab.Results) []string {
	return []string{r.Workload, "units of " + counted(r, steady), "from due to ended"}
}

// serviceTimes are the times from start to end of the units that did not fail, in milliseconds; nil where units had no schedule.
func serviceTimes(r *lab.Results, model string) []float64 {
	var times []float64
	for _, trial := range r.Of(model) {
		if trial.Due == nil {
			return nil
		}
		for i, u := range trial.Units {
			if _, failed := trial.Failures[i]; !failed {
				times = append(times, float64(u.Ended-u.Started)/1e6)
			}
		}
	}
	return times
}
