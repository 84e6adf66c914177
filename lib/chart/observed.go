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

// Path shows how a value that a model observes went during a trial, such as the limit that it finds, and under it how long units took
// meanwhile.
type Path struct {
	Model    string   // whose trial it is
	Measured []string // what was measured, in parts
	Name     string   // of the value: "limit"
	WallNS   int64    // the trial's makespan, in nanoseconds
	Points   []Moment // in any order; a value holds until the next one
	Units    []Span   // of which the lower part shows the time that each took; none: it is left out
}

// A Moment is a value from a time on, in nanoseconds after the trial's start.
type Moment struct {
	At    int64
	Value float64 // 0 or more
}

// Draw makes the figure. What the value comes to is told by the second half of the trial: its median by time and its range. It is said
// to rise or fall where the medians of the quarters do and the last one is out of the range of the third, and else to settle, if it moved often
// enough. It is an error when there is no point,
// and when one lies outside of the trial or has a value that is negative or not finite.
func (p Path) Draw() (Figure, error) {
	steps, err := p.steps()
	if err != nil {
		return Figure{}, err
	}
	wall := float64(p.WallNS)
	e := ending(steps, wall)
	panels := []panel{{
		name: p.Name, high: 1.06 * cmp.Or(peak(steps), 1), text: quantity.Number, height: 170,
		whole: !slices.ContainsFunc(steps, func(s step) bool { return s.value != math.Trunc(s.value) }),
		draw:  p.drawSteps(steps, e), marks: e.marks(),
	}}
	notes := []string{"shaded: the range of the second half"}
	if len(steps) > mostSteps {
		notes = append(notes, fmt.Sprintf("mean and range of each %s", quantity.Duration(wall/depthCells)))
	}
	if times := timesOf(p.Units, p.WallNS); times.most > 0 {
		panels = append(panels, panel{
			name: "time of a unit, started to ended", high: 1.06 * times.most, height: 90, draw: times.draw,
			text: func(ns float64) string { return inUnitOf(times.most, ns) },
		})
		notes = append(notes, times.notes()...)
	}
	return onTime(sheet{
		title:    e.title(p.Name),
		measured: slices.Concat([]string{short(p.Model)}, p.Measured, notes),
		alt: fmt.Sprintf("%s. %s: %s from %s to %s in %s.", e.title(p.Name), full(p.Model), p.Name, quantity.Number(steps[0].value),
			quantity.Number(steps[len(steps)-1].value), quantity.Duration(wall)),
	}, wall, panels...), nil
}

// steps are the checked points in the order of their time.
func (p *Path) steps() ([]step, error) {
	p.Name = cmp.Or(cut(p.Name, sans(textSize), nameWidth), "value")
	if len(p.Points) == 0 {
		return nil, fmt.Errorf("chart: path of %q has no points: the model observed no %s", p.Model, p.Name)
	}
	if p.WallNS <= 0 {
		return nil, fmt.Errorf("chart: path of %q took %d ns: set WallNS", p.Model, p.WallNS)
	}
	points := slices.Clone(p.Points)
	slices.SortStableFunc(points, func(a, b Moment) int { return cmp.Compare(a.At, b.At) })
	var steps []step
	for _, m := range points {
		if !(m.Value >= 0 && m.Value <= 1e15) || m.At < 0 || m.At > p.WallNS {
			return nil, fmt.Errorf("chart: path of %q has %s %v at %d ns of %d, want 0 to 1e15 within the trial", p.Model, p.Name, m.Value, m.At, p.WallNS)
		}
		if len(steps) == 0 {
			steps = []step{{0, m.Value}} // nothing is known of before
		}
		steps = upTo(steps, step{float64(m.At), m.Value})
	}
	return steps, nil
}

// drawSteps draws the value, over the range of its second half.
func (p Path) drawSteps(steps []step, e ends) func(c draw.Canvas, x, y func(float64) vg.Length) {
	wall := float64(p.WallNS)
	return func(c draw.Canvas, x, y func(float64) vg.Length) {
		c.SetColor(base.pale())
		half := vg.Rectangle{Min: vg.Point{X: x(wall / 2), Y: y(e.low) - 1.5}, Max: vg.Point{X: x(wall), Y: y(e.high) + 1.5}}
		c.Fill(half.Path())
		line := line(run, 2)
		if len(steps) > mostSteps {
			cut := cells(steps, wall, depthCells)
			low, high := of(cut, func(c cell) float64 { return c.low }), of(cut, func(c cell) float64 { return c.high })
			area(c, run.faint(), stairs(low, wall, x, y), stairs(high, wall, x, y))
			steps = of(cut, func(c cell) float64 { return c.mean })
		}
		c.StrokeLines(line, stairs(steps, wall, x, y))
	}
}
