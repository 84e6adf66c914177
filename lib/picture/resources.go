package picture

import (
	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/lab"
)

// Resources shows what each model takes beside time: processor time in the program and in the kernel, pauses of the garbage collector, the
// largest heap, and what was allocated. All are of the whole process, and medians over the trials.
func Resources(r *lab.Results, models []string) (chart.Figure, error) {
	steady, _ := frame.Steady(r)
	figure := chart.Resources{Measured: []string{r.Workload, "medians of " + counted(r, steady)}}
	for _, model := range shown(steady, models) {
		used := chart.Usage{Name: model}
		for _, trial := range steady.Of(model) {
			u := trial.Usage
			used.User, used.System = append(used.User, float64(u.User)), append(used.System, float64(u.System))
			used.Pauses = append(used.Pauses, float64(u.GCPause))
			used.Heap, used.Allocated = append(used.Heap, float64(u.HeapBytes)), append(used.Allocated, float64(u.AllocBytes))
		}
		figure.Models = append(figure.Models, used)
	}
	return figure.Draw()
}
