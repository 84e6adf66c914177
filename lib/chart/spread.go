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

// Spread shows every trial of each model as a dot over the box of their middle half: how much trials differ under one model, and
// whether the models' trials overlap. Within a row, trials go from top to bottom in the order in which they ran, so that a drift is a
// slope.
type Spread struct {
	Measured []string // what was measured, in parts
	Models   []Strip  // in any order
}

// A Strip is one row of [Spread].
type Strip struct {
	Name     string
	WallNS   []float64 // the makespan of each trial, above 0, in the order in which they ran
	Cold     []bool    // which of them were the first; nil: none
	Baseline bool      // what the others are compared with, grey
}

// Draw makes the figure. Quartiles are type 7, as everywhere. The axis is logarithmic where trials span more than five times the least. Of
// more than 1,500 trials only every so many are drawn, and the figure says so; boxes are of all. It is an error when there is no model,
// when one has no trial, and when a trial took no time.
func (s Spread) Draw() (Figure, error) {
	boxes, err := s.boxes()
	if err != nil {
		return Figure{}, err
	}
	low, high, trials := math.Inf(1), 0.0, 0
	for _, b := range boxes {
		low, high = min(low, b.sample.Quantile(0)), max(high, b.sample.Quantile(1))
		trials += b.sample.N()
	}
	table := rowTable{pitch: 46, origin: math.NaN(), heads: []string{"median", "middle half", "spread"}}
	notes := []string{"a dot for each trial, from top to bottom in run order", "box: the middle half"}
	if table.log = high > 5*low; table.log {
		pad := math.Pow(high/low, 0.04)
		table.low, table.high, table.ticks = low/pad, high*pad, decadeTicks(low/pad, high*pad)
		notes = append(notes, "log scale")
	} else {
		pad := max(0.04*(high-low), 0.01*high)
		table.low, table.high = low-pad, high+pad
		table.ticks = linearTicks(table.low, table.high)
	}
	last := table.ticks[len(table.ticks)-1]
	table.tick = func(ns float64) string { return inUnitOf(last, ns) }
	if table.log {
		table.tick = quantity.Duration
	}
	every := (trials + mostDots - 1) / mostDots
	if every > 1 {
		notes = append(notes, fmt.Sprintf("one of %d trials drawn", every))
	}
	for _, b := range boxes {
		b.every = every
		table.rows = append(table.rows, row{b.Name, b.numbers(), b.draw})
	}
	return table.lay(sheet{
		title: spreadTitle(boxes, short), measured: slices.Concat(s.Measured, notes), alt: spreadTitle(boxes, full) + ". " + spreadAlt(boxes),
		key: s.key(),
	}), nil
}

// A stripBox is a strip with its quartiles.
type stripBox struct {
	Strip
	sample               infer.Sample
	first, median, third float64
	every                int // of its trials one is drawn
}

// boxes are the checked strips, least median first.
func (s Spread) boxes() ([]stripBox, error) {
	if len(s.Models) == 0 {
		return nil, errors.New("chart: spread has no models: measure at least one")
	}
	var boxes []stripBox
	for _, strip := range s.Models {
		if len(strip.WallNS) == 0 {
			return nil, fmt.Errorf("chart: spread of %q has no trials: leave the model out", strip.Name)
		}
		for i, ns := range strip.WallNS {
			if !(ns > 0) || math.IsInf(ns, 0) {
				return nil, fmt.Errorf("chart: trial %d of %q took %v ns, want more than 0: leave out what was not finished", i+1, strip.Name, ns)
			}
		}
		sample := infer.NewSample(strip.WallNS)
		boxes = append(boxes, stripBox{Strip: strip, sample: sample, first: sample.Quantile(0.25), median: sample.Quantile(0.5), third: sample.Quantile(0.75)})
	}
	slices.SortStableFunc(boxes, func(a, b stripBox) int { return -descending(a.median, b.median) })
	return boxes, nil
}

// width is the middle half in per cent of the median.
func (b stripBox) width() float64 { return 100 * (b.third - b.first) / b.median }

func (b stripBox) numbers() []string {
	if b.sample.N() == 1 {
		return []string{quantity.Duration(b.median), "one trial", ""}
	}
	return []string{quantity.Duration(b.median), quantity.Between(b.first, b.third), quantity.Percent(b.width())}
}

// draw draws the box, the median and the dots.
func (b stripBox) draw(c draw.Canvas, x func(float64) vg.Length, y vg.Length) {
	const half = 15
	color := run
	if b.Baseline {
		color = base
	}
	if b.sample.N() > 1 {
		c.SetColor(color.pale())
		left, right := x(b.first), max(x(b.third), x(b.first)+2)
		c.Fill(vg.Rectangle{Min: vg.Point{X: left, Y: y - half}, Max: vg.Point{X: right, Y: y + half}}.Path())
		c.StrokeLine2(line(color, 2.5), x(b.median), y-half, x(b.median), y+half)
	}
	radius := min(max(120/vg.Length(len(b.WallNS)), 1.6), 3.5)
	var plain vg.Path
	for i, ns := range b.WallNS {
		if i%b.every != 0 {
			continue
		}
		down := vg.Length(0)
		if n := len(b.WallNS); n > 1 {
			down = (vg.Length(i)/vg.Length(n-1) - 0.5) * 2 * (half - 3)
		}
		at := vg.Point{X: x(ns), Y: y - down}
		if b.cold(i) {
			ring(c, at.X, at.Y, radius+0.5, color)
			continue
		}
		plain.Move(at.Add(vg.Point{X: radius}))
		plain.Arc(at, radius, 0, 2*math.Pi)
		plain.Close()
	}
	if len(plain) > 0 {
		c.SetColor(color)
		c.Fill(plain)
	}
}

func (s Strip) cold(i int) bool { return i < len(s.Cold) && s.Cold[i] }

// key tells cold trials where there are any.
func (s Spread) key() []entry {
	if slices.ContainsFunc(s.Models, func(one Strip) bool { return slices.Contains(one.Cold, true) }) {
		return []entry{{"trial", run}, {"cold: hollow", base}}
	}
	return nil
}

// spreadTitle describes the trials that were measured; it says nothing of others.
func spreadTitle(boxes []stripBox, name func(string) string) string {
	var several []stripBox
	for _, b := range boxes {
		if b.sample.N() > 1 {
			several = append(several, b)
		}
	}
	if len(several) == 0 {
		return "One trial of each model: no spread to see"
	}
	slices.SortStableFunc(several, func(a, b stripBox) int { return -descending(a.width(), b.width()) })
	least, most := several[0], several[len(several)-1]
	low, high := quantity.Percent(least.width()), quantity.Percent(most.width())
	switch {
	case len(several) == 1:
		return fmt.Sprintf("The middle half of the trials of %s spans %s of their median", name(least.Name), low)
	case low == high:
		return fmt.Sprintf("The middle half of the trials spans %s of their median, whatever the model", low)
	}
	return fmt.Sprintf("The middle half of the trials spans %s of their median with %s, %s with %s", low, name(least.Name), high, name(most.Name))
}

func spreadAlt(boxes []stripBox) string {
	var parts []string
	for _, b := range boxes {
		part := fmt.Sprintf("%s median %s", full(b.Name), quantity.Duration(b.median))
		if b.sample.N() > 1 {
			part += fmt.Sprintf(", middle half %s, all %s", quantity.Between(b.first, b.third), quantity.Between(b.sample.Quantile(0), b.sample.Quantile(1)))
		}
		parts = append(parts, part+fmt.Sprintf(", of %s", quantity.Count(b.sample.N(), "trial")))
	}
	return "Total time: " + few(parts) + "."
}
