package chart

import (
	"cmp"
	"errors"
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

const floorName = "A/A spread"

// column is the room at the right for the name of the noise floor.
func (t Trials) column() vg.Length {
	if t.NoiseFloor > 0 {
		return beside + widthOf(floorName, sans(textSize))
	}
	return 24
}

// mostDots is up to how many trials each is drawn, at 30 bytes a dot; mostMarked how many marked ones are kept beyond.
const (
	mostDots   = 1500
	mostMarked = 300
	named      = 3
)

// thinned leaves trials out at equal distances, where there are too many. Marked ones and those with a name stay.
func thinned(dots []trialDot) []trialDot {
	every := (len(dots) + mostDots - 1) / mostDots
	slow := slowest(dots)
	marked := 0
	return slices.DeleteFunc(slices.Clone(dots), func(d trialDot) bool {
		if d.Disturbed != "" && marked < mostMarked {
			marked++
			return false
		}
		return d.place%every != 0 && !slices.Contains(slow, d)
	})
}

// slowest are the trials that are named.
func slowest(dots []trialDot) []trialDot {
	const worth = 1.1
	order := slices.Clone(dots)
	slices.SortStableFunc(order, func(a, b trialDot) int { return cmp.Compare(b.times, a.times) })
	order = order[:min(named, len(order))]
	return slices.DeleteFunc(order, func(d trialDot) bool { return d.times < worth })
}

// trialPlotter draws the dots.
type trialPlotter struct {
	Trials
	dots  []trialDot
	ticks []float64
}

func (d trialPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	if d.NoiseFloor > 0 {
		c.SetColor(base.pale())
		band := vg.Rectangle{Min: vg.Point{X: c.Min.X, Y: y(1/d.NoiseFloor) - 1}, Max: vg.Point{X: c.Max.X, Y: y(d.NoiseFloor) + 1}}
		c.Fill(band.Path())
		label(c, p, c.Max.X+8, y(1), text.XLeft, soft, floorName)
	}
	for _, t := range d.ticks {
		c.StrokeLine2(line(grid, 1), c.Min.X, y(t), c.Max.X, y(t))
	}
	c.StrokeLine2(line(soft, 1.2), c.Min.X, y(1), c.Max.X, y(1))
	radius := min(max(220/vg.Length(len(d.dots)), 2), 4)
	var plain vg.Path
	for _, one := range d.dots {
		at := vg.Point{X: x(float64(one.place)), Y: y(one.times)}
		if one.Cold || one.Disturbed != "" {
			drawMarked(c, one, at.X, at.Y, radius)
			continue
		}
		plain.Move(at.Add(vg.Point{X: radius}))
		plain.Arc(at, radius, 0, 2*math.Pi)
		plain.Close()
	}
	if len(plain) > 0 {
		c.SetColor(run)
		c.Fill(plain)
	}
	d.names(c, p, x, y)
}

// drawMarked draws a ring for a cold trial and a square for a disturbed one, hollow when it is both.
func drawMarked(c draw.Canvas, one trialDot, x, y, radius vg.Length) {
	if one.Disturbed == "" {
		ring(c, x, y, radius, base)
		return
	}
	square(c, x, y, radius+1, worse)
	if one.Cold {
		square(c, x, y, radius-0.6, paper)
	}
}

func square(c draw.Canvas, x, y, radius vg.Length, color paint) {
	c.SetColor(color)
	c.Fill(vg.Rectangle{Min: vg.Point{X: x - radius, Y: y - radius}, Max: vg.Point{X: x + radius, Y: y + radius}}.Path())
}

// names writes the names of the trials that took longest beside them, as far as they do not touch.
func (d trialPlotter) names(c draw.Canvas, p *plot.Plot, x, y func(float64) vg.Length) {
	var taken []vg.Rectangle
	for _, one := range slowest(d.dots) {
		name := strings.TrimSpace(cut(one.Model, sans(textSize), nameWidth) + " " + quantity.Ratio(one.times))
		at := vg.Point{X: x(float64(one.place)), Y: y(one.times)}
		w, align := widthOf(name, sans(textSize)), text.XLeft
		box := vg.Rectangle{Min: vg.Point{X: at.X + 8, Y: at.Y - 8}, Max: vg.Point{X: at.X + 8 + w, Y: at.Y + 8}}
		if box.Max.X > c.Max.X {
			align = text.XRight
			box.Min.X, box.Max.X = at.X-8-w, at.X-8
		}
		if slices.ContainsFunc(taken, func(o vg.Rectangle) bool {
			return box.Min.X < o.Max.X && o.Min.X < box.Max.X && box.Min.Y < o.Max.Y && o.Min.Y < box.Max.Y
		}) {
			continue
		}
		taken = append(taken, box)
		place := box.Min.X
		if align == text.XRight {
			place = box.Max.X
		}
		label(c, p, place, at.Y, align, ink, name)
	}
}

// wholes are round whole numbers in [low, high].
func wholes(low, high float64) []float64 {
	if low == high {
		return []float64{low}
	}
	return slices.DeleteFunc(linearTicks(low, high), func(v float64) bool { return v != math.Trunc(v) })
}
