package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Plot draws any gonum plot in the look of the lab: black is ink and white is paper in both
// themes, greys turn around with them, coloured lines stay readable on dark paper, and [Hue] has
// the theme's own colours. A plot's points become pixels as in print, 96 to 72, so that gonum's default
// sizes of text come out right. The plot itself is not changed.
//
// Alt says what the picture shows; where it is empty, the plot's title has to do. It is an error to
// have neither, as it is when gonum/plot or one of its plotters panics, on a logarithmic axis
// with a value that is not positive for example.
func Plot(p *plot.Plot, alt string) (fig Figure, err error) {
	const height = 432
	if p == nil {
		return Figure{}, errors.New("chart: plot is nil, want one from plot.New")
	}
	if alt == "" {
		alt = p.Title.Text
	}
	if alt == "" {
		return Figure{}, errors.New("chart: plot has no Title.Text and no alternative text: say in one sentence what it shows")
	}
	if err := finite(p); err != nil {
		return Figure{}, err
	}
	defer func() {
		if r := recover(); r != nil {
			fig, err = Figure{}, fmt.Errorf("chart: plot %q cannot be drawn: gonum/plot says %q: look at the values and scales of its axes", p.Title.Text, fmt.Sprint(r))
		}
	}()
	const pixel = 0.75 // in points
	c := newCanvas(height, 1/pixel)
	own := *p
	adopt(&own, newTypesetter(c))
	own.Title.TextStyle.Font.Weight = font.WeightSemiBold
	own.Legend.Padding = max(own.Legend.Padding, 4) // gonum's lines of text touch
	dc := draw.NewCanvas(c, width*pixel, height*pixel)
	own.Draw(draw.Crop(dc, 12*pixel, -16*pixel, 10*pixel, -16*pixel))
	title := p.Title.Text
	if title == "" {
		title = "Plot"
	}
	return Figure{document(c, height, title, alt), clean(alt)}, nil
}

// finite refuses axes for which gonum/plot looks for ticks without end. An infinity is its sign of
// an axis without values, which it draws from -1 to 1.
func finite(p *plot.Plot) error {
	for i, a := range []plot.Axis{p.X, p.Y} {
		if math.IsNaN(a.Min) || math.IsNaN(a.Max) {
			return fmt.Errorf("chart: plot %q: axis %c goes from %v to %v, want numbers: leave values that are missing out", p.Title.Text, "XY"[i], a.Min, a.Max)
		}
	}
	return nil
}

// adopt gives all text that a plot lays out itself to our typesetter.
func adopt(p *plot.Plot, t text.Handler) {
	p.TextHandler = t
	for _, sty := range []*text.Style{
		&p.Title.TextStyle, &p.Legend.TextStyle,
		&p.X.Label.TextStyle, &p.X.Tick.Label, &p.Y.Label.TextStyle, &p.Y.Tick.Label,
	} {
		sty.Handler = t
	}
}

// newPlot is a plot in our own figures: no frame, no tick marks, soft labels, pixels for points.
func newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle.Width = 0
		a.Tick.Length = 0
		a.Tick.Label.Font = sans(textSize)
		a.Tick.Label.Color = soft
		a.Label.TextStyle.Font = sans(textSize)
		a.Label.TextStyle.Color = soft
		a.Label.Padding = 4
		a.Padding = 4
	}
	return p
}

// label writes s beside the point x, y of a plot's canvas, in the middle of its height.
func label(c draw.Canvas, p *plot.Plot, x, y vg.Length, align text.XAlignment, color paint, s string) {
	sty := p.X.Tick.Label
	sty.Color, sty.XAlign, sty.YAlign = color, align, draw.YCenter
	c.FillText(sty, vg.Point{X: x, Y: y + sty.FontExtents().Descent}, s)
}

// line is a line style.
func line(color paint, width vg.Length, dash ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: color, Width: width, Dashes: dash}
}

// area fills what lies between two lines.
func area(c draw.Canvas, color paint, low, high []vg.Point) {
	var path vg.Path
	for i, pt := range low {
		if i == 0 {
			path.Move(pt)
		} else {
			path.Line(pt)
		}
	}
	for _, pt := range slices.Backward(high) {
		path.Line(pt)
	}
	path.Close()
	c.SetColor(color)
	c.Fill(path)
}

// ring draws a circle that hides what is behind it.
func ring(c draw.Canvas, x, y, radius vg.Length, color paint) {
	dot(c, x, y, radius, color)
	dot(c, x, y, radius-1.6, paper)
}

// dot fills a circle.
func dot(c draw.Canvas, x, y, radius vg.Length, color paint) {
	var path vg.Path
	path.Arc(vg.Point{X: x, Y: y}, radius, 0, 2*math.Pi)
	path.Close()
	c.SetColor(color)
	c.Fill(path)
}
