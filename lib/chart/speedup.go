package chart

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// Speedup shows how many times as fast models are as a baseline: a dot and an interval each, on a
// logarithmic axis where 1 is the baseline and twice as fast is as far from it as half as fast.
type Speedup struct {
	Measured []string // what was measured, in parts: "500 file reads", "median of 10 rounds, 95 % interval"
	Rows     []Ratio  // in any order; one of them is the baseline
}

// A Ratio is one row of [Speedup].
type Ratio struct {
	Name      string
	Value     float64 // times as fast as the baseline, above 0; NaN: not measured
	Low, High float64 // the interval; both 0 or both NaN: unknown
	Weak      bool    // the interval falls short of its confidence: it is drawn, and nothing is claimed from it
	Baseline  bool    // what the others are compared with; its value is 1
	Control   bool    // the baseline once more, measured against itself
}

// Draw makes the figure. It is an error when there is not exactly one baseline, and when a value or
// an interval is not positive or not finite.
func (s Speedup) Draw() (Figure, error) {
	rows, err := s.rows()
	if err != nil {
		return Figure{}, err
	}
	p := newPlot()
	low, high := ratioRange(rows)
	p.X.Scale, p.X.Min, p.X.Max = plot.LogScale{}, low, high
	ticks := ratioTicks(low, high)
	p.X.Tick.Marker = labelled(ticks, exactly)
	n := len(rows)
	p.Y.Min, p.Y.Max = -0.5, float64(n)-0.5
	p.Y.Tick.Label.Color = ink
	p.Y.Tick.Marker = rowNames(rows)
	number, interval := columns(rows)
	p.Add(ratioPlotter{rows, ticks, number})
	return sheet{
		title:    speedupTitle(rows, short),
		measured: append(slices.Clone(s.Measured), "log scale"),
		alt:      speedupTitle(rows, full) + ". " + speedupAlt(rows),
		plot:     p, right: number + interval + margin/2, below: 24, height: vg.Length(30*n + 24),
	}.draw(), nil
}

// rows are the checked rows, fastest first, those without a value last.
func (s Speedup) rows() ([]Ratio, error) {
	rows := slices.Clone(s.Rows)
	baselines := 0
	for i := range rows {
		if err := rows[i].check(); err != nil {
			return nil, err
		}
		if rows[i].Baseline {
			baselines++
		}
	}
	if baselines != 1 {
		return nil, fmt.Errorf("chart: speedup has %d baselines among %d rows, want 1: set Ratio.Baseline on the model that the others are compared with", baselines, len(rows))
	}
	slices.SortStableFunc(rows, func(a, b Ratio) int {
		switch {
		case a.Value > b.Value, isFinite(a.Value) && !isFinite(b.Value):
			return -1
		case a.Value < b.Value, isFinite(b.Value) && !isFinite(a.Value):
			return 1
		}
		return 0
	})
	return rows, nil
}

func (r Ratio) check() error {
	switch {
	case math.IsNaN(r.Value):
		return nil
	case !drawable(r.Value):
		return fmt.Errorf("chart: speedup of %q is %v, want a number from 1e-9 to 1e9, or NaN where there is none", r.Name, r.Value)
	case r.Baseline && math.Abs(r.Value-1) > 1e-9:
		return fmt.Errorf("chart: speedup of the baseline %q is %v, want 1: divide its time by the time of each model", r.Name, r.Value)
	case !r.known():
		return nil
	case !drawable(r.Low) || !drawable(r.High) || r.Low > r.High:
		return fmt.Errorf("chart: interval of %q is %v to %v, want numbers from 1e-9 to 1e9 in order, or 0 for both where it is unknown", r.Name, r.Low, r.High)
	}
	return nil
}

// drawable ratios keep a logarithmic axis and its ticks finite.
func drawable(ratio float64) bool { return ratio >= 1e-9 && ratio <= 1e9 }

func (r Ratio) known() bool {
	return !(r.Baseline || math.IsNaN(r.Value) || r.Low == 0 && r.High == 0 || math.IsNaN(r.Low) && math.IsNaN(r.High))
}

// verdict asks the one rule that tables use too.
func (r Ratio) verdict() infer.Verdict {
	i := infer.Interval{Low: r.Low, High: r.High, Level: 1, Coverage: 1}
	if !r.known() || r.Weak {
		i.Coverage = 0
	}
	return infer.VerdictOf(infer.Estimate{Value: r.Value, Interval: i})
}

func (r Ratio) color() paint {
	switch {
	case r.Baseline || r.Control:
		return base
	case r.verdict() == infer.Slower:
		return worse
	}
	return run
}

// ratioRange holds all intervals, 1, and at least a tenth on both sides of it, so that noise looks
// small.
func ratioRange(rows []Ratio) (low, high float64) {
	low, high = 0.9, 1.1
	for _, r := range rows {
		if isFinite(r.Value) {
			low, high = min(low, r.Value), max(high, r.Value)
		}
		if r.known() {
			low, high = min(low, r.Low), max(high, r.High)
		}
	}
	pad := math.Pow(high/low, 0.04)
	return low / pad, high * pad
}

func rowNames(rows []Ratio) plot.ConstantTicks {
	ticks := make(plot.ConstantTicks, len(rows))
	for i, r := range rows {
		ticks[i] = plot.Tick{Value: float64(len(rows) - 1 - i), Label: short(r.Name)}
	}
	return ticks
}

// numbers are what stands at the right of a row.
func (r Ratio) numbers() (times, interval string) {
	switch {
	case math.IsNaN(r.Value):
		return quantity.Missing, "not measured"
	case r.Baseline:
		return exactly(1), "baseline"
	case !r.known():
		return quantity.Ratio(r.Value), "no interval"
	}
	return quantity.Ratio(r.Value), quantity.Times(r.Low) + " to " + quantity.Times(r.High)
}

// columns are the widths of the numbers with the room before them.
func columns(rows []Ratio) (times, interval vg.Length) {
	for _, r := range rows {
		t, i := r.numbers()
		times = max(times, beside+widthOf(t, sans(textSize)))
		interval = max(interval, 8+widthOf(i, sans(textSize)))
	}
	return times, interval
}

// beside is the room between the axis and the numbers.
const beside = 22

// ratioPlotter draws the rows and the columns of numbers at their right.
type ratioPlotter struct {
	rows  []Ratio
	ticks []float64
	times vg.Length // width of the first column
}

func (d ratioPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, t := range d.ticks {
		c.StrokeLine2(line(grid, 1), x(t), c.Min.Y, x(t), c.Max.Y)
	}
	c.StrokeLine2(line(soft, 1.2), x(1), c.Min.Y, x(1), c.Max.Y)
	d.directions(c, p, x(1))
	for i, r := range d.rows {
		d.row(c, p, r, x, y(float64(len(d.rows)-1-i)))
	}
}

// directions says on which side of 1 faster is.
func (d ratioPlotter) directions(c draw.Canvas, p *plot.Plot, one vg.Length) {
	under := c.Min.Y - 34
	if slower := "← slower"; one-c.Min.X > widthOf(slower, sans(textSize)) {
		label(c, p, one-8, under, text.XRight, soft, slower)
	}
	if faster := "faster →"; c.Max.X-one > widthOf(faster, sans(textSize)) {
		label(c, p, one+8, under, text.XLeft, soft, faster)
	}
}

func (d ratioPlotter) row(c draw.Canvas, p *plot.Plot, r Ratio, x func(float64) vg.Length, y vg.Length) {
	if r.known() {
		c.StrokeLine2(line(r.color().faint(), 6), x(r.Low), y, x(r.High), y)
	}
	if isFinite(r.Value) {
		dot(c, x(r.Value), y, 5, r.color())
	}
	times, interval := r.numbers()
	label(c, p, c.Max.X+beside, y, text.XLeft, ink, times)
	label(c, p, c.Max.X+d.times+8, y, text.XLeft, soft, interval)
}
