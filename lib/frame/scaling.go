package frame

import (
	"fmt"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/infer"
	"threadboost/lib/lab"
)

// Scaling returns one row for each value of a sweep, in its order:
//
//	workers          the value; the column is called what Sweep.Param says
//	model            what was measured for it
//	rounds, units    finished trials, and units of each
//	wall_ms          median makespan; wall_low_ms, wall_high_ms its order-statistic interval
//	units_per_s      throughput: median over the trials
//	speedup          ratio of the first value's median makespan to this one; speedup_low, speedup_high its bootstrap interval
//	p50_ms, p99_ms   percentiles of the units' latencies; NaN where there are too few
//	cpu_ms           user and system time of the whole process: median over the trials
//	errors           units that failed, over all trials
//	workload, run    what was run for the first value, and the ID of the stored run
//
// Results that are not of a sweep give a frame that holds an error.
func Scaling(r *lab.Results) (dataframe.DataFrame, []infer.Warning) {
	if r.Param == "" {
		return dataframe.DataFrame{Err: fmt.Errorf("frame: %q is no sweep, its results have no value a row: measure it with lab.RunSweep", r.Experiment)}, nil
	}
	t := newTable(r.Param, "model", "rounds", "units", "wall_ms", "wall_low_ms", "wall_high_ms", "units_per_s",
		"speedup", "speedup_low", "speedup_high", "p50_ms", "p99_ms", "cpu_ms", "errors", "workload", "run")
	notes := runNotes(r)
	for _, name := range r.Models {
		s := summarise(r, name)
		value, known := r.Value(name)
		if s.rounds == 0 || !known {
			continue // the run was stopped before
		}
		t.row(value, name, s.rounds, s.units, s.wall.Value, s.wall.Interval.Low, s.wall.Interval.High, s.throughput.Quantile(0.5),
			s.speedup.Value, s.speedup.Interval.Low, s.speedup.Interval.High, s.percentile(0.50), s.percentile(0.99), s.cpu.Quantile(0.5),
			s.errors, r.Workload, r.ID)
		notes = append(notes, s.notes(name)...)
	}
	return t.frame(), distinct(notes)
}
