package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// Path shows how a value that a model observes went during a trial, such as the limit that it finds, and under it how long units took
// meanwhile.
type Path struct {
	Model    string   // whose trial it is
	Measured []string // what was measured, in parts
	Name     string   // of the value: "limit"
	WallNS   int64    // the trial's makespan, in nanoseconds
	Points   []Moment // in any order; a value holds until the next one
	Units    []Span   // of which the lower part shows the time that each took; none: it is left out
}

// A Moment is a value from a time on, in nanoseconds after the trial's start.
type Moment struct {
	At    int64
	Value float64 // 0 or more
}

// Draw makes the figure. What the value comes to is told by the second half of the trial: its median by time and its range. It is said
// to rise or fall where the medians of the quarters do and the last one is out of the range of the third, and else to settle, if it moved often
// enough. It is an error when there is no point,
// and when one lies outside of the trial or has a value that is negative or not finite.
func (p Path) Draw() (Figure, error) {
	steps, err := p.steps()
	if err != nil {
		return Figure{}, err
	}
	wall := float64(p.WallNS)
	e := ending(steps, wall)
	panels := []panel{{
		name: p.Name, high: 1.06 * cmp.Or(peak(steps), 1), text: quantity.Number, height: 170,
		whole: !slices.ContainsFunc(steps, func(s step) bool { return s.value != math.Trunc(s.value) }),
		draw:  p.drawSteps(steps, e), marks: e.marks(),
	}}
	notes := []string{"shaded: the range of the second half"}
	if len(steps) > mostSteps {
		notes = append(notes, fmt.Sprintf("mean and range of each %s", quantity.Duration(wall/depthCells)))
	}
	if times := timesOf(p.Units, p.WallNS); times.most > 0 {
		panels = append(panels, panel{
			name: "time of a unit, started to ended", high: 1.06 * times.most, height: 90, draw: times.draw,
			text: func(ns float64) string { return inUnitOf(times.most, ns) },
		})
		notes = append(notes, times.notes()...)
	}
	return onTime(sheet{
		title:    e.title(p.Name),
		measured: slices.Concat([]string{short(p.Model)}, p.Measured, notes),
		alt: fmt.Sprintf("%s. %s: %s from %s to %s in %s.", e.title(p.Name), full(p.Model), p.Name, quantity.Number(steps[0].value),
			quantity.Number(steps[len(steps)-1].value), quantity.Duration(wall)),
	}, wall, panels...), nil
}

// steps are the checked points in the order of their time.
func (p *Path) steps() ([]step, error) {
	p.Name = cmp.Or(cut(p.Name, sans(textSize), nameWidth), "value")
	if len(p.Points) == 0 {
		return nil, fmt.Errorf("chart: path of %q has no points: the model observed no %s", p.Model, p.Name)
	}
	if p.WallNS <= 0 {
		return nil, fmt.Errorf("chart: path of %q took %d ns: set WallNS", p.Model, p.WallNS)
	}
	points := slices.Clone(p.Points)
	slices.SortStableFunc(points, func(a, b Moment) int { return cmp.Compare(a.At, b.At) })
	var steps []step
	for _, m := range points {
		if !(m.Value >= 0 && m.Value <= 1e15) || m.At < 0 || m.At > p.WallNS {
			return nil, fmt.Errorf("chart: path of %q has %s %v at %d ns of %d, want 0 to 1e15 within the trial", p.Model, p.Name, m.Value, m.At, p.WallNS)
		}
		if len(steps) == 0 {
			steps = []step{{0, m.Value}} // nothing is known of before
		}
		steps = upTo(steps, step{float64(m.At), m.Value})
	}
	return steps, nil
}

// drawSteps draws the value, over the range of its second half.
func (p Path) drawSteps(steps []step, e ends) func(c draw.Canvas, x, y func(float64) vg.Length) {
	wall := float64(p.WallNS)
	return func(c draw.Canvas, x, y func(float64) vg.Length) {
		c.SetColor(base.pale())
		half := vg.Rectangle{Min: vg.Point{X: x(wall / 2), Y: y(e.low) - 1.5}, Max: vg.Point{X: x(wall), Y: y(e.high) + 1.5}}
		c.Fill(half.Path())
		line := line(run, 2)
		if len(steps) > mostSteps {
			cut := cells(steps, wall, depthCells)
			low, high := of(cut, func(c cell) float64 { return c.low }), of(cut, func(c cell) float64 { return c.high })
			area(c, run.faint(), stairs(low, wall, x, y), stairs(high, wall, x, y))
			steps = of(cut, func(c cell) float64 { return c.mean })
		}
		c.StrokeLines(line, stairs(steps, wall, x, y))
	}
}

// ends is what a value comes to: in the second half of the time its median, its range and how often it moved, and whether it still
// rises or falls.
type ends struct {
	median, low, high float64
	moves, trend      int
	constant          bool // from the beginning
	first, last       float64
}

// ending looks at the second half.
func ending(steps []step, wall float64) ends {
	e := ends{first: steps[0].value, last: steps[len(steps)-1].value, constant: len(steps) == 1}
	half := during(steps, wall/2, wall)
	second, third := medianByTime(during(steps, wall/4, wall/2), wall/2), medianByTime(during(steps, wall/2, wall*3/4), wall*3/4)
	fourth := medianByTime(during(steps, wall*3/4, wall), wall)
	low, high := valueRange(during(steps, wall/2, wall*3/4))
	switch {
	case fourth > high && third > second:
		e.trend = 1
	case fourth < low && third < second:
		e.trend = -1
	}
	e.low, e.high = valueRange(half)
	e.median = medianByTime(half, wall)
	e.moves = len(half) - 1
	return e
}

// fewMoves is how often a value has to move in the second half to be called settled.
const fewMoves = 3

func (e ends) title(name string) string {
	median, low, high := quantity.Number(e.median), quantity.Number(e.low), quantity.Number(e.high)
	switch {
	case e.constant:
		return fmt.Sprintf("The %s stays at %s", name, median)
	case e.trend > 0:
		return fmt.Sprintf("The %s still rises at the end: from %s to %s", name, quantity.Number(e.first), quantity.Number(e.last))
	case e.trend < 0:
		return fmt.Sprintf("The %s still falls at the end: from %s to %s", name, quantity.Number(e.first), quantity.Number(e.last))
	case e.moves < fewMoves:
		return fmt.Sprintf("The %s ends at %s, with too few steps to say that it settled", name, quantity.Number(e.last))
	}
	return fmt.Sprintf("The %s settles at about %s, between %s and %s", name, median, low, high)
}

// marks is the median of the second half.
func (e ends) marks() []mark {
	text := quantity.Number(e.median)
	if e.low != e.high {
		text += fmt.Sprintf(" (%s to %s)", quantity.Number(e.low), quantity.Number(e.high))
	}
	return []mark{{e.median, text, base, []vg.Length{5, 4}}}
}

// during are the steps within a time; the value at its beginning is the first.
func during(steps []step, from, to float64) []step {
	part := []step{{from, steps[0].value}}
	for _, s := range steps {
		if s.at <= from {
			part[0].value = s.value
		} else if s.at < to {
			part = append(part, s)
		}
	}
	return part
}

func valueRange(steps []step) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, s := range steps {
		low, high = min(low, s.value), max(high, s.value)
	}
	return low, high
}

// medianByTime is the value that is not exceeded for half of the time.
func medianByTime(steps []step, end float64) float64 {
	type held struct{ value, long float64 }
	var all []held
	total := 0.0
	for i, s := range steps {
		until := end
		if i+1 < len(steps) {
			until = steps[i+1].at
		}
		all = append(all, held{s.value, until - s.at})
		total += until - s.at
	}
	slices.SortFunc(all, func(a, b held) int { return cmp.Compare(a.value, b.value) })
	sum := 0.0
	for _, h := range all {
		if sum += h.long; sum >= total/2 {
			return h.value
		}
	}
	return all[len(all)-1].value
}

// unitTimes is how long units took, by when they ended: each of them, or the quantiles of those of a stretch of time.
type unitTimes struct {
	each      []vg.Point // in nanoseconds: when, how long
	quantiles []timeQuantiles
	most      float64
	stretch   float64
}

type timeQuantiles struct{ at, low, middle, high float64 }

func timesOf(units []Span, wall int64) unitTimes {
	const stretches = 60
	t := unitTimes{stretch: float64(wall) / stretches}
	if len(units) <= eachUnit {
		for _, u := range units {
			took := float64(u.Ended - u.Started)
			t.each = append(t.each, vg.Point{X: vg.Length(u.Ended), Y: vg.Length(took)})
			t.most = max(t.most, took)
		}
		return t
	}
	var took [stretches][]float64
	for _, u := range units {
		i := min(int(float64(u.Ended)/t.stretch), stretches-1)
		took[i] = append(took[i], float64(u.Ended-u.Started))
	}
	for i, values := range took {
		if s := infer.NewSample(values); s.N() > 0 {
			q := timeQuantiles{(float64(i) + 0.5) * t.stretch, s.Quantile(0.1), s.Quantile(0.5), s.Quantile(0.9)}
			t.quantiles = append(t.quantiles, q)
			t.most = max(t.most, q.high)
		}
	}
	return t
}

func (t unitTimes) notes() []string {
	if t.quantiles == nil {
		return nil
	}
	return []string{fmt.Sprintf("median and middle 80 %% of the units of each %s", quantity.Duration(t.stretch))}
}

func (t unitTimes) draw(c draw.Canvas, x, y func(float64) vg.Length) {
	for _, pt := range t.each {
		dot(c, x(float64(pt.X)), y(float64(pt.Y)), 2, run)
	}
	var low, middle, high []vg.Point
	for _, q := range t.quantiles {
		low = append(low, vg.Point{X: x(q.at), Y: y(q.low)})
		middle = append(middle, vg.Point{X: x(q.at), Y: y(q.middle)})
		high = append(high, vg.Point{X: x(q.at), Y: y(q.high)})
	}
	if len(middle) > 0 {
		area(c, run.pale(), low, high)
		c.StrokeLines(line(run, 2), middle)
	}
}
