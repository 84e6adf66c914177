package boost

import (
	"fmt"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/lab"
	"threadboost/lib/picture"
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
	case lab.Experiment:
		df = Load(s)
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
	of := frame.Summary
	switch {
	case frame.IsScaling(df):
		of = frame.Scaling
	case !frame.IsSummary(df):
		return nil
	}
	results, err := open(df.Col("run").Elem(0).String())
	if err != nil {
		return nil
	}
	_, warnings := of(results)
	return warnings
}

// Speedup shows how many times as fast each model is as the baseline, with intervals.
func Speedup[S Source](source S) { drawn(source, picture.Speedup) }

// Improvement shows how many per cent of the baseline's time each model saves, with intervals, and how many it could save at most.
func Improvement[S Source](source S) { drawn(source, picture.Improvement) }

// Forest shows how each model differs from the baseline, or from another model where its name is given, with all that the verdict rests
// on: the ratio with its interval, the time that it comes to, P adjusted for the number of models, and the noise floor where the
// experiment has a control.
//
//	boost.Forest(df)              // against the baseline
//	boost.Forest(df, "Pool(8)")   // is anything better than the pool?
func Forest[S Source](source S, against ...string) {
	reference := ""
	if len(against) > 0 {
		reference = against[0]
	}
	drawn(source, func(r *lab.Results, models []string) (chart.Figure, error) {
		return picture.Forest(r, models, reference)
	})
}

// Latency shows how the latencies of the units are distributed under each model by percentile, from when a unit was due to when it ended,
// all trials together but those of rounds that frame.Steady finds cold.
func Latency[S Source](source S) { drawn(source, picture.Latency) }

// Percentiles returns the percentiles of the units' latencies under each model, raw and corrected, with intervals; see frame.Percentiles for
// the columns. [Table] shows them.
func Percentiles[S Source](source S) dataframe.DataFrame {
	results, _ := runOf(source)
	df, warnings := frame.Percentiles(results)
	for _, w := range warnings {
		show.Text(w.Text)
	}
	return df
}

// ECDF shows which share of the units ended within each latency. Where units became due on a schedule, a thin line beside each shows the
// same counted from when a unit was started: what a load generator sees that waits for an answer before it asks again (coordinated
// omission).
func ECDF[S Source](source S) { drawn(source, picture.ECDF) }

// HeatMap shows the percentiles of the units' latencies, a row for each model, or for each value of a sweep.
func HeatMap[S Source](source S) { drawn(source, picture.HeatMap) }

// Spread shows the makespan of every trial of each model as a dot over the box of their middle half, in run order from top to bottom: how
// far trials scatter, drift and overlap.
func Spread[S Source](source S) { drawn(source, picture.Spread) }

// Trials shows all trials in the order in which they ran, each against the median of its model: cold and disturbed ones are marked, and
// where the experiment has a control, a grey band shows by how much the baseline differs from itself.
func Trials[S Source](source S) { drawn(source, picture.Trials) }

// Resources shows what each model takes beside time: processor time in the program and in the kernel, pauses of the garbage collector, the
// largest heap, and what was allocated. All are of the whole process, and medians over the trials.
func Resources[S Source](source S) { drawn(source, picture.Resources) }

// TaskStream shows what each worker did over time in one trial of a model: the one whose total time is the median. Units that go
// through stages are shown stage by stage where there is room for a row of each worker of each stage.
func TaskStream[S Source](source S, model string) { drawn(source, oneTrial(picture.TaskStream, model)) }

// Depth shows how many units were in flight and in the queue over time, in the trial that [TaskStream] shows.
func Depth[S Source](source S, model string) { drawn(source, oneTrial(picture.Depth, model)) }

func oneTrial(of func(*lab.Results, string) (chart.Figure, error), model string) func(*lab.Results, []string) (chart.Figure, error) {
	return func(r *lab.Results, _ []string) (chart.Figure, error) { return of(r, model) }
}

// Path shows how what the model observes went in the trial that [TaskStream] shows, such as the limit of an adaptive model, with the
// time that units took under it: a figure for each series that was observed, in the order of their names.
func Path[S Source](source S, model string) {
	results, _ := runOf(source)
	figures, err := picture.Paths(results, model)
	for _, figure := range figures {
		image(figure, results)
	}
	if err != nil {
		fail(fmt.Errorf("boost: %w", err))
	}
}

// drawn shows a figure of the run that a source stands for, or ends the cell.
func drawn[S Source](source S, of func(r *lab.Results, models []string) (chart.Figure, error)) {
	results, models := runOf(source)
	figure, err := of(results, models)
	if err != nil {
		fail(fmt.Errorf("boost: %w", err))
		return
	}
	image(figure, results)
}

func image(figure chart.Figure, of *lab.Results) {
	show.Image(figure.SVG, figure.Alt, frame.RunAttribute(of.ID))
}
