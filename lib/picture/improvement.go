package picture

import (
	"math"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/lab"
)

// Improvement shows how many per cent of the baseline's time each model saves, with intervals, and how many it could save at most: a
// model that has W units in flight at once cannot be more than W times as fast, all cores together cannot be quicker with the
// processor time that the baseline took, and nothing is quicker than the longest unit. What saves more than that has made the work
// itself less, by batches for example; then no limit is shown.
func Improvement(r *lab.Results, models []string) (chart.Figure, error) {
	df := summary(r)
	steady, _ := frame.Steady(r)
	figure := chart.Improvement{Measured: mediansOf(df)}
	for _, ratio := range ratios(df, shown(r, models)) {
		saving := chart.Saving{Ratio: ratio}
		if !ratio.Baseline && !ratio.Control {
			saving.Ceiling = ceiling(steady, ratio)
		}
		figure.Rows = append(figure.Rows, saving)
	}
	return figure.Draw()
}

// ceiling is how many per cent of the baseline's time a model could save, 0 where it is not known.
func ceiling(results *lab.Results, model chart.Ratio) float64 {
	var walls, cpu, longest []float64
	for _, trial := range results.Of(results.Baseline) {
		walls = append(walls, float64(trial.Wall))
		cpu = append(cpu, float64(trial.Usage.User+trial.Usage.System))
		most := int64(0)
		for _, u := range trial.Units {
			most = max(most, u.Ended-u.Started)
		}
		longest = append(longest, float64(most))
	}
	inFlight := 0
	for _, trial := range results.Of(model.Name) {
		inFlight = max(inFlight, atOnce(trial))
	}
	cores := results.Machine.GOMAXPROCS
	if len(walls) == 0 || inFlight == 0 || cores == 0 {
		return 0
	}
	median := func(values []float64) float64 { return infer.NewSample(values).Quantile(0.5) }
	wall := median(walls)
	least := max(wall/float64(inFlight), median(cpu)/float64(cores), median(longest))
	share := 100 * (1 - least/wall)
	if !(share > 0) || !math.IsNaN(model.Low) && model.Low > wall/least {
		return 0
	}
	return share
}

// atOnce is how many units of a trial were in flight at once, at most.
func atOnce(trial *lab.Trial) int {
	most := 0.0
	for _, p := range trial.InFlight() {
		most = max(most, p.Value)
	}
	return int(most)
}
