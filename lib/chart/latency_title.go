package chart

import (
	"fmt"
	"slices"

	"threadboost/lib/internal/quantity"
)

// latencyTitle compares the 99th percentile, or the median where that is all that the data carry.
// It describes the units that were measured and says nothing of others.
func latencyTitle(curves []curve, name func(string) string) string {
	q, share := 0.99, "99 % of"
	for _, c := range curves {
		if c.sample.N() < unitsForP99 {
			q, share = 0.5, "Half of"
		}
	}
	at := func(c curve) float64 { return c.sample.Quantile(q) }
	order := slices.Clone(curves)
	slices.SortStableFunc(order, func(a, b curve) int {
		switch {
		case at(a) < at(b):
			return -1
		case at(a) > at(b):
			return 1
		}
		return 0
	})
	best, worst := order[0], order[len(order)-1]
	low, high := quantity.Duration(at(best)), quantity.Duration(at(worst))
	switch {
	case len(curves) == 1 && best.raw.N() > 0 && low != quantity.Duration(best.raw.Quantile(q)):
		return fmt.Sprintf("%s the units of %s end within %s of when they were due, %s of their start", share, name(best.name), low, quantity.Duration(best.raw.Quantile(q)))
	case len(curves) == 1:
		return fmt.Sprintf("%s the units of %s end within %s", share, name(best.name), low)
	case low == high:
		return fmt.Sprintf("%s the units end within %s, whatever the model", share, low)
	case len(curves) == 2:
		return fmt.Sprintf("%s the units end within %s with %s, %s with %s", share, low, name(best.name), high, name(worst.name))
	}
	return fmt.Sprintf("%s the units end within %s with %s, up to %s with %s", share, low, name(best.name), high, name(worst.name))
}

// latencyNotes are the parts of the line under the title that follow from the values.
func latencyNotes(series []Series, floor float64, curves bool) []string {
	zeros, fewest, most := 0, len(series[0].MS), 0
	for _, s := range series {
		fewest, most = min(fewest, len(s.MS)), max(most, len(s.MS))
		for _, ms := range s.MS {
			if ms == 0 {
				zeros++
			}
		}
	}
	var notes []string
	if curves && slices.ContainsFunc(series, func(s Series) bool { return s.RawMS != nil }) {
		notes = append(notes, "raw: from when a unit started")
	}
	if fewest < unitsForP99 {
		notes = append(notes, fmt.Sprintf("no p99 below %d units", unitsForP99))
	}
	if curves && most > eachUnit {
		notes = append(notes, "a point for each pixel")
	}
	if zeros > 0 {
		notes = append(notes, fmt.Sprintf("%s of 0 ns drawn at %s", quantity.Count(zeros, "unit"), quantity.Duration(floor*1e6)))
	}
	return notes
}

// latencyAlt lists the percentiles of each curve.
func latencyAlt(curves []curve) string {
	var parts []string
	for _, c := range curves {
		parts = append(parts, fmt.Sprintf("%s %s, of %s", full(c.name), c.numbers(), quantity.Count(c.sample.N(), "unit")))
	}
	return "Latency: " + few(parts) + "."
}

// numbers are the percentiles as they are told.
func (s curve) numbers() string {
	if s.raw.N() == 0 {
		return numbersOf(s.sample)
	}
	return fmt.Sprintf("%s (raw %s)", numbersOf(s.sample), numbersOf(s.raw))
}
