package chart

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/internal/quantity"
)

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
