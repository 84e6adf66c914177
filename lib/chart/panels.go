package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A panel is one of several plots that stand on each other over one axis of time. Its own axis begins at 0.
type panel struct {
	name   string // stands over it, at the left
	high   float64
	text   func(float64) string // writes a value of its axis
	whole  bool                 // its values are whole numbers
	height vg.Length
	draw   func(c draw.Canvas, x, y func(float64) vg.Length)
	marks  []mark
}

// A mark is a value that a line shows, with its name at the line's end.
type mark struct {
	value float64
	name  string
	paint
	dash []vg.Length
}

const (
	panelHead = 26 // over each panel, for its name
	markLine  = 17 // the height of a mark's name
)

// onTime puts panels into a sheet, with time in nanoseconds to the right.
func onTime(s sheet, wall float64, panels ...panel) Figure {
	p := newPlot()
	p.X.Min, p.X.Max = 0, wall
	p.X.Tick.Marker = timeTicks(wall)
	p.X.Padding = 8 // the labels of both axes meet in the corner
	total := vg.Length(0)
	widest := vg.Length(24)
	for _, one := range panels {
		total += panelHead + one.height
		for _, m := range one.marks {
			widest = max(widest, beside+widthOf(m.name, sans(textSize)))
		}
	}
	d := panelPlotter{panels: panels, total: total}
	p.Y.Min, p.Y.Max = 0, float64(total)
	p.Y.Tick.Marker = d.ticks()
	p.Add(d)
	s.plot, s.right, s.below, s.height = p, widest, 10, total+30
	return s.draw()
}

// panelPlotter draws panels, the first at the top. The plot's own axis counts pixels from below.
type panelPlotter struct {
	panels []panel
	total  vg.Length
}

// each calls do for each panel with the place of its foot.
func (d panelPlotter) each(do func(one panel, foot float64)) {
	top := float64(d.total)
	for _, one := range d.panels {
		top -= float64(panelHead + one.height)
		do(one, top)
	}
}

// at is the place of a value of a panel on the plot's axis.
func (one panel) at(foot, value float64) float64 {
	return foot + float64(one.height)*min(value/one.high, 1)
}

// values are those of a panel's ticks: few where it is low.
func (one panel) values() []float64 {
	values := linearTicks(0, one.high)
	if one.whole {
		values = wholes(0, one.high)
	}
	most := max(2, int(one.height/30))
	for len(values) > most {
		var half []float64
		for i := 0; i < len(values); i += 2 {
			half = append(half, values[i])
		}
		values = half
	}
	return values
}

func (d panelPlotter) ticks() plot.ConstantTicks {
	var ticks plot.ConstantTicks
	d.each(func(one panel, foot float64) {
		for _, v := range one.values() {
			ticks = append(ticks, plot.Tick{Value: one.at(foot, v), Label: one.text(v)})
		}
	})
	return ticks
}

func (d panelPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	d.each(func(one panel, foot float64) {
		up := func(value float64) vg.Length { return y(one.at(foot, value)) }
		label(c, p, c.Min.X, y(foot)+one.height+12, text.XLeft, soft, one.name)
		for _, v := range one.values() {
			c.StrokeLine2(line(grid, 1), c.Min.X, up(v), c.Max.X, up(v))
		}
		one.draw(c, x, up)
		one.drawMarks(c, p, up)
	})
}

func (one panel) drawMarks(c draw.Canvas, p *plot.Plot, y func(float64) vg.Length) {
	wanted := make([]vg.Length, len(one.marks))
	for i, m := range one.marks {
		wanted[i] = y(m.value)
	}
	places := apart(wanted, y(0)+markLine/2, y(one.high)+markLine/2, markLine)
	for i, m := range one.marks {
		c.StrokeLine2(line(m.paint, 1.5, m.dash...), c.Min.X, wanted[i], c.Max.X, wanted[i])
		c.StrokeLines(line(m.paint.faint(), 1), []vg.Point{{X: c.Max.X, Y: wanted[i]}, {X: c.Max.X + 8, Y: places[i]}})
		label(c, p, c.Max.X+12, places[i], text.XLeft, ink, m.name)
	}
}
