package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// Latency shows how long units take, by percentile: the share of units that were faster runs to
// the right and gives as much room to the last 1 % as to the 9 % before, latency is logarithmic. [ECDF] shows the same the other way
// round, with as much room for each unit.
type Latency struct {
	Measured []string // what was measured, in parts: "500 requests", "10 rounds"
	Series   []Series // at most 12, in the order of their colours
}

// A Series is one line of [Latency], [ECDF] or [HeatMap].
type Series struct {
	Name     string
	MS       []float64 // latency of each unit in milliseconds, from when it was due, in any order
	RawMS    []float64 // the same from when it was started, drawn thin beside it; nil: not drawn. A heat map does without.
	Baseline bool      // what the others are compared with, drawn grey and dashed
}

const mostSeries = 12

// unitsForP99 is how many units are needed for one of them to lie beyond the 99th percentile.
var unitsForP99 = infer.ValuesBeyond(0.99)

// Draw makes the figure. A line ends where one unit is left, percentiles are those of
// [infer.Sample], and p99 is marked where there are 100 units or more. It is an error when a series
// is empty or has a latency that is negative or not finite.
func (l Latency) Draw() (Figure, error) {
	curves, err := curvesOf("latency", l.Series)
	if err != nil {
		return Figure{}, err
	}
	p := newPlot()
	most := 0
	for _, c := range curves {
		most = max(most, c.sample.N())
	}
	low, high := latencyRange(curves)
	p.X.Scale, p.X.Min, p.X.Max = tailScale{}, 0, 1-1/math.Max(float64(most), 10)
	p.X.Tick.Marker = percentiles(p.X.Max)
	p.X.Label.Text = "of units were faster"
	p.Y.Scale, p.Y.Min, p.Y.Max = plot.LogScale{}, low, high
	p.Y.Tick.Marker = labelled(decadeTicks(p.Y.Min, p.Y.Max), quantity.Duration)
	p.Add(curvePlotter{curves})
	return latencySheet(append(slices.Clone(l.Measured), "log scales"), l.Series, curves, p).draw(), nil
}

// latencySheet is the sheet of a plot of curves.
func latencySheet(measured []string, series []Series, curves []curve, p *plot.Plot) sheet {
	labels, right := vg.Length(0), vg.Length(212)
	for _, c := range curves {
		labels += c.labelHeight()
		if c.raw.N() > 0 {
			right = 236
		}
	}
	return sheet{
		title:    latencyTitle(curves, short),
		measured: slices.Concat(measured, latencyNotes(series, smallest(series), true)),
		alt:      latencyTitle(curves, full) + ". " + latencyAlt(curves),
		plot:     p, right: right, below: 12, height: 46 + max(220, labels),
	}
}

// latencyRange holds all curves, with room around them, in nanoseconds.
func latencyRange(curves []curve) (low, high float64) {
	low, high = math.Inf(1), 0.0
	for _, c := range curves {
		for _, s := range c.samples() {
			low, high = min(low, s.Quantile(0)), max(high, s.Quantile(1))
		}
	}
	pad := max(1.15, math.Pow(high/low, 0.04))
	return low / pad, high * pad
}

// A curve is a series ready to be drawn, in nanoseconds.
type curve struct {
	name        string
	sample, raw infer.Sample // raw is empty where it is not drawn
	paint
	dash []vg.Length
}

// samples are those that are drawn.
func (s curve) samples() []infer.Sample {
	if s.raw.N() == 0 {
		return []infer.Sample{s.sample}
	}
	return []infer.Sample{s.sample, s.raw}
}

// curvesOf are the checked series of a figure.
func curvesOf(figure string, series []Series) ([]curve, error) {
	if n := len(series); n == 0 || n > mostSeries {
		return nil, fmt.Errorf("chart: %s has %d series, want 1 to %d: choose the models to compare", figure, n, mostSeries)
	}
	floor := smallest(series)
	var curves []curve
	compared := 0
	for _, s := range series {
		ns, err := s.nanoseconds(s.MS, floor)
		if err != nil {
			return nil, err
		}
		c := curve{name: s.Name, sample: infer.NewSample(ns), paint: base, dash: []vg.Length{5, 4}}
		if s.RawMS != nil {
			if ns, err = s.nanoseconds(s.RawMS, floor); err != nil {
				return nil, err
			}
			c.raw = infer.NewSample(ns)
		}
		if !s.Baseline {
			c.paint, c.dash = look(compared)
			compared++
		}
		curves = append(curves, c)
	}
	return curves, nil
}

// nanoseconds are the latencies of a series. A clock may give 0 for a unit without work; it is
// drawn at the smallest latency above, because a logarithmic axis has no 0.
func (s Series) nanoseconds(latencies []float64, floor float64) ([]float64, error) {
	if len(latencies) == 0 {
		return nil, fmt.Errorf("chart: latency of %q has no units: leave the series out", s.Name)
	}
	ns := make([]float64, len(latencies))
	for i, ms := range latencies {
		if !(ms >= 0) || math.IsInf(ms*1e6, 0) {
			return nil, fmt.Errorf("chart: latency %d of %q is %v ms, want 0 or more: leave units out that have none", i, s.Name, ms)
		}
		ns[i] = max(ms, floor) * 1e6
	}
	return ns, nil
}

// smallest is the smallest latency above 0 of all series, in milliseconds, and at least 1 ns, below
// which no clock sees.
func smallest(series []Series) float64 {
	const nanosecond = 1e-6
	floor := math.Inf(1)
	for _, s := range series {
		for _, latencies := range [][]float64{s.MS, s.RawMS} {
			for _, ms := range latencies {
				if ms > 0 {
					floor = min(floor, ms)
				}
			}
		}
	}
	if math.IsInf(floor, 0) {
		return nanosecond
	}
	return max(floor, nanosecond)
}

// look is a colour and a dash, so that lines that lie on each other are still seen as two.
func look(i int) (paint, []vg.Length) {
	dashes := [][]vg.Length{nil, {8, 3}, {2, 3}, {8, 3, 2, 3}}
	return hues[i%len(hues)], dashes[i%len(dashes)]
}

// tailScale gives each factor of 10 in the share of slower units the same room.
type tailScale struct{}

func (tailScale) Normalize(low, high, q float64) float64 {
	return math.Log((1-q)/(1-low)) / math.Log((1-high)/(1-low))
}

// share is the inverse of Normalize from 0 to high.
func (tailScale) share(x, high float64) float64 { return 1 - math.Pow(1-high, x) }

// percentiles are the ticks of a tailScale that the data reach; where their labels would touch, the
// outer ones are left out.
func percentiles(most float64) plot.ConstantTicks {
	ticks := plot.ConstantTicks{{Value: 0.5, Label: "50 %"}}
	if most < 0.9999 {
		ticks = append(ticks, plot.Tick{Value: 0, Label: "0"})
	}
	for nines := 1; ; nines++ {
		q := 1 - math.Pow10(-nines)
		if q > most+1e-12 || nines > 5 {
			return ticks
		}
		label := strconv.FormatFloat(100*q, 'f', max(0, nines-2), 64) + " %"
		ticks = append(ticks, plot.Tick{Value: q, Label: label})
	}
}
