package chart

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// learners is a plot as a learner would make it: defaults of gonum, a legend, a grid.
func learners(t *testing.T) *plot.Plot {
	t.Helper()
	p := plot.New()
	p.Title.Text = "Throughput <by> workers"
	p.X.Label.Text, p.Y.Label.Text = "workers", "units per second"
	line, points, err := plotter.NewLinePoints(plotter.XYs{{X: 1, Y: 120}, {X: 2, Y: 225}, {X: 4, Y: 430}, {X: 8, Y: 725}})
	if err != nil {
		t.Fatal(err)
	}
	line.Color, line.Width = Hue(0), vg.Points(2)
	points.Color = color.RGBA{R: 200, A: 255}
	p.Add(plotter.NewGrid(), line, points)
	p.Legend.Add("measured", line, points)
	p.Legend.Top, p.Legend.Left = true, true
	return p
}

// drawing is a plotter that is a function.
type drawing func(c draw.Canvas)

func (d drawing) Plot(c draw.Canvas, _ *plot.Plot) { d(c) }

func TestPlotLook(t *testing.T) {
	bars, err := plotter.NewBarChart(plotter.Values{1, 4, 2}, vg.Points(40))
	if err != nil {
		t.Fatal(err)
	}
	bars.Color = color.NRGBA{B: 160, A: 128}
	shapes := plot.New()
	shapes.Title.Text = "Shapes"
	shapes.NominalX("one", "two", "three")
	shapes.X.Tick.Label.Rotation = math.Pi / 4
	shapes.X.Tick.Label.XAlign = draw.XRight
	shapes.Add(bars, drawing(func(c draw.Canvas) {
		c.DrawImage(vg.Rectangle{Min: c.Center(), Max: c.Center().Add(vg.Point{X: 20, Y: 20})}, image.NewGray(image.Rect(0, 0, 2, 2)))
		var path vg.Path
		path.Move(c.Center())
		path.QuadTo(c.Center().Add(vg.Point{X: 10, Y: 10}), c.Center().Add(vg.Point{X: 20}))
		path.CubeTo(c.Center(), c.Center().Add(vg.Point{X: 10, Y: 10}), c.Center().Add(vg.Point{X: 30}))
		c.SetColor(nil)
		c.SetLineDash([]vg.Length{3, 1}, 2)
		c.Stroke(path)
		c.SetLineWidth(0)
		c.Stroke(path) // not drawn
	}))
	for name, p := range map[string]*plot.Plot{"plot": learners(t), "plot-shapes": shapes} {
		t.Run(name, func(t *testing.T) {
			fig, err := Plot(p, "What it shows.")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, fig.SVG)
			inspect(t, fig)
		})
	}
}

func TestPlotLeavesThePlotAlone(t *testing.T) {
	p := learners(t)
	before := *p
	if _, err := Plot(p, ""); err != nil {
		t.Fatal(err)
	}
	if p.TextHandler != before.TextHandler || p.X.Tick.Label.Handler != before.X.Tick.Label.Handler || p.Title.TextStyle != before.Title.TextStyle || p.Legend.Padding != before.Legend.Padding {
		t.Error("the plot has changed")
	}
}

func TestPlotRefuses(t *testing.T) {
	logarithmic := learners(t)
	logarithmic.X.Scale, logarithmic.X.Min = plot.LogScale{}, 0
	missing := learners(t)
	missing.Y.Max = math.NaN()
	for _, c := range []struct {
		name, want string
		p          *plot.Plot
	}{
		{"nil", "plot is nil", nil},
		{"nothing to say", "no Title.Text", plot.New()},
		{"a logarithm of 0", "gonum/plot says", logarithmic},
		{"an axis without end", "axis Y goes from 120 to NaN", missing},
	} {
		t.Run(c.name, func(t *testing.T) {
			if fig, err := Plot(c.p, ""); err == nil || !strings.Contains(err.Error(), c.want) || fig.SVG != nil {
				t.Errorf("error is %v, want one with %q and no figure", err, c.want)
			}
		})
	}
}

func TestPathData(t *testing.T) {
	upright := matrix{a: 1, d: -1, f: 100}
	var circle, steps, pie vg.Path
	circle.Arc(vg.Point{X: 10, Y: 10}, 5, 0, 2*math.Pi)
	circle.Close()
	for i := range 4 {
		p := vg.Point{X: vg.Length(i) * 0.04}
		if i == 0 {
			steps.Move(p)
		} else {
			steps.Line(p)
		}
	}
	pie.Move(vg.Point{})
	pie.Arc(vg.Point{}, 10, math.Pi/2, -math.Pi/2)
	for _, c := range []struct {
		name string
		m    matrix
		path vg.Path
		want string
	}{
		{"a rectangle", upright, vg.Rectangle{Max: vg.Point{X: 20, Y: 10}}.Path(), "M0 100h20v-10h-20z"},
		{"a circle is two arcs, anticlockwise", upright, circle, "M15 90a5 5 0 0 0-10 0a5 5 0 0 0 10 0z"},
		{"clockwise", upright, pie, "M0 100v-10a10 10 0 0 1 10 10"},
		{"scaled", matrix{a: 2, d: -2, f: 100}, circle, "M30 80a10 10 0 0 0-20 0a10 10 0 0 0 20 0z"},
		{"rounding does not add up", upright, steps, "M0 100h0h0.1h0"},
	} {
		if got := string(pathData(c.m, c.path)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestCanvasTransforms(t *testing.T) {
	c := newCanvas(100, 2)
	c.Push()
	c.Translate(vg.Point{X: 10, Y: 5})
	c.Rotate(math.Pi / 2)
	c.Scale(2, 2)
	x, y := c.top().apply(vg.Point{X: 1})
	if x != 20 || y != 86 {
		t.Errorf("(1, 0) is at %v, %v, want 20, 86", x, y)
	}
	if got := c.top().degrees(); got != -90 {
		t.Errorf("text is turned by %v degrees, want -90", got)
	}
	if got := c.top().scale(); got != 4 {
		t.Errorf("lengths grow by %v, want 4", got)
	}
	c.Pop()
	if x, y := c.top().apply(vg.Point{X: 1}); x != 2 || y != 100 {
		t.Errorf("after Pop (1, 0) is at %v, %v, want 2, 100", x, y)
	}
}
