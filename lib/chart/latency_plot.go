package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/internal/quantity"
)

// curveLabel is the height of the two lines that stand at a curve's end.
const curveLabel = 36

// eachUnit is up to how many units a curve has a point for each; above it has one for each pixel.
const eachUnit = 400

// eachDot is up to how many units each is a dot, because a line through so few pretends more.
const eachDot = 40

// curvePlotter draws curves with their names at their ends.
type curvePlotter struct{ curves []curve }

func (d curvePlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		c.StrokeLine2(line(grid, 1), x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
	}
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		c.StrokeLine2(line(grid, 1), c.Min.X, y(t.Value), c.Max.X, y(t.Value))
	}
	ends := make([]vg.Length, len(d.curves))
	for i, s := range d.curves {
		points := s.points(c, x, y)
		c.StrokeLines(line(s.paint, 2, s.dash...), points)
		if s.sample.N() <= eachDot {
			for _, pt := range points {
				dot(c, pt.X, pt.Y, 2.5, s.paint)
			}
		}
		if s.sample.N() >= unitsForP99 {
			dot(c, x(0.99), y(s.sample.Quantile(0.99)), 4.5, s.paint)
		}
		ends[i] = points[len(points)-1].Y
	}
	places := spread(ends, c.Min.Y+curveLabel/2, c.Max.Y-curveLabel/2, curveLabel)
	for i, s := range d.curves {
		d.name(c, p, s, vg.Point{X: x(s.end()), Y: ends[i]}, places[i])
	}
}

// end is the share of units that are faster than the slowest one.
func (s curve) end() float64 { return 1 - 1/float64(s.sample.N()) }

// points is the quantile function up to where one unit is left, and that unit.
func (s curve) points(c draw.Canvas, x, y func(float64) vg.Length) []vg.Point {
	var points []vg.Point
	for _, q := range s.shares(int(x(s.end()) - c.Min.X)) {
		points = append(points, vg.Point{X: x(q), Y: y(s.sample.Quantile(q))})
	}
	return append(points, vg.Point{X: x(s.end()), Y: y(s.sample.Quantile(1))})
}

// shares are where the quantile function is drawn: at each unit, or at each of some pixels.
func (s curve) shares(pixels int) []float64 {
	n := s.sample.N()
	var shares []float64
	if n <= eachUnit {
		for i := range n - 1 {
			shares = append(shares, float64(i)/float64(n-1))
		}
		return shares
	}
	for px := range pixels {
		shares = append(shares, tailScale{}.share(float64(px)/float64(pixels), s.end()))
	}
	return append(shares, s.end())
}

// name writes a curve's name and numbers at the height place, and ties them to its end.
func (d curvePlotter) name(c draw.Canvas, p *plot.Plot, s curve, end vg.Point, place vg.Length) {
	const tie, sample, gap = 8, 18, 5
	left := c.Max.X + tie
	c.StrokeLines(line(s.paint.faint(), 1), []vg.Point{end, {X: c.Max.X, Y: end.Y}, {X: left, Y: place + 8}})
	c.StrokeLine2(line(s.paint, 2, s.dash...), left, place+8, left+sample, place+8)
	label(c, p, left+sample+gap, place+8, text.XLeft, ink, cut(s.name, sans(textSize), width-margin/2-left-sample-gap))
	label(c, p, left+sample+gap, place-8, text.XLeft, soft, s.numbers())
}

// numbers are the percentiles that the data carry.
func (s curve) numbers() string {
	text := "p50 " + quantity.Duration(s.sample.Quantile(0.5))
	if s.sample.N() >= unitsForP99 {
		text += ", p99 " + quantity.Duration(s.sample.Quantile(0.99))
	}
	return text
}
