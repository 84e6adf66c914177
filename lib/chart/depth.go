package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/internal/quantity"
)

// Depth shows how many units were in flight at each moment of a trial, running or waiting, and under that how many were in the queue.
type Depth struct {
	Model    string   // whose trial it is
	Measured []string // what was measured, in parts
	WallNS   int64    // the trial's makespan, in nanoseconds
	Cores    int      // that the trial could use, marked; 0: unknown
	Limit    int      // how many units the model lets in at once, marked; 0: none, or unknown
	Units    []Span   // in any order
}

// Draw makes the figure. Units that were put into a queue are in it from then until they start. Where none was, but units became due
// over time, those that were due and had not begun are shown instead. Where there are too many steps to see, the figure shows the mean
// and the peak of short stretches of time and says so. It is an error when there are no units, and when times are not in order.
func (d Depth) Draw() (Figure, error) {
	if err := checkUnits("depth", d.Model, d.WallNS, d.Units); err != nil {
		return Figure{}, err
	}
	wall := float64(d.WallNS)
	flight, active := d.inFlight()
	backlog, name := d.queue()
	panels := []panel{{
		name: "units in flight", high: 1.06 * cmp.Or(peak(flight), 1), text: quantity.Number, whole: true, height: 170, marks: d.marks(peak(flight)),
		draw: layers(wall, layer{flight, wait}, layer{active, run}),
	}}
	key := []entry{stateNames[running], stateNames[waiting]}
	if mean(active, wall) == mean(flight, wall) {
		key = key[:1]
	}
	if len(backlog) > 1 {
		key = append(key, stateNames[queued])
		panels = append(panels, panel{name: name, high: 1.06 * peak(backlog), text: quantity.Number, whole: true, height: 90, draw: layers(wall, layer{backlog, queue})})
	}
	for i := range panels {
		for _, m := range panels[i].marks {
			panels[i].high = max(panels[i].high, 1.06*m.value)
		}
	}
	return onTime(sheet{
		title:    d.title(flight, backlog, name),
		measured: slices.Concat([]string{short(d.Model)}, d.Measured, d.notes(max(len(flight), len(active), len(backlog)))),
		alt:      d.title(flight, backlog, name) + ". " + d.alt(active),
		key:      key,
	}, wall, panels...), nil
}

// inFlight counts the units that have started and not ended, and those of them that do not wait.
func (d Depth) inFlight() (flight, running []step) {
	whole, parts := make([]stretch, 0, len(d.Units)), make([]stretch, 0, 2*len(d.Units))
	for _, u := range d.Units {
		whole = append(whole, stretch{u.Started, u.Ended})
		if u.Waited == 0 {
			parts = append(parts, stretch{u.Started, u.Ended})
			continue
		}
		parts = append(parts, stretch{u.Started, u.WaitStarted}, stretch{u.WaitStarted + u.Waited, u.Ended})
	}
	return count(whole), count(parts)
}

// queue counts the units that are queued, or else those that are late.
func (d Depth) queue() (steps []step, name string) {
	var queued, late []stretch
	arrives := false
	for _, u := range d.Units {
		if u.Queued > 0 {
			queued = append(queued, stretch{u.Queued, u.Started})
		}
		late = append(late, stretch{u.Due, u.Started})
		arrives = arrives || u.Due > 0
	}
	switch {
	case len(queued) > 0:
		return count(queued), "in the queue"
	case arrives:
		return count(late), "due and not begun"
	}
	return nil, ""
}

// marks are the cores and the limit, where they are not so far above the units that these could not be seen.
func (d Depth) marks(most float64) []mark {
	const far = 4
	var marks []mark
	if d.Cores > 0 && float64(d.Cores) <= far*most {
		marks = append(marks, mark{float64(d.Cores), quantity.Count(d.Cores, "core"), ink, []vg.Length{2, 3}})
	}
	if d.Limit > 0 && float64(d.Limit) <= far*most {
		marks = append(marks, mark{float64(d.Limit), "limit " + quantity.Number(float64(d.Limit)), base, []vg.Length{6, 3}})
	}
	return marks
}

// title tells the numbers of this one trial.
func (d Depth) title(flight, queued []step, queue string) string {
	average, most := mean(flight, float64(d.WallNS)), peak(flight)
	title := fmt.Sprintf("%s units in flight on average, at most %s", quantity.Number(math.Round(10*average)/10), quantity.Number(most))
	if most <= 1 {
		title = "One unit at a time"
	}
	if deepest := peak(queued); deepest > 0 {
		title += fmt.Sprintf("; up to %s %s", quantity.Number(deepest), queue)
	}
	return title
}

func (d Depth) notes(steps int) []string {
	var notes []string
	if steps > mostSteps {
		notes = append(notes, fmt.Sprintf("mean and peak of each %s", quantity.Duration(float64(d.WallNS)/depthCells)))
	}
	if slices.ContainsFunc(d.Units, func(u Span) bool { return u.Waits > 1 }) {
		notes = append(notes, "the waits of a unit drawn as one")
	}
	return notes
}

func (d Depth) alt(active []step) string {
	text := fmt.Sprintf("%s: %s in %s, %s of them running on average", full(d.Model), quantity.Count(len(d.Units), "unit"),
		quantity.Duration(float64(d.WallNS)), quantity.Number(mean(active, float64(d.WallNS))))
	if d.Cores > 0 {
		text += " on " + quantity.Count(d.Cores, "core")
	}
	return text + "."
}

// depthCells is into how many stretches time is cut where there are too many steps.
const depthCells = plotWidth / 2

// A layer is steps filled down to 0.
type layer struct {
	steps []step
	paint
}

// edge is the paint of a line, which is lost in that of the queue.
func (l layer) edge() paint {
	if l.paint == queue {
		return base
	}
	return l.paint
}

// layers draws one layer over the other.
func layers(wall float64, layers ...layer) func(c draw.Canvas, x, y func(float64) vg.Length) {
	return func(c draw.Canvas, x, y func(float64) vg.Length) {
		for _, l := range layers {
			steps := l.steps
			if len(steps) > mostSteps {
				cut := cells(steps, wall, depthCells)
				steps = of(cut, func(c cell) float64 { return c.mean })
				c.StrokeLines(line(l.edge(), 1), stairs(of(cut, func(c cell) float64 { return c.high }), wall, x, y))
			}
			area(c, l.paint, foot(wall, x, y), stairs(steps, wall, x, y))
		}
	}
}
