package picture

import (
	"fmt"
	"slices"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// Trials shows all trials in the order in which they ran, each against the median of its model: cold and disturbed ones are marked, and
// where the experiment has a control, a grey band shows by how much the baseline differs from itself.
func Trials(r *lab.Results, models []string) (chart.Figure, error) {
	_, cold := frame.Steady(r)
	names := shown(r, models)
	figure := chart.Trials{Measured: []string{r.Workload, quantity.Count(Finished(r), "round")}, NoiseFloor: frame.NoiseFloor(r)}
	for i := range r.Trials {
		if trial := &r.Trials[i]; slices.Contains(names, trial.Model) {
			figure.Trials = append(figure.Trials, chart.Trial{
				Model: trial.Model, Round: trial.Round, WallNS: trial.Wall.Nanoseconds(), Cold: isCold(trial, cold), Disturbed: disturbed(trial),
			})
		}
	}
	return figure.Draw()
}

// isCold says of the first round and of those that the test finds.
func isCold(trial *lab.Trial, cold infer.Cold) bool { return trial.Cold || trial.Round <= cold.Rounds }

// Spread shows the makespan of every trial of each model as a dot over the box of their middle half, in run order from top to bottom: how
// far trials scatter, drift and overlap.
func Spread(r *lab.Results, models []string) (chart.Figure, error) {
	_, cold := frame.Steady(r)
	figure := chart.Spread{Measured: []string{r.Workload, "total time of a trial"}}
	for _, model := range shown(r, models) {
		strip := chart.Strip{Name: model, Baseline: model == r.Baseline || model == r.Control, WallNS: frame.Walls(r, model)}
		for _, trial := range r.Of(model) {
			strip.Cold = append(strip.Cold, isCold(trial, cold))
		}
		figure.Models = append(figure.Models, strip)
	}
	return figure.Draw()
}

// disturbers are who disturbed a trial, in words.
var disturbers = map[measure.Disturber]string{
	measure.Others: "other programs used", measure.Stolen: "the host took", measure.Throttled: "the control group held back",
}

func disturbed(trial *lab.Trial) string {
	text := ""
	for _, d := range trial.Usage.Disturbances(trial.Wall) {
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%s %.0f %% of a core", disturbers[d.Kind], 100*d.Cores)
	}
	return text
}
