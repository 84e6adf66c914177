package picture

import (
	"slices"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/lab"
)

// Forest shows how each model differs from the baseline, or from another model where reference names one, with all that the verdict
// rests on: the ratio with its interval, P adjusted for the number of models of the run, the time that the ratio comes to, and the noise
// floor where the experiment has a control.
func Forest(r *lab.Results, models []string, reference string) (chart.Figure, error) {
	if reference == "" {
		reference = r.Baseline
	}
	if len(r.Of(reference)) == 0 {
		return chart.Figure{}, unknown(r, reference)
	}
	asked := shown(r, models)
	compared := slices.DeleteFunc(frame.Compare(r, reference), func(c infer.Comparison) bool { return !slices.Contains(asked, c.Model) })
	steady, _ := frame.Steady(r)
	return chart.Forest{
		Measured: []string{r.Workload, counted(r, steady)}, Comparisons: compared, BaselineNS: infer.NewSample(frame.Walls(steady, reference)).Quantile(0.5),
	}.Draw()
}
