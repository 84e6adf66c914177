package chart

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// ECDF shows the share of units that ended within each latency, which is logarithmic: the empirical distribution function. A steep line
// is a model whose units take alike. Where a series has both ways of counting, the room between its lines is what a load
// generator hides that waits for an answer before it asks again.
type ECDF struct {
	Measured []string // what was measured, in parts
	Series   []Series // at most 12, in the order of their colours
}

// Draw makes the figure. Names stand in the order of the medians. It is an error when a series is empty or has a latency that is negative
// or not finite.
func (e ECDF) Draw() (Figure, error) {
	curves, err := curvesOf("ECDF", e.Series)
	if err != nil {
		return Figure{}, err
	}
	p := newPlot()
	p.X.Scale = plot.LogScale{}
	p.X.Min, p.X.Max = latencyRange(curves)
	p.X.Tick.Marker = labelled(decadeTicks(p.X.Min, p.X.Max), quantity.Duration)
	p.X.Padding = 8 // the labels of both axes meet in the corner
	p.Y.Min, p.Y.Max = 0, 1
	p.Y.Tick.Marker = labelled([]float64{0, 0.25, 0.5, 0.75, 1}, func(share float64) string { return percent(100 * share) })
	p.Add(ecdfPlotter{curves})
	return latencySheet(append(slices.Clone(e.Measured), "log scale"), e.Series, curves, p).draw(), nil
}

// ecdfPlotter draws curves with their names at the right.
type ecdfPlotter struct{ curves []curve }

func (d ecdfPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		c.StrokeLine2(line(grid, 1), x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
	}
	for _, t := range p.Y.Tick.Marker.Ticks(0, 1) {
		c.StrokeLine2(line(grid, 1), c.Min.X, y(t.Value), c.Max.X, y(t.Value))
	}
	medians := make([]vg.Length, len(d.curves))
	for i, s := range d.curves {
		medians[i] = -x(s.sample.Quantile(0.5))
		if s.raw.N() > 0 {
			c.StrokeLines(line(s.paint, 1, 2, 2), stepsOf(s.raw, x, y))
		}
		c.StrokeLines(line(s.paint, 2, s.dash...), stepsOf(s.sample, x, y))
	}
	height := tallest(d.curves)
	room := c.Max.Y - c.Min.Y - height
	top := c.Max.Y - height/2 - max(0, room-vg.Length(len(d.curves)-1)*height)/2
	for i := range medians { // near each other, the quickest at the top
		medians[i] = top + medians[i]/1000
	}
	places := apart(medians, c.Min.Y+height/2, top, height)
	for i, s := range d.curves {
		s.label(c, p, places[i]+height/2-10)
	}
}

// stepsOf are the points of a distribution function: a step for each unit, or for many units one for each pixel of height.
func stepsOf(s infer.Sample, x, y func(float64) vg.Length) []vg.Point {
	n := min(s.N(), eachUnit)
	var points []vg.Point
	for i := range n {
		at := x(s.Quantile(rank(i, n, s.N())))
		points = append(points, vg.Point{X: at, Y: y(float64(i) / float64(n))}, vg.Point{X: at, Y: y(float64(i+1) / float64(n))})
	}
	return points
}

// rank is the quantile of the unit at which step i of n rises: the last of the units that the step stands for.
func rank(i, n, units int) float64 {
	if units == 1 {
		return 0
	}
	last := (i+1)*units/n - 1
	return float64(last) / float64(units-1)
}
