package chart

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"threadboost/lib/internal/quantity"
)

const (
	namedRows = 16 // up to here each worker has a row with its name
	mostRows  = 64 // rows of 5 pixels
)

// A lane is the units of one worker, or of several that share a row one after the other.
type lane struct {
	worker       int    // the first
	units        []Span // by their start
	first, ended int64
	shared       bool
}

// arrange makes rows of workers, and says what was done where each did not get its own.
func arrange(units []Span) (rows []lane, notes []string) {
	lanes := byWorker(units)
	n := len(lanes)
	if n <= namedRows {
		return lanes, nil
	}
	switch packed, fit := pack(lanes); {
	case fit && len(packed) < n:
		return packed, []string{fmt.Sprintf("%s share %s", quantity.Count(n, "worker"), quantity.Count(len(packed), "row"))}
	case n <= mostRows:
		return lanes, nil
	}
	rows = sample(lanes, mostRows)
	notes = []string{fmt.Sprintf("%d of %s shown, by their start", mostRows, quantity.Count(n, "worker"))}
	if hidden := errorsIn(lanes) - errorsIn(rows); hidden > 0 {
		notes = append(notes, fmt.Sprintf("%s among the others", quantity.Count(hidden, "error")))
	}
	return rows, notes
}

// errorsIn counts the units that failed.
func errorsIn(lanes []lane) int {
	n := 0
	for _, l := range lanes {
		for _, u := range l.units {
			if u.Failed {
				n++
			}
		}
	}
	return n
}

// byWorker returns one lane a worker, by its number. All lanes are windows on one array, because a
// million units may have a worker each.
func byWorker(units []Span) []lane {
	size := map[int]int{}
	for _, u := range units {
		size[u.Lane]++
	}
	all, place := make([]Span, len(units)), make(map[int]int, len(size))
	var lanes []lane
	for _, worker := range slices.Sorted(maps.Keys(size)) {
		n := size[worker]
		place[worker] = len(lanes)
		lanes = append(lanes, lane{worker: worker, units: all[:0:n]})
		all = all[n:]
	}
	for _, u := range units {
		l := &lanes[place[u.Lane]]
		l.units = append(l.units, u)
		l.ended = max(l.ended, u.Ended)
	}
	for i := range lanes {
		slices.SortFunc(lanes[i].units, func(a, b Span) int {
			return cmp.Or(cmp.Compare(a.Started, b.Started), cmp.Compare(a.Ended, b.Ended))
		})
		lanes[i].first = lanes[i].units[0].Started
	}
	return lanes
}

// pack puts a worker into the first row whose units have all ended when its own begin. It gives up
// when the rows would not fit.
func pack(lanes []lane) (rows []lane, fit bool) {
	for _, l := range byStart(lanes) {
		free := slices.IndexFunc(rows, func(r lane) bool { return r.ended <= l.first })
		if free < 0 {
			free = len(rows)
			rows = append(rows, lane{shared: true})
		}
		if len(rows) > mostRows {
			return nil, false
		}
		rows[free].units = append(rows[free].units, l.units...)
		rows[free].ended = l.ended
	}
	return rows, true
}

// sample takes every so many lanes in the order of their start, the first and the last among them.
func sample(lanes []lane, n int) []lane {
	order := byStart(lanes)
	rows := make([]lane, n)
	for i := range rows {
		rows[i] = order[i*(len(order)-1)/(n-1)]
	}
	return rows
}

func byStart(lanes []lane) []lane {
	lanes = slices.Clone(lanes)
	slices.SortFunc(lanes, func(a, b lane) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.worker, b.worker))
	})
	return lanes
}

// rowPitch is the height of a row with its gap, in pixels.
func rowPitch(rows int) vg.Length {
	return vg.Length(math.Max(5, math.Min(25, math.Floor(320/float64(rows)))))
}

// barHeight is what the gap to the next row leaves.
func barHeight(pitch vg.Length) vg.Length { return pitch - max(1, pitch*0.28) }

// rowLabels names each row where there is room, else the first and the last; shared rows have no name.
func (t TaskStream) rowLabels(rows []lane) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for i, r := range rows {
		edge := i == 0 || i == len(rows)-1
		if !r.shared && (len(rows) <= namedRows || edge) {
			ticks = append(ticks, plot.Tick{Value: float64(len(rows) - 1 - i), Label: t.laneName(r.worker)})
		}
	}
	return ticks
}

// laneName is the name of a lane, which is a worker unless it is said to be something else.
func (t TaskStream) laneName(lane int) string {
	if lane >= 0 && lane < len(t.Lanes) {
		return cut(t.Lanes[lane], sans(textSize), nameWidth)
	}
	return fmt.Sprintf("worker %d", lane+1)
}
