package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// Trials shows all trials of a run in the order in which they ran, each by how many times as long it took as the median trial of its
// model, on a logarithmic axis. Cold and disturbed trials are marked.
type Trials struct {
	Measured   []string // what was measured, in parts
	Trials     []Trial  // in run order
	NoiseFloor float64  // by how many times the baseline differs from itself, 1 or more; 0: not measured
}

// A Trial is one dot of [Trials].
type Trial struct {
	Model     string
	Round     int
	WallNS    int64  // above 0
	Cold      bool   // of the first round, which finds caches and pools empty
	Disturbed string // who disturbed it, in a few words; empty: nobody
}

// Draw makes the figure. The three trials that took longest have their names beside them, where that was a tenth more than the median. Of more than 1,500 trials only every so many are drawn, and the figure says so. It is an error when there are
// no trials, and when one took no time.
func (t Trials) Draw() (Figure, error) {
	dots, err := t.dots()
	if err != nil {
		return Figure{}, err
	}
	p := newPlot()
	low, high := 1/1.1, 1.1
	for _, d := range dots {
		low, high = min(low, d.times), max(high, d.times)
	}
	if t.NoiseFloor > 1 {
		low, high = min(low, 1/t.NoiseFloor), max(high, t.NoiseFloor)
	}
	pad := math.Pow(high/low, 0.06)
	p.X.Min, p.X.Max = 0.5, float64(len(dots))+0.5
	p.X.Tick.Marker = labelled(wholes(1, float64(len(dots))), quantity.Number)
	p.X.Label.Text = "trials in run order"
	p.Y.Scale, p.Y.Min, p.Y.Max = plot.LogScale{}, low/pad, high*pad
	ticks := ratioTicks(p.Y.Min, p.Y.Max)
	p.Y.Tick.Marker = labelled(ticks, exactly)
	shown := thinned(dots)
	p.Add(trialPlotter{t, shown, ticks})
	notes := []string{"time against the median of the model", "log scale"}
	if len(shown) < len(dots) {
		notes = append(notes, fmt.Sprintf("%s of %s drawn", quantity.Number(float64(len(shown))), quantity.Count(len(dots), "trial")))
	}
	title := t.title(dots)
	return sheet{
		title: title, measured: append(slices.Clone(t.Measured), notes...), alt: title + ". " + t.alt(dots),
		key:  t.key(),
		plot: p, right: t.column(), below: 10, height: 270,
	}.draw(), nil
}

// trialDot is a trial with its place.
type trialDot struct {
	Trial
	place int     // from 1
	times float64 // as long as the median of its model
}

func (t Trials) dots() ([]trialDot, error) {
	if len(t.Trials) == 0 {
		return nil, errors.New("chart: there are no trials to draw: measure at least one")
	}
	walls := map[string][]float64{}
	for i, trial := range t.Trials {
		if trial.WallNS <= 0 {
			return nil, fmt.Errorf("chart: trial %d, of %q, took %d ns, want more than 0: leave out what was not finished", i+1, trial.Model, trial.WallNS)
		}
		walls[trial.Model] = append(walls[trial.Model], float64(trial.WallNS))
	}
	if t.NoiseFloor != 0 && !(t.NoiseFloor >= 1 && t.NoiseFloor <= 1e9) {
		return nil, fmt.Errorf("chart: the noise floor of the trials is %v, want 1 or more, or 0 where it was not measured", t.NoiseFloor)
	}
	medians := map[string]float64{}
	for model, values := range walls {
		medians[model] = infer.NewSample(values).Quantile(0.5)
	}
	dots := make([]trialDot, len(t.Trials))
	for i, trial := range t.Trials {
		dots[i] = trialDot{trial, i + 1, float64(trial.WallNS) / medians[trial.Model]}
	}
	return dots, nil
}

// title says how far trials lie from their medians, and how many were disturbed.
func (t Trials) title(dots []trialDot) string {
	var off []float64
	disturbed := 0
	for _, d := range dots {
		off = append(off, math.Abs(math.Log(d.times)))
		if d.Disturbed != "" {
			disturbed++
		}
	}
	n := len(dots)
	title := "One trial: nothing to compare it with"
	if half := math.Expm1(infer.NewSample(off).Quantile(0.5)); n > 1 {
		title = fmt.Sprintf("Half of %s lie within %s of their model's median", quantity.Count(n, "trial"), quantity.Percent(100*half))
	}
	switch {
	case disturbed == 1:
		title += "; one was disturbed"
	case disturbed > 1:
		title += fmt.Sprintf("; %d were disturbed", disturbed)
	}
	return title
}

// alt tells the noise floor and the trials that are marked.
func (t Trials) alt(dots []trialDot) string {
	var parts []string
	for _, d := range dots {
		if d.Disturbed != "" {
			parts = append(parts, fmt.Sprintf("trial %d of %s took %s times its median, disturbed: %s", d.place, full(d.Model), quantity.Times(d.times), d.Disturbed))
		}
	}
	text := "No trial was disturbed."
	if len(parts) > 0 {
		text = "Marked: " + few(parts) + "."
	}
	if t.NoiseFloor > 0 {
		text += fmt.Sprintf(" The baseline differs from itself %s times.", quantity.Times(t.NoiseFloor))
	}
	return text
}

func (t Trials) key() []entry {
	key := []entry{{"trial", run}}
	if slices.ContainsFunc(t.Trials, func(one Trial) bool { return one.Cold }) {
		key = append(key, entry{"cold: hollow", base})
	}
	if slices.ContainsFunc(t.Trials, func(one Trial) bool { return one.Disturbed != "" }) {
		key = append(key, entry{"disturbed: square", worse})
	}
	return key
}
