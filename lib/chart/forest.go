package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// Forest shows how models differ from one of them, with all that a verdict rests on: the ratio with its interval, the time that it
// comes to, P adjusted for the number of models, and the noise floor as a grey band.
type Forest struct {
	Measured    []string           // what was measured, in parts
	Comparisons []infer.Comparison // of infer.Run.Compare: all with one baseline, in any order
	BaselineNS  float64            // what the baseline takes, in nanoseconds, so that ratios become times; 0: unknown
}

// Draw makes the figure. The title follows the verdicts, which are stricter than the intervals alone: they also ask P and the noise
// floor. It is an error when there is no comparison, when they have several baselines, and when a ratio is not one for [Speedup].
func (f Forest) Draw() (Figure, error) {
	rows, err := f.checked()
	if err != nil {
		return Figure{}, err
	}
	low, high := ratioRange(ratiosOf(rows))
	floor := rows[0].Floor
	if floor > 1 {
		low, high = min(low, 0.98/floor), max(high, 1.02*floor)
	}
	table := rowTable{
		pitch: rowHeight, low: low, high: high, log: true, ticks: ratioTicks(low, high), tick: exactly,
		origin: 1, less: "← slower", more: "faster →", heads: []string{"ratio", "interval", "P (Holm)"},
	}
	if f.BaselineNS > 0 {
		table.heads = []string{"ratio", "interval", "P (Holm)", "time"}
	}
	notes := []string{"compared with " + short(rows[0].Baseline), "log scale"}
	if floor > 1 {
		table.behind = func(c draw.Canvas, x func(float64) vg.Length) {
			c.SetColor(base.pale())
			c.Fill(vg.Rectangle{Min: vg.Point{X: x(1 / floor), Y: c.Min.Y}, Max: vg.Point{X: x(floor), Y: c.Max.Y}}.Path())
		}
		notes = append(notes, fmt.Sprintf("grey: the baseline differs from itself %s", quantity.Ratio(floor)))
	}
	for _, r := range rows {
		table.rows = append(table.rows, row{r.Model, f.numbers(r), comparison(r).draw})
	}
	return table.lay(sheet{
		title: forestTitle(rows, short), measured: slices.Concat(f.Measured, notes), alt: forestTitle(rows, full) + ". " + f.alt(rows),
	}), nil
}

// comparison draws one row by its verdict.
type comparison infer.Comparison

func (r comparison) draw(c draw.Canvas, x func(float64) vg.Length, y vg.Length) {
	e, color := r.Speedup, base
	switch r.Verdict {
	case infer.Faster:
		color = run
	case infer.Slower:
		color = worse
	}
	interval(c, x, y, e.Value, e.Interval.Low, e.Interval.High, e.Interval.Known(), color)
}

// checked are the comparisons, greatest ratio first, those without one last.
func (f Forest) checked() ([]infer.Comparison, error) {
	if len(f.Comparisons) == 0 {
		return nil, errors.New("chart: forest has no comparisons: compare at least two models")
	}
	rows := slices.Clone(f.Comparisons)
	for i, r := range rows {
		if r.Baseline != rows[0].Baseline {
			return nil, fmt.Errorf("chart: forest compares with %q and with %q, want one baseline: draw a forest for each", rows[0].Baseline, r.Baseline)
		}
		if err := ratiosOf(rows)[i].check(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(rows, func(a, b infer.Comparison) int { return descending(a.Speedup.Value, b.Speedup.Value) })
	return rows, nil
}

func ratiosOf(comparisons []infer.Comparison) []Ratio {
	ratios := make([]Ratio, len(comparisons))
	for i, r := range comparisons {
		ratios[i] = Ratio{Name: r.Model, Value: r.Speedup.Value}
		if r.Speedup.Interval.Known() {
			ratios[i].Low, ratios[i].High = r.Speedup.Interval.Low, r.Speedup.Interval.High
		}
	}
	return ratios
}

// numbers are the ratio, its interval, P, and the difference in time where it is known.
func (f Forest) numbers(r infer.Comparison) []string {
	if math.IsNaN(r.Speedup.Value) {
		return []string{quantity.Missing, "not measured"}
	}
	interval := "no interval"
	if i := r.Speedup.Interval; i.Known() {
		interval = quantity.Times(i.Low) + " to " + quantity.Times(i.High)
	}
	numbers := []string{quantity.Ratio(r.Speedup.Value), interval, chance(r.HolmP)}
	if f.BaselineNS > 0 {
		numbers = append(numbers, longer(f.BaselineNS/r.Speedup.Value-f.BaselineNS))
	}
	return numbers
}

// longer writes a difference in time with its sign.
func longer(ns float64) string {
	if ns > 0 {
		return "+" + quantity.Duration(ns)
	}
	return quantity.Duration(ns)
}

// chance writes a P as far as it is worth.
func chance(p float64) string {
	switch {
	case math.IsNaN(p):
		return quantity.Missing
	case p < 0.001:
		return "< 0.001"
	case p < 0.01:
		return fmt.Sprintf("%.3f", p)
	}
	return fmt.Sprintf("%.2f", p)
}

// forestTitle counts the verdicts. Rows come fastest first.
func forestTitle(rows []infer.Comparison, name func(string) string) string {
	var faster, slower []string
	few, below := 0, 0
	for _, r := range rows {
		switch r.Verdict {
		case infer.Faster:
			faster = append(faster, name(r.Model))
		case infer.Slower:
			slower = append(slower, name(r.Model))
		case infer.TooFew:
			few++
		case infer.BelowFloor:
			below++
		}
	}
	baseline := name(rows[0].Baseline)
	are := func(names []string, how string) string {
		if len(names) == 1 {
			return names[0] + " is " + how
		}
		return list(names) + " are " + how
	}
	switch {
	case len(faster) > 0 && len(slower) > 0:
		return fmt.Sprintf("%s than %s, %s", are(faster, "faster"), baseline, are(slower, "slower"))
	case len(faster) > 0:
		return fmt.Sprintf("%s than %s", are(faster, "faster"), baseline)
	case len(slower) > 0:
		return fmt.Sprintf("%s than %s", are(slower, "slower"), baseline)
	case few == len(rows):
		return fmt.Sprintf("Too few rounds to say which models differ from %s", baseline)
	case below > 0:
		return fmt.Sprintf("No model differs from %s by more than the noise floor", baseline)
	}
	return fmt.Sprintf("No model differs from %s beyond the noise", baseline)
}

// alt lists the comparisons with their verdicts.
func (f Forest) alt(rows []infer.Comparison) string {
	var parts []string
	for _, r := range rows {
		numbers := f.numbers(r)
		if math.IsNaN(r.Speedup.Value) {
			parts = append(parts, full(r.Model)+" not measured")
			continue
		}
		part := fmt.Sprintf("%s %s, interval %s, P %s", full(r.Model), quantity.Times(r.Speedup.Value), numbers[1], numbers[2])
		if len(numbers) > 3 {
			part += ", " + numbers[3]
		}
		parts = append(parts, fmt.Sprintf("%s, %v", part, r.Verdict))
	}
	return "Times as fast: " + few(parts) + "."
}
