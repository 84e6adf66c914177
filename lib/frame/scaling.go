package frame

import (
	"fmt"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// Scaling returns one row for each value of a sweep, in its order:
//
//	workers          the value; the column is called what Sweep.Param says, with its unit where that has one
//	model            what was measured for it
//	rounds, cold     finished trials that count, and cold ones that were left out: see [Steady]
//	units            units of each trial
//	wall_ms          median makespan in ms; wall_low_ms, wall_high_ms its order-statistic interval
//	units_per_s      throughput in units a second: median over the trials
//	speedup          how many times as fast as the first value: the typical ratio within a round; speedup_low, speedup_high its interval
//	p_holm           of the test that it differs from the first value, adjusted for all values, from 0 to 1; NaN for the first
//	p50_ms, p99_ms   percentiles of the units' latencies in ms; NaN where there are too few
//	cpu_ms           user and system time of the whole process in ms: median over the trials
//	errors           units that failed, over all trials
//	against          the first value, in every row
//	workload, run    what was run for the first value, and the ID of the stored run
//
// A control, the first value once more, has no row: a note says by how much it differs. Results that are not of a sweep give a frame that
// holds an error.
func Scaling(r *lab.Results) (dataframe.DataFrame, []infer.Warning) {
	if r.Param == "" {
		return dataframe.DataFrame{Err: fmt.Errorf("frame: %q is no sweep, its results have no value a row: measure it with lab.RunSweep", r.Experiment)}, nil
	}
	t := newTable(append([]string{r.Param}, scalingColumns...)...)
	all := analyse(r)
	notes := all.notes()
	for _, name := range r.Models {
		s := all.summarise(name)
		value, known := r.Value(name)
		if s.rounds == 0 || !known {
			continue // the run was stopped before, or it is the control
		}
		t.row(value, name, s.rounds, all.leftOut(), s.units, s.wall.Value, s.wall.Interval.Low, s.wall.Interval.High,
			s.throughput.Quantile(0.5), s.speedup.Value, s.speedup.Interval.Low, s.speedup.Interval.High, s.p,
			s.percentile(0.50), s.percentile(0.99), s.cpu.Quantile(0.5), s.errors, r.Values[0], r.Workload, r.ID)
		notes = append(notes, s.notes(name)...)
	}
	return t.frame(), distinct(notes)
}

// scalingColumns are the columns of [Scaling], in their order, behind the one that is called what was changed.
var scalingColumns = []string{
	"model", "rounds", "cold", "units", "wall_ms", "wall_low_ms", "wall_high_ms", "units_per_s",
	"speedup", "speedup_low", "speedup_high", "p_holm", "p50_ms", "p99_ms", "cpu_ms", "errors", "against", "workload", "run",
}

// IsScaling reports whether a frame has all columns of [Scaling], and a row.
func IsScaling(df dataframe.DataFrame) bool {
	return has(df, scalingColumns) && !IsSummary(df) && df.Names()[0] != scalingColumns[0]
}

func presentScaling(df dataframe.DataFrame) Grid {
	param := df.Names()[0]
	g := Grid{
		Caption: fmt.Sprintf("%s by %s: %s", df.Col("workload").Elem(0), param, Medians(df)),
		Head:    []string{param, "Model", "Total time", "Throughput", "Against " + param + " " + df.Col("against").Elem(0).String(), "p50", "p99", "CPU time", "Errors"},
		Run:     df.Col("run").Elem(0).String(),
	}
	for i := range df.Nrow() {
		r := record{df, i}
		g.Rows = append(g.Rows, []Cell{
			{Text: r.text(param)},
			{Text: r.text("model")},
			{Text: r.duration("wall_ms"), Under: r.durations("wall_low_ms", "wall_high_ms")},
			{Text: quantity.Number(r.number("units_per_s")) + "/s"},
			{Text: quantity.Ratio(r.number("speedup")), Under: r.times("speedup_low", "speedup_high")},
			{Text: r.duration("p50_ms")},
			{Text: r.duration("p99_ms")},
			{Text: r.duration("cpu_ms")},
			{Text: quantity.Number(r.number("errors"))},
		})
	}
	return g
}
