package boost

import (
	"fmt"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
	"threadboost/lib/show"
)

// Table shows a dataframe: one of [Run] or [Sweep] with headings, units, the verdict on each model and what to beware of; any other one
// as it is. An experiment or a sweep stands for its newest run.
func Table[S Source](source S) {
	var df dataframe.DataFrame
	switch s := any(source).(type) {
	case dataframe.DataFrame:
		df = s
	case lab.Sweep:
		df = Load(s)
	default:
		df = summaryOf(source)
	}
	if isScaling(df) {
		grid := scalingGrid(df)
		show.HTML(grid.HTML(), grid.Text())
		return
	}
	grid, err := frame.Present(df, warnings(df)...)
	if err != nil {
		fail(err)
		return
	}
	show.HTML(grid.HTML(), grid.Text())
}

// warnings asks the stored run again: a dataframe cannot carry them. A run that was deleted meanwhile has none.
func warnings(df dataframe.DataFrame) []infer.Warning {
	if !frame.IsSummary(df) {
		return nil
	}
	results, err := open(df.Col("run").Elem(0).String())
	if err != nil {
		return nil
	}
	_, warnings := frame.Summary(results)
	return warnings
}

// Speedup shows how many times as fast each model is as the baseline, with intervals.
func Speedup[S Source](source S) {
	df := summaryOf(source)
	column := func(name string) []float64 { return df.Col(name).Float() }
	models, values, lows, highs, confidence := df.Col("model").Records(), column("speedup"), column("speedup_low"), column("speedup_high"), column("confidence")
	figure := chart.Speedup{Measured: []string{
		df.Col("workload").Elem(0).String(), fmt.Sprintf("medians of %s, with intervals", quantity.Count(int(df.Col("rounds").Max()), "round")),
	}}
	for i, model := range models {
		figure.Rows = append(figure.Rows, chart.Ratio{
			Name: model, Value: values[i], Low: lows[i], High: highs[i],
			Weak: confidence[i] < frame.Level, Baseline: model == df.Col("baseline").Elem(i).String(),
			Control: model == df.Col("control").Elem(i).String(),
		})
	}
	draw(figure, df.Col("run").Elem(0).String())
}

// Latency shows how the latencies of the units are distributed under each model, from when a unit was due to when it ended, all
// trials together.
func Latency[S Source](source S) {
	results, models := runOf(source)
	figure := chart.Latency{Measured: []string{results.Workload, "units of " + quantity.Count(finished(results), "round"), "from due to ended"}}
	for _, model := range models {
		series := chart.Series{Name: model, MS: frame.Latencies(results, model), Baseline: model == results.Baseline}
		if len(series.MS) > 0 { // else every unit failed
			figure.Series = append(figure.Series, series)
		}
	}
	draw(figure, results.ID)
}

// finished returns how many rounds have a finished trial: fewer than were asked for when the run was stopped.
func finished(results *lab.Results) int {
	return results.Trials[len(results.Trials)-1].Round
}

// draw draws a figure and shows it, or ends the cell.
func draw(figure interface{ Draw() (chart.Figure, error) }, run string) {
	drawn, err := figure.Draw()
	if err != nil {
		fail(err)
		return
	}
	show.Image(drawn.SVG, drawn.Alt, frame.RunAttribute(run))
}
