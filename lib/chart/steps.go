package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// A step is a value from one moment until the next step.
type step struct{ at, value float64 }

// count turns stretches of time into how many of them there are at each moment. What ends and begins at one moment is no step.
func count(stretches []stretch) []step {
	starts, ends := make([]int64, 0, len(stretches)), make([]int64, 0, len(stretches))
	for _, s := range stretches {
		if s.to > s.from {
			starts, ends = append(starts, s.from), append(ends, s.to)
		}
	}
	slices.Sort(starts)
	slices.Sort(ends)
	steps := []step{{0, 0}}
	begun, ended := 0, 0
	for ended < len(ends) {
		now := ends[ended]
		if begun < len(starts) {
			now = min(now, starts[begun])
		}
		for begun < len(starts) && starts[begun] == now {
			begun++
		}
		for ended < len(ends) && ends[ended] == now {
			ended++
		}
		steps = upTo(steps, step{float64(now), float64(begun - ended)})
	}
	return steps
}

// upTo appends a step; of two at one moment the later one counts, and one without a difference is none.
func upTo(steps []step, s step) []step {
	last := &steps[len(steps)-1]
	switch {
	case last.at == s.at:
		last.value = s.value
		return steps
	case last.value == s.value:
		return steps
	}
	return append(steps, s)
}

// A stretch is a stretch of time in nanoseconds.
type stretch struct{ from, to int64 }

// A cell is a stretch of time with what the steps in it come to.
type cell struct{ at, mean, low, high float64 }

// cells cuts the time up to end into n cells of one length. Means are by time, so that areas stay true, and low and high keep every
// peak.
func cells(steps []step, end float64, n int) []cell {
	size := end / float64(n)
	cut := make([]cell, n)
	for i := range cut {
		cut[i] = cell{at: float64(i) * size, low: math.Inf(1), high: math.Inf(-1)}
	}
	for i, s := range steps {
		until := end
		if i+1 < len(steps) {
			until = min(steps[i+1].at, end)
		}
		for k := min(int(s.at/size), n-1); k < n && float64(k)*size < until; k++ {
			c := &cut[k]
			c.mean += s.value * max(0, min(until, c.at+size)-max(s.at, c.at)) / size
			c.low, c.high = min(c.low, s.value), max(c.high, s.value)
		}
	}
	return cut
}

// mean is that by time up to end.
func mean(steps []step, end float64) float64 { return cells(steps, end, 1)[0].mean }

// peak is the greatest value.
func peak(steps []step) float64 {
	most := 0.0
	for _, s := range steps {
		most = max(most, s.value)
	}
	return most
}

// mostSteps is up to how many steps each is drawn; a line of them takes about 15 bytes a step.
const mostSteps = 1200

// stairs are the points of a line of steps.
func stairs(steps []step, end float64, x, y func(float64) vg.Length) []vg.Point {
	var points []vg.Point
	for i, s := range steps {
		if i > 0 {
			points = append(points, vg.Point{X: x(s.at), Y: y(steps[i-1].value)})
		}
		points = append(points, vg.Point{X: x(s.at), Y: y(s.value)})
	}
	return append(points, vg.Point{X: x(end), Y: y(steps[len(steps)-1].value)})
}

// of turns cells into steps of one of their numbers.
func of(cells []cell, number func(cell) float64) []step {
	var steps []step
	for _, c := range cells {
		s := step{c.at, number(c)}
		if len(steps) == 0 {
			steps = []step{s}
		}
		steps = upTo(steps, s)
	}
	return steps
}

// foot is a line along 0, under the stairs.
func foot(end float64, x, y func(float64) vg.Length) []vg.Point {
	return []vg.Point{{X: x(0), Y: y(0)}, {X: x(end), Y: y(0)}}
}
