package infer

import "math"

// Latency is the latency of the same units told twice. A load generator that waits for each answer before it asks again
// stops asking while the system hangs: the requests that users would have sent then are omitted, and the
// percentiles look fine (Tene, "How NOT to Measure Latency", 2013, calls it coordinated omission).
type Latency struct {
	Raw       Sample // from when a unit was started
	Corrected Sample // from when it was due
}

// FromSchedule takes the times at which units were due, started and ended, index by index, in one unit from one start. A unit that
// lacks one of them, as NaN, is left out of both.
func FromSchedule(due, started, ended []float64) Latency {
	n := min(len(due), len(started), len(ended))
	raw, corrected := make([]float64, n), make([]float64, n)
	for i := range n {
		raw[i], corrected[i] = ended[i]-started[i], ended[i]-due[i]
		if math.IsNaN(raw[i]) || math.IsNaN(corrected[i]) {
			raw[i], corrected[i] = math.NaN(), math.NaN()
		}
	}
	return Latency{NewSample(raw), NewSample(corrected)}
}

// mostFilled bounds what FromInterval adds, also where the interval is far too small.
const mostFilled = 10_000_000

// FromInterval is for records without a schedule, of a load generator that meant to send one unit an interval: a latency that
// is longer stands for the units that were not sent meanwhile, which would have waited one interval less each. It is
// the rule of HdrHistogram's recordValueWithExpectedInterval. Without a positive interval, nothing is
// corrected. At most ten million units are added.
func FromInterval(latencies []float64, interval float64) Latency {
	filled := append([]float64(nil), latencies...)
	for _, l := range latencies {
		if !isFinite(l) || !isTime(interval) {
			continue
		}
		for missed := l - interval; missed >= interval && len(filled) < len(latencies)+mostFilled; missed -= interval {
			filled = append(filled, missed)
		}
	}
	return Latency{NewSample(latencies), NewSample(filled)}
}

// LatencyRow is one percentile told twice.
type LatencyRow struct {
	P              float64
	Raw, Corrected Estimate
}

// Percentiles are the raw and the corrected percentiles side by side.
func (l Latency) Percentiles(level float64, ps ...float64) []LatencyRow {
	rows := make([]LatencyRow, len(ps))
	for i, p := range ps {
		rows[i] = LatencyRow{P: p, Raw: l.Raw.Percentile(p, level), Corrected: l.Corrected.Percentile(p, level)}
	}
	return rows
}
