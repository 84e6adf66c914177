package chart

import (
	"fmt"
	"math"
	"slices"

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
	rows, err := checked("speedup", s.Rows)
	if err != nil {
		return Figure{}, err
	}
	low, high := ratioRange(rows)
	table := rowTable{
		pitch: rowHeight, low: low, high: high, log: true, ticks: ratioTicks(low, high), tick: exactly,
		origin: 1, less: "← slower", more: "faster →",
	}
	for _, r := range rows {
		times, interval := r.numbers()
		table.rows = append(table.rows, row{r.Name, []string{times, interval}, r.draw})
	}
	return table.lay(sheet{
		title:    speedupTitle(rows, short),
		measured: append(slices.Clone(s.Measured), "log scale"),
		alt:      speedupTitle(rows, full) + ". " + speedupAlt(rows),
	}), nil
}

// checked are the rows of a figure, fastest first, those without a value last.
func checked(figure string, rows []Ratio) ([]Ratio, error) {
	rows = slices.Clone(rows)
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
		return nil, fmt.Errorf("chart: %s has %d baselines among %d rows, want 1: set Ratio.Baseline on the model that the others are compared with", figure, baselines, len(rows))
	}
	slices.SortStableFunc(rows, func(a, b Ratio) int { return descending(a.Value, b.Value) })
	return rows, nil
}

// descending orders numbers from the greatest to the least, NaN last.
func descending(a, b float64) int {
	switch {
	case a > b, isFinite(a) && !isFinite(b):
		return -1
	case a < b, isFinite(b) && !isFinite(a):
		return 1
	}
	return 0
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

// draw draws the value and its interval.
func (r Ratio) draw(c draw.Canvas, x func(float64) vg.Length, y vg.Length) {
	interval(c, x, y, r.Value, r.Low, r.High, r.known(), r.color())
}
