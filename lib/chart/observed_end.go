package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"threadboost/lib/internal/quantity"
)

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
