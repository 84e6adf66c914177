package lab

import (
	"cmp"
	"slices"

	"threadboost/lib/measure"
)

// InFlight returns how many units were under way, at each moment at which that changed.
func (t *Trial) InFlight() []measure.Point {
	return level(t.Units, func(u *measure.Unit) (from, to int64, counts bool) { return u.Started, u.Ended, true })
}

// QueueDepth returns how many units lay in the model's queues before they began, at each moment at which that changed; nil for a
// model that says nothing about queues.
func (t *Trial) QueueDepth() []measure.Point {
	return level(t.Units, func(u *measure.Unit) (from, to int64, counts bool) {
		return u.Queued, max(u.Started, u.Queued), u.Queued > 0
	})
}

// Throughput returns how many units that did not fail there were a second.
func (t *Trial) Throughput() float64 {
	return float64(len(t.Units)-len(t.Failures)) / t.Wall.Seconds()
}

// Retries returns how many attempts there were beyond the first of each unit.
func (t *Trial) Retries() int {
	n := 0
	for i := range t.Units {
		n += max(int(t.Units[i].Attempts)-1, 0)
	}
	return n
}

// Moved returns how many bytes the units said they moved.
func (t *Trial) Moved() int64 {
	n := int64(0)
	for _, b := range t.Bytes {
		n += b
	}
	return n
}

// level counts how many spans hold each moment; what begins and ends at one time is one step.
func level(units []measure.Unit, span func(*measure.Unit) (from, to int64, counts bool)) []measure.Point {
	type step struct {
		at int64
		by float64
	}
	steps := make([]step, 0, 2*len(units))
	for i := range units {
		if from, to, counts := span(&units[i]); counts {
			steps = append(steps, step{from, 1}, step{to, -1})
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	var points []measure.Point
	height := 0.0
	for i, s := range steps {
		height += s.by
		if i+1 == len(steps) || steps[i+1].at != s.at {
			points = append(points, measure.Point{At: s.at, Value: height})
		}
	}
	return points
}
