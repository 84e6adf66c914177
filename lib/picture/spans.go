package picture

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"threadboost/lib/chart"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// spans are the units as a figure draws them, with all waits of a unit as one block. Waits that overlapped add up to more than the
// unit lasted: the block ends with the unit.
func spans(trial *lab.Trial) []chart.Span {
	spans := make([]chart.Span, len(trial.Units))
	for i, u := range trial.Units {
		_, failed := trial.Failures[i]
		spans[i] = chart.Span{
			Lane: int(u.Worker), Due: u.Ended - trial.Latency(i), Queued: u.Queued, Started: u.Started, Ended: u.Ended,
			WaitStarted: u.WaitStarted, Waited: min(u.Waited, u.Ended-u.WaitStarted), Waits: int(u.Waits),
			Retried: u.Attempts > 1, Failed: failed,
		}
		if trial.Ready != nil {
			spans[i].Ready = min(trial.Ready[i], spans[i].Waited)
		}
	}
	return spans
}

// mostLanes is up to how many workers of stages there is a row for each.
const mostLanes = 16

// stages are the units cut into their stages, with a lane for each worker of each stage; none where a unit has no stages, or where
// there are too many lanes. When a unit waited is known for its first wait alone.
func stages(trial *lab.Trial) (lanes []string, steps []chart.Span) {
	for _, stage := range trial.Stages {
		lane := map[int32]int{}
		for _, worker := range workers(stage.Spans) {
			lane[worker] = len(lanes)
			lanes = append(lanes, fmt.Sprintf("%s %d", stage.Name, len(lane)))
		}
		if len(lanes) > mostLanes {
			return nil, nil
		}
		for i, s := range stage.Spans {
			if s.Worker != measure.Elsewhere {
				step := stepOf(trial.Units[i], s)
				step.Lane = lane[s.Worker]
				_, step.Failed = trial.Failures[i]
				step.Failed = step.Failed && s.Ended >= lastEnd(trial, i)
				steps = append(steps, step)
			}
		}
	}
	if len(steps) == 0 {
		return nil, nil
	}
	return lanes, steps
}

// workers are those of a stage, in the order of their numbers.
func workers(spans []measure.Span) []int32 {
	seen := map[int32]bool{}
	for _, s := range spans {
		if s.Worker != measure.Elsewhere {
			seen[s.Worker] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// stepOf is one stage of a unit.
func stepOf(u measure.Unit, s measure.Span) chart.Span {
	step := chart.Span{Started: s.Started, Ended: s.Ended, Due: s.Started, Mixed: u.Waits > 1, Retried: u.Attempts > 1}
	from, to := max(u.WaitStarted, s.Started), min(u.WaitStarted+u.Waited, s.Ended)
	if u.Waits == 1 && from < to {
		step.WaitStarted, step.Waited, step.Waits = from, to-from, 1
	}
	return step
}

// lastEnd is when the last stage of unit i ended: where it failed, if it did.
func lastEnd(trial *lab.Trial, i int) int64 {
	last := int64(0)
	for _, stage := range trial.Stages {
		if s := stage.Spans[i]; s.Worker != measure.Elsewhere {
			last = max(last, s.Ended)
		}
	}
	return last
}

// moments are a series as a figure draws it. What was observed when the trial had just ended belongs to its end.
func moments(points []measure.Point, wall int64) []chart.Moment {
	moments := make([]chart.Moment, len(points))
	for i, p := range points {
		moments[i] = chart.Moment{At: min(p.At, wall), Value: p.Value}
	}
	return moments
}

// limit reads from the name of a model how many units it lets in at once, as in "Pool(8, Queue=16)"; 0 where it does not say so.
func limit(model string) int {
	kind, fields, ok := strings.Cut(strings.TrimSuffix(model, ")"), "(")
	if !ok || slices.Contains([]string{"RateLimit", "Adaptive", "Pipeline"}, kind) { // whose numbers are something else
		return 0
	}
	first, _, _ := strings.Cut(fields, ",")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return max(n, 0)
}
