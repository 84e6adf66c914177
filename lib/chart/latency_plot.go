package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// curveLabel is the height of the two lines that stand at a curve's end, rawLabel what a third one adds.
const (
	curveLabel = 36
	rawLabel   = 16
)

func (s curve) labelHeight() vg.Length {
	if s.raw.N() > 0 {
		return curveLabel + rawLabel
	}
	return curveLabel
}

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
		if s.raw.N() > 0 {
			c.StrokeLines(line(s.paint, 1, 2, 2), curve{sample: s.raw}.points(c, x, y))
		}
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
	height := tallest(d.curves)
	places := apart(ends, c.Min.Y+height/2, c.Max.Y-height/2, height)
	for i, s := range d.curves {
		end := vg.Point{X: x(s.end()), Y: ends[i]}
		c.StrokeLines(line(s.paint.faint(), 1), []vg.Point{end, {X: c.Max.X, Y: end.Y}, {X: c.Max.X + tie, Y: places[i] + height/2 - 10}})
		s.label(c, p, places[i]+height/2-10)
	}
}

// tallest is the height of a label that has room for all.
func tallest(curves []curve) vg.Length {
	height := vg.Length(0)
	for _, s := range curves {
		height = max(height, s.labelHeight())
	}
	return height
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

// tie is the room between a curve's end and its name.
const tie = 8

// label writes a curve's name and numbers, with a piece of its line.
func (s curve) label(c draw.Canvas, p *plot.Plot, y vg.Length) {
	const sample, gap, step = 18, 5, 16
	left := c.Max.X + tie
	c.StrokeLine2(line(s.paint, 2, s.dash...), left, y, left+sample, y)
	left += sample + gap
	label(c, p, left, y, text.XLeft, ink, cut(s.name, sans(textSize), width-margin/2-left))
	label(c, p, left, y-step, text.XLeft, soft, numbersOf(s.sample))
	if s.raw.N() > 0 {
		c.StrokeLine2(line(s.paint, 1, 2, 2), c.Max.X+tie, y-2*step, c.Max.X+tie+sample, y-2*step)
		label(c, p, left, y-2*step, text.XLeft, soft, "raw "+numbersOf(s.raw))
	}
}

// numbersOf are the percentiles that the data carry.
func numbersOf(s infer.Sample) string {
	text := "p50 " + quantity.Duration(s.Quantile(0.5))
	if s.N() >= unitsForP99 {
		text += ", p99 " + quantity.Duration(s.Quantile(0.99))
	}
	return text
}
