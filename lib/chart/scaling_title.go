package chart

import (
	"fmt"
	"math"
	"strings"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

var lawNames = map[infer.Law]struct{ short, long string }{
	infer.Linear:    {"linear", "straight line through the origin"},
	infer.Amdahl:    {"Amdahl fit", "Amdahl's law"},
	infer.Universal: {"USL fit", "Universal Scalability Law"},
}

// title says what the intervals of the law carry, or without a law those of the points.
func (d scalingPlotter) title() string {
	if !d.fitted || !d.Fit.Best.Interval.Known() {
		return d.pointsTitle()
	}
	what, most := d.param(), whole(d.Fit.Most)
	best := d.Fit.Best.Interval
	switch {
	case d.Fit.Law == infer.Linear:
		return fmt.Sprintf("No sign of a limit up to %s %s", most, what)
	case math.Round(best.High) <= 1 && d.falls():
		return fmt.Sprintf("More %s cost from the start", what)
	case math.Round(best.High) <= 1 || d.gainsNothing():
		return fmt.Sprintf("More %s do not help", what)
	case best.High < d.Fit.Most && d.falls():
		return fmt.Sprintf("More %s help until %s; past that they cost", what, about(best))
	case best.High < d.Fit.Most:
		return fmt.Sprintf("More %s help until %s and not beyond", what, about(best))
	case math.Round(best.Low) < d.Fit.Most:
		return fmt.Sprintf("More %s help until %s or more", what, whole(best.Low))
	case d.Fit.Law == infer.Amdahl && d.Fit.Sigma.Interval.Low*farBeyond*d.Fit.Most > 1:
		return fmt.Sprintf("More %s help less and less: at most %s times one", what, about(d.limit()))
	}
	return fmt.Sprintf("More %s help, less and less, up to the %s measured", what, most)
}

// farBeyond is how many times beyond what was measured Amdahl's limit is no longer worth a title.
const farBeyond = 3

// limit is how many times as much as one the law approaches.
func (d scalingPlotter) limit() infer.Interval {
	i := d.Fit.Sigma.Interval
	return infer.Interval{Low: 1 / i.High, High: 1 / i.Low}
}

// falls reports whether the law is lower with the most workers than at its best, beyond its intervals.
func (d scalingPlotter) falls() bool {
	return d.Fit.Band(d.Fit.Most).High < d.Fit.Band(max(1, d.Fit.Best.Value)).Low
}

// gainsNothing reports whether the law may be no higher anywhere than with one.
func (d scalingPlotter) gainsNothing() bool {
	return d.Fit.Band(min(d.Fit.Best.Value, d.Fit.Most)).Low <= d.Fit.Band(1).High
}

// pointsTitle names the points with the greatest value: the first one, and those whose intervals overlap its own.
func (d scalingPlotter) pointsTitle() string {
	top := d.levels[0]
	for _, l := range d.levels {
		if l.Value > top.Value {
			top = l
		}
	}
	if len(d.levels) == 1 {
		return fmt.Sprintf("%s with %s", d.amount(top.Value), d.counted(whole(top.At)))
	}
	var best []string
	for _, l := range d.levels {
		if !l.known() || l.Weak {
			return fmt.Sprintf("Too few rounds to say which of %d values is best", len(d.levels))
		}
		if l.High >= top.Low {
			best = append(best, whole(l.At))
		}
	}
	switch {
	case len(best) == len(d.levels):
		return fmt.Sprintf("No value of %s differs from the best beyond the noise", d.param())
	case len(best) == 1:
		return fmt.Sprintf("Best of those measured: %s, %s", d.counted(best[0]), d.amount(top.Value))
	}
	return fmt.Sprintf("Best of those measured: %s, about %s", d.counted(list(best)), d.amount(top.Value))
}

func (d scalingPlotter) counted(n string) string { return counted(d.param(), n) }

// counted is "16 workers", but "latency_ms = 16".
func counted(param, n string) string {
	one, plural := strings.CutSuffix(param, "s")
	switch {
	case !plural || strings.Contains(one, "_"):
		return param + " = " + n
	case n == "1":
		return n + " " + one
	}
	return n + " " + param
}

// notes are the parts of the line under the title that follow from the values.
func (d scalingPlotter) notes() []string {
	if d.fitted {
		return []string{fmt.Sprintf("%s with %.0f %% band", lawNames[d.Fit.Law].long, 100*d.Fit.Lambda.Interval.Level)}
	}
	why := d.NoFit
	if len(d.Fit.Warnings) > 0 && why == "" {
		why, _, _ = strings.Cut(strings.TrimPrefix(d.Fit.Warnings[0].Text, "scaling: "), ": nothing is fitted")
	}
	if why == "" {
		return nil
	}
	return []string{"no law: " + why}
}

// alt lists the points, and what the law says.
func (d scalingPlotter) alt() string {
	var parts []string
	for _, l := range d.levels {
		part := d.counted(whole(l.At)) + " " + d.amount(l.Value)
		if l.known() {
			part += fmt.Sprintf(", interval %s to %s", d.tick(l.Low), d.tick(l.High))
		}
		parts = append(parts, part)
	}
	text := few(parts) + "."
	if d.fitted {
		text += " " + lawNames[d.Fit.Law].short + ": " + strings.Join(d.coefficients(), ", ") + "."
	}
	if d.fitted && d.Fit.Law == infer.Universal {
		_, interval := d.bestText()
		text += strings.TrimSuffix(fmt.Sprintf(" Best: %s, interval %s", whole(d.Fit.Best.Value), interval), ", interval ") + "."
	}
	return text
}

// about is a value that its interval pins down, or the interval where it is less sure than half of itself.
func about(i infer.Interval) string {
	if i.High > 1.5*i.Low {
		return whole(i.Low) + " to " + whole(i.High)
	}
	return "about " + whole(math.Sqrt(i.Low*i.High))
}

// bestInterval is the interval of a number of workers; empty where it is too narrow to be told.
func bestInterval(i infer.Interval) string {
	low, high := whole(i.Low), whole(i.High)
	switch {
	case math.IsInf(i.High, 1):
		return low + " or more"
	case low == high:
		return ""
	}
	return low + " to " + high
}

// whole writes a number of workers.
func whole(x float64) string {
	if math.IsInf(x, 1) {
		return "no end"
	}
	return quantity.Number(math.Round(x))
}

// coefficient writes two significant digits.
func coefficient(x float64) string {
	if x == 0 {
		return "0"
	}
	return quantity.Times(x)
}
