package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// HeatMap shows the percentiles of latencies, a row for each series: a number of workers, a model. The darker a cell, the longer; the
// number stands in it.
type HeatMap struct {
	Measured []string // what was measured, in parts
	Param    string   // what the rows are, over their names: "workers"
	Series   []Series // in the order of the rows, from the top
}

// mostModels is how many rows of a heat map or of resources a reader can use.
const mostModels = 24

// heatPercentiles are the columns; that of a share which no series carries is left out.
var heatPercentiles = []struct {
	name string
	p    float64
}{{"p50", 0.5}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}, {"most", 1}}

// Draw makes the figure. A percentile is shown where a unit is expected beyond it. Colours are logarithmic. It is an error when there is
// no series or more than 24, and when one is empty or has a latency that is negative or not finite.
func (h HeatMap) Draw() (Figure, error) {
	if n := len(h.Series); n == 0 || n > mostModels {
		return Figure{}, fmt.Errorf("chart: heat map has %d rows, want 1 to %d: choose what to compare", n, mostModels)
	}
	d := heatPlotter{param: cut(h.Param, sans(textSize), nameWidth), low: math.Inf(1)}
	floor := smallest(h.Series)
	for _, s := range h.Series {
		ns, err := s.nanoseconds(s.MS, floor)
		if err != nil {
			return Figure{}, err
		}
		d.rows = append(d.rows, curve{name: s.Name, sample: infer.NewSample(ns)})
	}
	d.choose()
	names := make([]string, len(d.rows))
	for i, r := range d.rows {
		names[i] = r.name
	}
	p := tablePlot(names, len(d.columns))
	p.Add(d)
	return sheet{
		title:    latencyTitle(d.rows, d.named(short)),
		measured: slices.Concat(h.Measured, []string{"colours on a log scale"}, latencyNotes(h.Series, floor, false)),
		alt:      latencyTitle(d.rows, d.named(full)) + ". " + d.alt(),
		plot:     p, right: margin, above: headLine, below: heatLegend, height: vg.Length(len(names)*heatRow + 6),
	}.draw(), nil
}

const (
	heatRow    = 28
	heatLegend = 36
)

// heatPlotter draws the cells.
type heatPlotter struct {
	param     string
	rows      []curve
	columns   []int   // of heatPercentiles
	low, high float64 // in nanoseconds
}

// named is what a title calls a row: "16 workers" where the rows are numbers of workers.
func (d heatPlotter) named(name func(string) string) func(string) string {
	if d.param == "" {
		return name
	}
	return func(row string) string { return counted(d.param, name(row)) }
}

// choose keeps the columns that a row carries, and finds the range of colours.
func (d *heatPlotter) choose() {
	for i := range heatPercentiles {
		carried := false
		for _, r := range d.rows {
			if v := d.value(r, i); isFinite(v) {
				d.low, d.high, carried = min(d.low, v), max(d.high, v), true
			}
		}
		if carried {
			d.columns = append(d.columns, i)
		}
	}
}

// value is NaN where the row does not carry the percentile.
func (d *heatPlotter) value(r curve, column int) float64 {
	p := heatPercentiles[column].p
	if p < 1 && r.sample.N() < infer.ValuesBeyond(p) {
		return math.NaN()
	}
	return r.sample.Quantile(p)
}

// heatSteps is how many colours there are.
const heatSteps = 12

// heat is the colour of a step, from nearly paper to full.
func heat(step int) paint {
	full := float64(step) / (heatSteps - 1)
	share := 0.06 + 0.94*full
	return solid(fmt.Sprintf("h%d", step), mix(paper.light, run.light, share), mix(paper.dark, run.dark, share))
}

// over is a colour for text on a step, for each theme: ink or paper where that is read well, else black or white, of which one always is.
func over(step int) paint {
	h := heat(step)
	readable := func(behind rgb, colors ...rgb) rgb {
		i := slices.IndexFunc(colors, func(c rgb) bool { return contrast(c, behind) >= 4.5 })
		return colors[i]
	}
	black, white := rgb{0, 0, 0}, rgb{255, 255, 255}
	return solid(fmt.Sprintf("t%d", step), readable(h.light, ink.light, paper.light, black, white), readable(h.dark, ink.dark, paper.dark, black, white))
}

func (d heatPlotter) step(v float64) int {
	if d.high <= d.low {
		return 0
	}
	return int(math.Round(math.Log(v/d.low) / math.Log(d.high/d.low) * (heatSteps - 1)))
}

func (d heatPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	label(c, p, margin, c.Max.Y+headLine/2, text.XLeft, soft, d.param)
	for k, column := range d.columns {
		left, right := x(float64(k)), x(float64(k+1))
		label(c, p, (left+right)/2, c.Max.Y+headLine/2, text.XCenter, soft, heatPercentiles[column].name)
		for i, r := range d.rows {
			middle := y(float64(len(d.rows) - 1 - i))
			d.cell(c, p, left, right, middle, d.value(r, column))
		}
	}
	d.legend(c, p)
}

func (d heatPlotter) cell(c draw.Canvas, p *plot.Plot, left, right, middle vg.Length, v float64) {
	if !isFinite(v) {
		label(c, p, (left+right)/2, middle, text.XCenter, soft, quantity.Missing)
		return
	}
	step := d.step(v)
	c.SetColor(heat(step))
	c.Fill(vg.Rectangle{Min: vg.Point{X: left + 1, Y: middle - heatRow/2 + 1}, Max: vg.Point{X: right - 1, Y: middle + heatRow/2 - 1}}.Path())
	label(c, p, (left+right)/2, middle, text.XCenter, over(step), cut(quantity.Duration(v), sans(textSize), right-left))
}

// legend is a strip of the colours with the ends of their range, where there is one.
func (d heatPlotter) legend(c draw.Canvas, p *plot.Plot) {
	if d.high <= d.low {
		return
	}
	const stripe, high = 14, 10
	y := c.Min.Y - 22
	low := quantity.Duration(d.low)
	label(c, p, c.Min.X+1, y, text.XLeft, soft, low)
	x := c.Min.X + 1 + widthOf(low, sans(textSize)) + 6
	for step := range heatSteps {
		c.SetColor(heat(step))
		c.Fill(vg.Rectangle{Min: vg.Point{X: x, Y: y - high/2}, Max: vg.Point{X: x + stripe, Y: y + high/2}}.Path())
		x += stripe
	}
	label(c, p, x+6, y, text.XLeft, soft, quantity.Duration(d.high)+", logarithmic")
}

func (d heatPlotter) alt() string {
	var parts []string
	for _, r := range d.rows {
		var cells []string
		for _, column := range d.columns {
			if v := d.value(r, column); isFinite(v) {
				cells = append(cells, heatPercentiles[column].name+" "+quantity.Duration(v))
			}
		}
		parts = append(parts, full(r.name)+" "+strings.Join(cells, ", "))
	}
	return "Latency: " + few(parts) + "."
}
