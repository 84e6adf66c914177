package picture

import (
	"slices"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/lab"
)

// Speedup shows how many times as fast each model is as the baseline, with intervals.
func Speedup(r *lab.Results, models []string) (chart.Figure, error) {
	df := summary(r)
	return chart.Speedup{Measured: mediansOf(df), Rows: ratios(df, shown(r, models))}.Draw()
}

// Ratios are the speed-ups of a run, as a figure draws them.
func Ratios(r *lab.Results, models []string) []chart.Ratio {
	return ratios(summary(r), shown(r, models))
}

// Medians says what the numbers of a run's summary are: "medians of 9 rounds with intervals, without 1 cold round".
func Medians(r *lab.Results) string { return frame.Medians(summary(r)) }

func summary(r *lab.Results) dataframe.DataFrame {
	df, _ := frame.Summary(r)
	return df
}

// mediansOf says what a summary rests on.
func mediansOf(df dataframe.DataFrame) []string {
	return []string{df.Col("workload").Elem(0).String(), frame.Medians(df)}
}

func ratios(df dataframe.DataFrame, models []string) []chart.Ratio {
	column := func(name string) []float64 { return df.Col(name).Float() }
	values, lows, highs, confidence := column("speedup"), column("speedup_low"), column("speedup_high"), column("confidence")
	var rows []chart.Ratio
	for i, model := range df.Col("model").Records() {
		if !slices.Contains(models, model) {
			continue
		}
		rows = append(rows, chart.Ratio{
			Name: model, Value: values[i], Low: lows[i], High: highs[i],
			Weak:     confidence[i] < frame.Level || unproven(df.Col("finding").Elem(i).String(), lows[i], highs[i]),
			Baseline: model == df.Col("baseline").Elem(i).String(), Control: model == df.Col("control").Elem(i).String(),
		})
	}
	return rows
}

// unproven reports whether an interval leaves 1 out although the table makes nothing of it: because chance gives such an interval in one of
// several models, or because the baseline differs as much from itself.
func unproven(finding string, low, high float64) bool {
	return (low > 1 || high < 1) && (finding == infer.NoEvidence.String() || finding == infer.BelowFloor.String())
}
