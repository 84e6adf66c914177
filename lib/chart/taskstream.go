package chart

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"threadboost/lib/internal/quantity"
)

// TaskStream shows what each worker does at each moment of a trial: one lane a worker, time to the
// right, idle is empty paper.
type TaskStream struct {
	Model    string   // whose trial it is
	Measured []string // what was measured, in parts: "120 requests", "trial 4"
	WallNS   int64    // the trial's makespan, in nanoseconds
	Cores    int      // that the trial could use; 0: unknown
	Lanes    []string // names of the lanes, by their number; empty: they are workers
	Units    []Span   // in any order
}

// A Span is one unit, or one stage of it. Times are nanoseconds after the trial's start.
type Span struct {
	Lane           int   // the worker, from 0
	Due            int64 // when it could have begun
	Queued         int64 // when it was put into a queue, 0: it was not
	Started, Ended int64
	WaitStarted    int64 // when its first wait began
	Waited         int64 // sum of its waits, drawn as one block from WaitStarted; 0: it did not wait
	Waits          int   // number of its waits
	Ready          int64 // the last part of Waited, in which it could have gone on but another unit ran
	Mixed          bool  // it ran and waited, and when is not known
	Retried        bool  // it took more than one attempt
	Failed         bool
}

// Draw makes the figure. Where there are too many workers or units to see, it draws less of them
// and says so under the title. It is an error when there are no units, and when times are not in order.
func (t TaskStream) Draw() (Figure, error) {
	if err := checkUnits("task stream", t.Model, t.WallNS, t.Units); err != nil {
		return Figure{}, err
	}
	rows, notes := arrange(t.Units)
	p := newPlot()
	p.X.Min, p.X.Max = 0, float64(t.WallNS)
	p.X.Tick.Marker = timeTicks(p.X.Max)
	pitch := rowPitch(len(rows))
	p.Y.Min, p.Y.Max = -0.5, float64(len(rows))-0.5
	p.Y.Tick.Marker = t.rowLabels(rows)
	blocks, cell := t.blocks(rows, barHeight(pitch))
	gap := vg.Length(0.7) // so that neighbours are seen as two
	if cell > 0 {
		gap = 0
		notes = append(notes, fmt.Sprintf("heights: shares of each %s", quantity.Duration(cell)))
	}
	if slices.ContainsFunc(t.Units, func(u Span) bool { return u.Waits > 1 }) {
		notes = append(notes, "the waits of a unit drawn as one")
	}
	p.Add(blockPlotter{blocks, len(rows), barHeight(pitch), gap})
	sum := t.total()
	return sheet{
		title:    sum.title(),
		measured: slices.Concat([]string{"Task stream of " + short(t.Model)}, t.Measured, notes),
		alt:      sum.title() + ". " + sum.alt(full(t.Model)),
		key:      blocks.key(),
		plot:     p, right: 24, below: 10, height: 26 + vg.Length(len(rows))*pitch,
	}.draw(), nil
}

// checkUnits refuses units whose times are not in order.
func checkUnits(figure, model string, wall int64, units []Span) error {
	if len(units) == 0 {
		return fmt.Errorf("chart: %s of %q has no units: draw it when the trial has ended", figure, model)
	}
	for i, u := range units {
		inOrder := 0 <= u.Started && u.Started <= u.Ended && u.Ended <= wall
		waitInside := u.Waited == 0 || u.Waited > 0 && u.Started <= u.WaitStarted && u.Waited <= u.Ended-u.WaitStarted
		if !inOrder || !waitInside || u.Ready < 0 || u.Ready > u.Waited {
			return fmt.Errorf("chart: unit %d of the %s of %q has the times %+v in a trial of %d ns, want 0 <= Started <= WaitStarted <= WaitStarted+Waited <= Ended <= WallNS and Ready <= Waited", i, figure, model, u, wall)
		}
	}
	if wall == 0 {
		return fmt.Errorf("chart: %s of %q took 0 ns: set WallNS", figure, model)
	}
	return nil
}

// timeTicks are moments, all in the unit of the last.
func timeTicks(wall float64) plot.ConstantTicks {
	values := linearTicks(0, wall)
	last := values[len(values)-1]
	return labelled(values, func(ns float64) string { return inUnitOf(last, ns) })
}
