package chart

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

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
