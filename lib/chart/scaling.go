package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// Scaling shows how throughput, or a speed-up, grows and falls with a number: workers, as a rule. With a law that was fitted to the
// points it also shows the law with its band, what the first worker alone would promise (dashed), and the best number as an interval.
type Scaling struct {
	Measured []string      // what was measured, in parts: "500 requests", "medians of 10 rounds with 95 % intervals"
	Param    string        // what is counted, in the plural where there is one: "workers"
	Unit     string        // of the values, "units/s"; empty: they are speed-ups
	Points   []Level       // in any order
	Fit      infer.Scaling // a law fitted to these points; the zero value and a refused one draw points alone
	NoFit    string        // why there is no law, in a few words; empty: what Fit's warning says
}

// A Level is one point of [Scaling].
type Level struct {
	At        float64 // the number, such as that of workers
	Value     float64 // 0 or more
	Low, High float64 // the interval; both 0 or both NaN: unknown
	Weak      bool    // the interval falls short of its confidence: it is drawn, and nothing is claimed from it
}

// Draw makes the figure. The number has a logarithmic axis where it spans more than eight times its least and begins at 1 or above.
// It is an error when there is no point, when two points have the same number, and when a value or an interval is negative, upside down
// or not finite.
func (s Scaling) Draw() (Figure, error) {
	levels, err := s.levels()
	if err != nil {
		return Figure{}, err
	}
	d := scalingPlotter{Scaling: s, levels: levels, fitted: s.fitted()}
	p := newPlot()
	p.X.Min, p.X.Max = levels[0].At, levels[len(levels)-1].At
	if p.X.Min == p.X.Max {
		p.X.Min, p.X.Max = p.X.Min-1, p.X.Max+1
	}
	if p.X.Min >= 1 && p.X.Max > 8*p.X.Min {
		p.X.Scale = plot.LogScale{}
	}
	p.X.Tick.Marker = levelTicks(levels, p, width-margin-60-d.column())
	p.X.Label.Text = s.param()
	p.Y.Min, p.Y.Max = 0, d.most()
	d.ticks = linearTicks(0, p.Y.Max)
	p.Y.Tick.Marker = labelled(d.ticks, s.tick)
	p.Add(d)
	title := d.title()
	return sheet{
		title:    title,
		measured: append(slices.Clone(s.Measured), d.notes()...),
		alt:      title + ". " + d.alt(),
		plot:     p, right: d.column(), below: 12, height: 270 + d.strip(), above: d.strip(),
	}.draw(), nil
}

// levels are the checked points in the order of their number.
func (s Scaling) levels() ([]Level, error) {
	if len(s.Points) == 0 {
		return nil, fmt.Errorf("chart: scaling has no points: measure at least one number of %s", s.param())
	}
	levels := slices.Clone(s.Points)
	slices.SortStableFunc(levels, func(a, b Level) int { return cmp.Compare(a.At, b.At) })
	for i, l := range levels {
		if err := l.check(s.param()); err != nil {
			return nil, err
		}
		if i > 0 && levels[i-1].At == l.At {
			return nil, fmt.Errorf("chart: scaling has two points for %v %s, want one each: draw the median", l.At, s.param())
		}
	}
	return levels, nil
}

func (l Level) check(param string) error {
	const greatest = 1e15
	switch {
	case !(math.Abs(l.At) <= greatest):
		return fmt.Errorf("chart: scaling has a point for %v %s, want a number up to 1e15", l.At, param)
	case !(l.Value >= 0 && l.Value <= greatest):
		return fmt.Errorf("chart: scaling with %v %s is %v, want 0 to 1e15: leave out what was not measured", l.At, param, l.Value)
	case l.known() && !(0 <= l.Low && l.Low <= l.High && l.High <= greatest):
		return fmt.Errorf("chart: interval with %v %s is %v to %v, want 0 to 1e15 in order, or 0 for both where it is unknown", l.At, param, l.Low, l.High)
	}
	return nil
}

func (l Level) known() bool {
	return !(l.Low == 0 && l.High == 0 || math.IsNaN(l.Low) && math.IsNaN(l.High))
}

// param is what is counted.
func (s Scaling) param() string { return cmp.Or(cut(s.Param, sans(textSize), nameWidth), "workers") }

// fitted reports whether there is a law to draw.
func (s Scaling) fitted() bool { return s.Fit.Lambda.Value > 0 && s.Fit.Lambda.Interval.Known() }

// tick writes a value of the axis, amount one with its unit.
func (s Scaling) tick(v float64) string {
	if s.Unit == "" {
		return exactly(v)
	}
	return quantity.Number(v)
}

func (s Scaling) amount(v float64) string {
	if s.Unit == "" {
		return quantity.Ratio(v)
	}
	return quantity.Number(v) + " " + s.Unit
}

// levelTicks name as many of the measured numbers as there is room for across the plot, the first and the last always, and before the others those
// that a reader looks for: the powers of 2.
func levelTicks(levels []Level, p *plot.Plot, across vg.Length) plot.ConstantTicks {
	const gap = 12
	var ticks plot.ConstantTicks
	var taken []span1
	add := func(l Level) {
		name := quantity.Number(l.At)
		middle := vg.Length(p.X.Norm(l.At)) * across
		half := (widthOf(name, sans(textSize)) + gap) / 2
		own := span1{middle - half, middle + half}
		if !slices.ContainsFunc(taken, own.touches) {
			taken = append(taken, own)
			ticks = append(ticks, plot.Tick{Value: l.At, Label: name})
		}
	}
	add(levels[0])
	add(levels[len(levels)-1])
	for _, wanted := range []func(float64) bool{isPowerOf2, func(float64) bool { return true }} {
		for _, l := range levels {
			if wanted(l.At) {
				add(l)
			}
		}
	}
	return ticks
}

// A span1 is a stretch of a line.
type span1 struct{ from, to vg.Length }

func (b span1) touches(o span1) bool { return b.from < o.to && o.from < b.to }

func isPowerOf2(x float64) bool {
	fraction, _ := math.Frexp(x)
	return fraction == 0.5
}
