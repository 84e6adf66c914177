package picture

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/lab"
)

// TaskStream shows what each worker did over time in one trial of a model: the one whose total time is the median. Units that go
// through stages are shown stage by stage where there is room for a row of each worker of each stage.
func TaskStream(r *lab.Results, model string) (chart.Figure, error) {
	trial, err := trialOf(r, model)
	if err != nil {
		return chart.Figure{}, err
	}
	figure := chart.TaskStream{
		Model: model, Measured: whichTrial(r, trial),
		WallNS: trial.Wall.Nanoseconds(), Cores: r.Machine.GOMAXPROCS, Units: spans(trial),
	}
	if lanes, steps := stages(trial); len(lanes) > 0 {
		figure.Lanes, figure.Units = lanes, steps
	}
	return figure.Draw()
}

// Depth shows how many units were in flight and in the queue over time, in the trial that [TaskStream] shows.
func Depth(r *lab.Results, model string) (chart.Figure, error) {
	trial, err := trialOf(r, model)
	if err != nil {
		return chart.Figure{}, err
	}
	return chart.Depth{
		Model: model, Measured: whichTrial(r, trial), WallNS: trial.Wall.Nanoseconds(),
		Cores: r.Machine.GOMAXPROCS, Limit: limit(model), Units: spans(trial),
	}.Draw()
}

// Paths shows how what a model observes went in the trial that [TaskStream] shows, such as the limit of an adaptive model, with the
// time that units took under it: a figure for each series that was observed, in the order of their names.
func Paths(r *lab.Results, model string) ([]chart.Figure, error) {
	trial, err := trialOf(r, model)
	if err != nil {
		return nil, err
	}
	if len(trial.Series) == 0 {
		return nil, fmt.Errorf("model %q observes nothing over time: give one that does, such as model.Adaptive, or call job.Observe in your own", model)
	}
	var figures []chart.Figure
	for _, name := range slices.Sorted(maps.Keys(trial.Series)) {
		figure, err := chart.Path{
			Model: model, Measured: whichTrial(r, trial), Name: name, WallNS: trial.Wall.Nanoseconds(),
			Points: moments(trial.Series[name], trial.Wall.Nanoseconds()), Units: spans(trial),
		}.Draw()
		if err != nil {
			return figures, err
		}
		figures = append(figures, figure)
	}
	return figures, nil
}

// trialOf returns the trial of a model that is shown.
func trialOf(r *lab.Results, model string) (*lab.Trial, error) {
	steady, _ := frame.Steady(r)
	if trial := typical(steady.Of(model)); trial != nil {
		return trial, nil
	}
	return nil, unknown(r, model)
}

// whichTrial says what is shown.
func whichTrial(r *lab.Results, trial *lab.Trial) []string {
	return []string{r.Workload, fmt.Sprintf("round %d of %d, the one of median length", trial.Round, Finished(r))}
}

// typical returns the trial whose makespan is the (lower) median, nil where there is none.
func typical(trials []*lab.Trial) *lab.Trial {
	if len(trials) == 0 {
		return nil
	}
	trials = slices.SortedStableFunc(slices.Values(trials), func(a, b *lab.Trial) int { return cmp.Compare(a.Wall, b.Wall) })
	return trials[(len(trials)-1)/2]
}
