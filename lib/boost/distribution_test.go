package boost

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"

	"threadboost/lib/lab"
)

// arriving is due on a schedule that one worker cannot keep.
type arriving struct{ Units int }

func (a arriving) Prepare(context.Context) (*lab.Job, error) {
	return &lab.Job{Units: a.Units, Unit: nap, Due: func(i int) time.Duration { return time.Duration(i) * 50 * time.Microsecond }}, nil
}

func TestComparingFigures(t *testing.T) {
	inStore(t)
	e := naps("compared")
	e.Trials, e.Control = 6, true
	late := naps("late")
	late.Workload = arriving{20}
	var df, ofSweep dataframe.DataFrame
	captured(t, func() { df = Run(e); Run(late); ofSweep = Sweep(growing("levels", 1, 2, 4)) })
	pool := df.Filter(dataframe.F{Colname: "model", Comparator: series.Neq, Comparando: "Sequential (control)"})
	for _, c := range []struct {
		name string
		show func()
		code int
		want string
	}{
		{"improvement of a frame", func() { Improvement(df) }, 0, " Pool(4) "},
		{"improvement of an experiment", func() { Improvement(e) }, 0, " Pool(4) "},
		{"improvement of a sweep", func() { Improvement(ofSweep) }, 0, "Pool(4)"},
		{"forest", func() { Forest(df) }, 0, "Pool(4) "},
		{"forest against another model", func() { Forest(e, "Pool(4)") }, 0, "Times as fast: Sequential "},
		{"forest against what was not measured", func() { Forest(df, "Pool(5)") }, 1, `"Pool(5)" was not measured, it has Sequential, Pool(4)`},
		{"spread", func() { Spread(df) }, 0, "of 6 trials"},
		{"spread without the control", func() { Spread(pool) }, 0, "The middle half of the trials spans "},
		{"ECDF", func() { ECDF(df) }, 0, "Latency: Sequential p50 "},
		{"ECDF of units with a schedule", func() { ECDF(late) }, 0, "(raw p50 "},
		{"latency of units with a schedule", func() { Latency(late) }, 0, "(raw p50 "},
		{"heat map of models", func() { HeatMap(e) }, 0, "Latency: Sequential p50 "},
		{"heat map of a sweep", func() { HeatMap(ofSweep) }, 0, "Latency: 1 p50 "},
		{"resources", func() { Resources(df) }, 0, "processor time"},
		{"efficiency", func() { Efficiency(ofSweep) }, 0, "Efficiency: 1 worker 100.0 %"},
		{"efficiency of no sweep", func() { Efficiency(df) }, 1, "it is no sweep over a number of workers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, errs, code := captured(t, c.show)
			if code != c.code || !strings.Contains(out+errs, c.want) {
				t.Errorf("ended with %d, printed %q and %q, want %d and %q", code, out, errs, c.code, c.want)
			}
		})
	}
	if out, _, _ := captured(t, func() { Spread(pool) }); strings.Contains(out, "(control)") {
		t.Errorf("a row that was filtered out is in the figure: %s", out)
	}
}
