package boost

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
	"threadboost/lib/show"
)

// Table shows a dataframe: one of [Run] with headings, units, the verdict on each model and what to beware of; any other one as it
// is. An experiment stands for its newest run.
func Table[S Source](source S) {
	df, ok := any(source).(dataframe.DataFrame)
	if !ok {
		df = summaryOf(source)
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

// TaskStream shows what each worker did over time in one trial of a model: the one whose total time is the median.
func TaskStream[S Source](source S, model string) {
	results, _ := runOf(source)
	trial := typical(results.Of(model))
	if trial == nil {
		fail(fmt.Errorf("boost: model %q was not measured, it has %s: give one of these names", model, strings.Join(results.Models, ", ")))
		return
	}
	figure := chart.TaskStream{
		Model: model, Measured: []string{results.Workload, fmt.Sprintf("round %d of %d, the one of median length", trial.Round, finished(results))},
		WallNS: trial.Wall.Nanoseconds(), Cores: results.Machine.GOMAXPROCS, Units: spans(trial),
	}
	draw(figure, results.ID)
}

// finished returns how many rounds have a finished trial: fewer than were asked for when the run was stopped.
func finished(results *lab.Results) int {
	return results.Trials[len(results.Trials)-1].Round
}

// typical returns the trial whose makespan is the (lower) median, nil where there is none.
func typical(trials []*lab.Trial) *lab.Trial {
	if len(trials) == 0 {
		return nil
	}
	trials = slices.SortedStableFunc(slices.Values(trials), func(a, b *lab.Trial) int { return cmp.Compare(a.Wall, b.Wall) })
	return trials[(len(trials)-1)/2]
}

// spans are the units as a figure draws them, with all waits of a unit as one block. Waits that overlapped add up to more than the
// unit lasted: the block ends with the unit.
func spans(trial *lab.Trial) []chart.Span {
	spans := make([]chart.Span, len(trial.Units))
	for i, u := range trial.Units {
		_, failed := trial.Failures[i]
		spans[i] = chart.Span{
			Lane: int(u.Worker), Due: u.Ended - trial.Latency(i), Started: u.Started, Ended: u.Ended,
			WaitStarted: u.WaitStarted, Waited: min(u.Waited, u.Ended-u.WaitStarted), Waits: int(u.Waits), Failed: failed,
		}
	}
	return spans
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
