package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// scalingPlotter draws the points, and the law where there is one.
type scalingPlotter struct {
	Scaling
	levels []Level
	fitted bool
	ticks  []float64
}

// curvePoints is how many points a law is drawn with.
const curvePoints = 120

// most is the greatest value to draw, with room above it. The band counts only as far as it is twice as high as the points.
func (d scalingPlotter) most() float64 {
	points, band := 0.0, 0.0
	for _, l := range d.levels {
		points = max(points, l.Value)
		if l.known() {
			points = max(points, l.High)
		}
		if d.fitted {
			band = max(band, d.Fit.Band(l.At).High)
		}
	}
	if most := max(points, min(band, 2*points)); most > 0 {
		return 1.08 * most
	}
	return 1
}

func (d scalingPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, t := range d.ticks {
		c.StrokeLine2(line(grid, 1), c.Min.X, y(t), c.Max.X, y(t))
	}
	unit := d.Unit
	if unit == "" {
		unit = "times as fast"
	}
	label(c, p, margin, c.Max.Y+d.strip()-10, text.XLeft, soft, unit)
	if d.fitted {
		d.best(c, p, x, margin+widthOf(unit, sans(textSize))+18)
		d.law(c, p, x, y)
	}
	for _, l := range d.levels {
		if l.known() {
			c.StrokeLine2(line(ink, 1.5), x(l.At), y(l.Low), x(l.At), y(l.High))
		}
		ring(c, x(l.At), y(l.Value), 4, ink)
	}
}

// law draws the band, what the first worker promises, and the law itself with its numbers at its end.
func (d scalingPlotter) law(c draw.Canvas, p *plot.Plot, x, y func(float64) vg.Length) {
	var middle, low, high []vg.Point
	bounded := func(v float64) vg.Length { return y(min(max(v, p.Y.Min), p.Y.Max)) }
	for i := range curvePoints + 1 {
		n := p.X.Min + float64(i)/curvePoints*(p.X.Max-p.X.Min)
		if _, logarithmic := p.X.Scale.(plot.LogScale); logarithmic {
			n = p.X.Min * math.Pow(p.X.Max/p.X.Min, float64(i)/curvePoints)
		}
		value, _ := d.Fit.At(n)
		band := d.Fit.Band(n)
		middle = append(middle, vg.Point{X: x(n), Y: bounded(value)})
		low = append(low, vg.Point{X: x(n), Y: bounded(band.Low)})
		high = append(high, vg.Point{X: x(n), Y: bounded(band.High)})
	}
	area(c, run.pale(), low, high)
	if d.Fit.Law != infer.Linear {
		d.ideal(c, p, x, y)
	}
	c.StrokeLines(line(run, 2), middle)
	d.numbers(c, p, middle[len(middle)-1].Y)
}

// ideal is drawn to where it leaves the plot, with its name on the side where nothing can be.
func (d scalingPlotter) ideal(c draw.Canvas, p *plot.Plot, x, y func(float64) vg.Length) {
	lambda := d.Fit.Lambda.Value
	last := min(p.X.Max, p.Y.Max/lambda)
	var points []vg.Point
	for i := range curvePoints + 1 {
		n := p.X.Min + float64(i)/curvePoints*(last-p.X.Min)
		points = append(points, vg.Point{X: x(n), Y: y(lambda * n)})
	}
	c.StrokeLines(line(base, 1.5, 4, 4), points)
	end := points[len(points)-1]
	room := widthOf("ideal", sans(textSize)) + 10
	switch {
	case last == p.X.Max: // it ends beside the law
		label(c, p, end.X, min(end.Y+14, c.Max.Y+8), text.XRight, soft, "ideal")
	case end.X-c.Min.X > room:
		label(c, p, end.X-8, end.Y-8, text.XRight, soft, "ideal")
	default:
		label(c, p, end.X+8, end.Y-8, text.XLeft, soft, "ideal")
	}
}

// best marks the best number as an interval, with its name over the plot, not left of from.
func (d scalingPlotter) best(c draw.Canvas, p *plot.Plot, x func(float64) vg.Length, from vg.Length) {
	best := d.Fit.Best
	low, high := best.Interval.Low, best.Interval.High
	if !d.marksBest() {
		return
	}
	at := func(n float64) vg.Length { return x(min(max(n, p.X.Min), p.X.Max)) }
	left, right := at(low), max(at(high), at(low)+2)
	band := vg.Rectangle{Min: vg.Point{X: left, Y: c.Min.Y}, Max: vg.Point{X: right, Y: c.Max.Y}}
	c.SetColor(good.pale())
	c.Fill(band.Path())
	name, interval := d.bestText()
	middle := (left + right) / 2
	if best.Value <= p.X.Max {
		middle = at(best.Value)
		c.StrokeLine2(line(good, 2), middle, c.Min.Y, middle, c.Max.Y)
	}
	half := max(widthOf(name, sans(textSize)), widthOf(interval, sans(textSize))) / 2
	middle = min(max(middle, from+half), width-margin-half)
	label(c, p, middle, c.Max.Y+d.strip()-10, text.XCenter, good, name)
	label(c, p, middle, c.Max.Y+d.strip()-27, text.XCenter, soft, interval)
}

// marksBest reports whether there is a best number that may lie within what was measured.
func (d scalingPlotter) marksBest() bool {
	i := d.Fit.Best.Interval
	return d.fitted && i.Known() && i.Low <= d.Fit.Most
}

// strip is the room over the plot: for the unit of its axis, and the best number with its interval.
func (d scalingPlotter) strip() vg.Length {
	if d.marksBest() {
		return 40
	}
	return 24
}

// bestText is the best number and its interval.
func (d scalingPlotter) bestText() (name, interval string) {
	best := d.Fit.Best
	name = "best: " + d.counted(whole(best.Value))
	if best.Value > d.Fit.Most {
		name = "best: " + d.counted(whole(best.Interval.Low)) + " or more"
	}
	return name, bestInterval(best.Interval)
}

// numbers say what the law is, at its end.
func (d scalingPlotter) numbers(c draw.Canvas, p *plot.Plot, end vg.Length) {
	const step = 18
	lines := d.coefficients()
	at := min(max(end, c.Min.Y+vg.Length(len(lines))*step), c.Max.Y-step/2)
	left := c.Max.X + 14
	c.StrokeLines(line(run.faint(), 1), []vg.Point{{X: c.Max.X, Y: end}, {X: left - 3, Y: at}})
	label(c, p, left, at, text.XLeft, run, lawNames[d.Fit.Law].short)
	for i, s := range lines {
		label(c, p, left, at-vg.Length(i+1)*step, text.XLeft, soft, s)
	}
}

// coefficients are those that the law has, with their intervals, and how much of the differences it explains.
func (d scalingPlotter) coefficients() []string {
	var lines []string
	for _, e := range []struct {
		name string
		infer.Estimate
	}{{"σ", d.Fit.Sigma}, {"κ", d.Fit.Kappa}} {
		if i := e.Interval; i.Known() {
			lines = append(lines, e.name+" "+coefficient(e.Value)+" ("+coefficient(i.Low)+" to "+coefficient(i.High)+")")
		}
	}
	switch r := d.Fit.R2; {
	case r >= 0.9995:
		lines = append(lines, "R² > 0.999")
	case isFinite(r):
		lines = append(lines, "R² "+quantity.Number(r))
	}
	return lines
}

// column is the room for them.
func (d scalingPlotter) column() vg.Length {
	if !d.fitted {
		return 40
	}
	widest := widthOf(lawNames[d.Fit.Law].short, sans(textSize))
	for _, s := range d.coefficients() {
		widest = max(widest, widthOf(s, sans(textSize)))
	}
	return beside + widest
}
