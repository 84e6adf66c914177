package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A row has a name at the left, marks on an axis that all rows share, and numbers at the right, so that nobody reads values off
// the axis.
type row struct {
	name    string
	numbers []string // the first one in ink, the others soft
	draw    func(c draw.Canvas, x func(float64) vg.Length, y vg.Length)
}

// rowTable is a figure of rows, the first one at the top.
type rowTable struct {
	rows        []row
	heads       []string // over the columns of numbers; nil: none
	pitch       vg.Length
	low, high   float64
	log         bool
	ticks       []float64
	tick        func(float64) string
	origin      float64 // has a heavier line; NaN: none
	less, more  string  // what is on the left and on the right of the origin
	behind      func(c draw.Canvas, x func(float64) vg.Length)
	columnWidth []vg.Length
}

const (
	rowHeight = 30 // as a rule
	headLine  = 20 // the height of the heads
	beside    = 22 // the room between the axis and the numbers
	between   = 8  // the room between two columns of numbers
)

// tablePlot is a plot for rows of columns, which a plotter fills: names at the left, no axes.
func tablePlot(names []string, columns int) *plot.Plot {
	p := newPlot()
	p.X.Min, p.X.Max = 0, float64(columns)
	p.X.Tick.Marker = plot.ConstantTicks{}
	p.Y.Min, p.Y.Max = -0.5, float64(len(names))-0.5
	p.Y.Tick.Label.Color = ink
	rows := make([]row, len(names))
	for i, name := range names {
		rows[i].name = name
	}
	p.Y.Tick.Marker = rowTable{rows: rows}.names()
	return p
}

// lay puts the table into a sheet.
func (t rowTable) lay(s sheet) Figure {
	p := newPlot()
	p.X.Min, p.X.Max = t.low, t.high
	if t.log {
		p.X.Scale = plot.LogScale{}
	}
	n := len(t.rows)
	p.Y.Min, p.Y.Max = -0.5, float64(n)-0.5
	p.Y.Tick.Label.Color = ink
	p.Y.Tick.Marker = t.names()
	t.columnWidth = t.widths()
	for _, w := range t.columnWidth {
		s.right += w
	}
	t.thin(p, width-margin-s.right-margin/2-t.longest())
	p.X.Tick.Marker = labelled(t.ticks, t.tick)
	p.Add(t)
	s.plot, s.right, s.below, s.height = p, s.right+margin/2, 10, vg.Length(n)*t.pitch+24
	if t.less != "" || t.more != "" {
		s.below = 24
	}
	if t.heads != nil {
		s.above = headLine
	}
	return s.draw()
}

// longest is the width of the longest name, with the room beside it.
func (t rowTable) longest() vg.Length {
	widest := vg.Length(0)
	for _, r := range t.rows {
		widest = max(widest, widthOf(short(r.name), sans(textSize)))
	}
	return widest + beside
}

// thin leaves every second tick out until their names fit side by side; the origin stays.
func (t *rowTable) thin(p *plot.Plot, across vg.Length) {
	const gap = 6
	touch := func() bool {
		end := vg.Length(math.Inf(-1))
		for _, tick := range t.ticks {
			middle, half := vg.Length(p.X.Norm(tick))*across, widthOf(t.tick(tick), sans(textSize))/2
			if middle-half < end+gap {
				return true
			}
			end = middle + half
		}
		return false
	}
	for len(t.ticks) > 1 && touch() {
		origin := max(0, slices.Index(t.ticks, t.origin))
		var fewer []float64
		for i, tick := range t.ticks {
			if (i-origin)%2 == 0 {
				fewer = append(fewer, tick)
			}
		}
		t.ticks = fewer
	}
}

func (t rowTable) names() plot.ConstantTicks {
	ticks := make(plot.ConstantTicks, len(t.rows))
	for i, r := range t.rows {
		ticks[i] = plot.Tick{Value: float64(len(t.rows) - 1 - i), Label: short(r.name)}
	}
	return ticks
}

// widths are those of the columns of numbers, with the room before each.
func (t rowTable) widths() []vg.Length {
	var widths []vg.Length
	add := func(texts []string) {
		for i, text := range texts {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			room := vg.Length(between)
			if i == 0 {
				room = beside
			}
			widths[i] = max(widths[i], room+widthOf(text, sans(textSize)))
		}
	}
	add(t.heads)
	for _, r := range t.rows {
		add(r.numbers)
	}
	return widths
}

func (t rowTable) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	if t.behind != nil {
		t.behind(c, x)
	}
	for _, tick := range t.ticks {
		c.StrokeLine2(line(grid, 1), x(tick), c.Min.Y, x(tick), c.Max.Y)
	}
	if isFinite(t.origin) {
		c.StrokeLine2(line(soft, 1.2), x(t.origin), c.Min.Y, x(t.origin), c.Max.Y)
		t.directions(c, p, x(t.origin))
	}
	t.write(c, p, c.Max.Y+headLine/2, t.heads, soft)
	for i, r := range t.rows {
		at := y(float64(len(t.rows) - 1 - i))
		r.draw(c, x, at)
		t.write(c, p, at, r.numbers, ink)
	}
}

// directions says what is on which side of the origin, where there is room.
func (t rowTable) directions(c draw.Canvas, p *plot.Plot, origin vg.Length) {
	under := c.Min.Y - 34
	if origin-c.Min.X > widthOf(t.less, sans(textSize)) {
		label(c, p, origin-8, under, text.XRight, soft, t.less)
	}
	if c.Max.X-origin > widthOf(t.more, sans(textSize)) {
		label(c, p, origin+8, under, text.XLeft, soft, t.more)
	}
}

// write puts texts into the columns of numbers.
func (t rowTable) write(c draw.Canvas, p *plot.Plot, y vg.Length, texts []string, first paint) {
	x, color := c.Max.X+beside, first
	for i, s := range texts {
		label(c, p, x, y, text.XLeft, color, s)
		x += t.columnWidth[i]
		if i == 0 {
			x -= beside - between
		}
		color = soft
	}
}

// interval draws a bar from low to high with a dot at the value; where the interval is not known it draws the dot alone.
func interval(c draw.Canvas, x func(float64) vg.Length, y vg.Length, value, low, high float64, known bool, color paint) {
	if known {
		c.StrokeLine2(line(color.faint(), 6), x(low), y, x(high), y)
	}
	if isFinite(value) {
		dot(c, x(value), y, 5, color)
	}
}
