package chart

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/internal/quantity"
)

// Efficiency shows how much each of several workers does of what one alone does: the speed-up divided by the number of workers, over
// that number. It falls in the end; the question is when.
type Efficiency struct {
	Measured []string // what was measured, in parts
	Param    string   // what is counted, in the plural: "workers"
	Points   []Level  // speed-ups against the least number, in any order
}

// Draw makes the figure. The numbers have a logarithmic axis where they span more than eight times the least. The title tells what the
// intervals carry of the most workers, and up to how many each still does more than half. It is an error when there are fewer than two
// points, when a number is not positive or comes twice, and when a speed-up or an interval is negative, upside down or not finite.
func (e Efficiency) Draw() (Figure, error) {
	d, err := e.perWorker()
	if err != nil {
		return Figure{}, err
	}
	const right = 48
	p := newPlot()
	p.X.Min, p.X.Max = d.first().At, d.last().At
	if p.X.Max > 8*p.X.Min {
		p.X.Scale = plot.LogScale{}
	}
	p.X.Tick.Marker = levelTicks(d.levels, p, width-margin-60-right)
	p.X.Label.Text = d.param
	p.Y.Min, p.Y.Max = 0, d.most()
	d.ticks = linearTicks(0, p.Y.Max)
	p.Y.Tick.Marker = labelled(d.ticks, percent)
	p.Add(d)
	against := counted(d.param, whole(d.first().At))
	return sheet{
		title: d.title(), measured: append(slices.Clone(e.Measured), "speed-up per worker, 100 %: as with "+against),
		alt:  d.title() + ". " + d.alt(),
		plot: p, right: right, below: 12, height: 250,
	}.draw(), nil
}

// efficiencyPlotter draws levels that are per cent.
type efficiencyPlotter struct {
	param  string
	levels []Level
	ticks  []float64
}

// perWorker divides the checked speed-ups.
func (e Efficiency) perWorker() (efficiencyPlotter, error) {
	scaling := Scaling{Param: e.Param, Points: e.Points}
	levels, err := scaling.levels()
	if err != nil {
		return efficiencyPlotter{}, err
	}
	if len(levels) < 2 || !(levels[0].At > 0) {
		return efficiencyPlotter{}, fmt.Errorf("chart: efficiency has %s from %v on, want two or more above 0: measure more numbers of %s",
			quantity.Count(len(levels), "point"), levels[0].At, scaling.param())
	}
	first := levels[0].At
	for i, l := range levels {
		share := 100 * first / l.At
		levels[i].Value, levels[i].Low, levels[i].High = l.Value*share, l.Low*share, l.High*share
	}
	return efficiencyPlotter{param: scaling.param(), levels: levels}, nil
}

func (d efficiencyPlotter) first() Level { return d.levels[0] }
func (d efficiencyPlotter) last() Level  { return d.levels[len(d.levels)-1] }

// most is the greatest per cent to draw, with room above it.
func (d efficiencyPlotter) most() float64 {
	most := 100.0
	for _, l := range d.levels {
		most = max(most, l.Value)
		if l.known() {
			most = max(most, l.High)
		}
	}
	return 1.1 * most
}

func (d efficiencyPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, t := range d.ticks {
		c.StrokeLine2(line(grid, 1), c.Min.X, y(t), c.Max.X, y(t))
	}
	c.StrokeLine2(line(base, 1.5, 4, 4), c.Min.X, y(100), c.Max.X, y(100))
	label(c, p, c.Min.X+8, y(100)+10, text.XLeft, soft, "ideal")
	var middle []vg.Point
	for _, l := range d.levels {
		middle = append(middle, vg.Point{X: x(l.At), Y: y(l.Value)})
	}
	c.StrokeLines(line(run, 2), middle)
	for i, l := range d.levels {
		if l.known() && i > 0 {
			c.StrokeLine2(line(run.faint(), 6), x(l.At), y(l.Low), x(l.At), y(l.High))
		}
		dot(c, x(l.At), y(l.Value), 5, run)
	}
	d.numbers(c, p, x, y)
}

// numbers writes the per cent under the line, left of as many points as there is room for, or over it where it is low; the last one always.
func (d efficiencyPlotter) numbers(c draw.Canvas, p *plot.Plot, x, y func(float64) vg.Length) {
	const gap, off = 8, 11
	var taken []span1
	for i := len(d.levels) - 1; i > 0; i-- {
		at := vg.Point{X: x(d.levels[i].At), Y: y(d.levels[i].Value)}
		name := percent(math.Round(d.levels[i].Value))
		w := widthOf(name, sans(textSize))
		own, align := span1{at.X - gap - w, at.X}, text.XRight
		place := vg.Point{X: at.X - gap, Y: at.Y - off}
		if place.Y < c.Min.Y+8 {
			own, align = span1{at.X, at.X + gap + w}, text.XLeft
			place = vg.Point{X: at.X + gap, Y: at.Y + off}
		}
		if slices.ContainsFunc(taken, own.touches) {
			continue
		}
		taken = append(taken, own)
		label(c, p, place.X, place.Y, align, ink, name)
	}
}

// title says how much the most workers do, and up to how many each does more than half.
func (d efficiencyPlotter) title() string {
	const half = 50
	last := d.last()
	if !last.known() || last.Weak {
		return fmt.Sprintf("Too few rounds to say what %s are worth", counted(d.param, whole(last.At)))
	}
	amount := percent(math.Round(last.Value))
	if last.High-last.Low > 20 {
		amount = quantity.Number(math.Round(last.Low)) + " to " + percent(math.Round(last.High))
	}
	switch most := d.atLeast(half); {
	case last.Low > 100:
		return fmt.Sprintf("Each of %s does more than one alone: %s", counted(d.param, whole(last.At)), amount)
	case last.High >= 100:
		return fmt.Sprintf("No loss beyond the noise up to %s", counted(d.param, whole(last.At)))
	case last.High < half && most > d.first().At:
		return fmt.Sprintf("Up to %s each does more than half of one alone; of %s, %s", counted(d.param, whole(most)), whole(last.At), amount)
	}
	return fmt.Sprintf("Each of %s does %s of what one does alone", counted(d.param, whole(last.At)), amount)
}

// atLeast is the greatest number up to which the whole interval is above so many per cent.
func (d efficiencyPlotter) atLeast(percent float64) float64 {
	most := d.first().At
	for _, l := range d.levels[1:] {
		if !l.known() || l.Weak || l.Low < percent {
			break
		}
		most = l.At
	}
	return most
}

func (d efficiencyPlotter) alt() string {
	var parts []string
	for i, l := range d.levels {
		part := counted(d.param, whole(l.At)) + " " + quantity.Percent(l.Value)
		if l.known() && i > 0 {
			part += fmt.Sprintf(", interval %s to %s", quantity.Percent(l.Low), quantity.Percent(l.High))
		}
		parts = append(parts, part)
	}
	return "Efficiency: " + few(parts) + "."
}
