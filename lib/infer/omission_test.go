package infer

import (
	"math"
	"testing"
)

// paused is a generator that waits for each answer: 100 units a second are due over 30 s, each takes 1 ms, and the system
// hangs for 1.4 s from 10 s on.
func paused() (due, started, ended []float64) {
	const interval, service, pauseFrom, pause = 0.01, 0.001, 10.0, 1.4
	free := 0.0
	for i := range 3000 {
		d := float64(i) * interval
		s := max(d, free)
		e := s + service
		if s <= pauseFrom && pauseFrom < s+interval && free < pauseFrom+pause {
			e = pauseFrom + pause + service // in the hands of the system when it hung
		}
		free = e
		due, started, ended = append(due, d), append(started, s), append(ended, e)
	}
	return due, started, ended
}

// A unit that is due x after the pause of length D began ends when the pause is over and those before it are served: with u = service /
// interval, its latency is D - x (1-u) + service. So the share of units with a latency above l is (D + service - l) / ((1-u) T) of a run
// of length T, and the p99 is D + service - 0.01 T (1-u) = 1.4 + 0.001 - 0.3 * 0.9 = 1.131 s. Raw, one unit of 3,000 waited, and
// p99 is the service time.
func TestPause(t *testing.T) {
	due, started, ended := paused()
	l := FromSchedule(due, started, ended)
	if got := l.Corrected.Quantile(0.99); !near(got, 1.131, 0.05) {
		t.Errorf("corrected p99 = %v s, want 1.131 s within 5 %%", got)
	}
	if got := l.Raw.Quantile(0.99); !near(got, 0.001, 1e-6) {
		t.Errorf("raw p99 = %v s, want the service time", got)
	}
	raw := make([]float64, len(due))
	for i := range raw {
		raw[i] = ended[i] - started[i]
	}
	// Filled back, no unit waits for those before it, and those that were late are there twice: D - 0.01 T = 1.1 s.
	if got := FromInterval(raw, 0.01).Corrected.Quantile(0.99); !near(got, 1.1, 0.05) {
		t.Errorf("filled p99 = %v s, want 1.1 s within 5 %%", got)
	}
	rows := l.Percentiles(0.95, 0.5, 0.99, 0.9999)
	if len(rows) != 3 || rows[1].P != 0.99 || rows[1].Raw.Value >= rows[1].Corrected.Interval.Low || !math.IsNaN(rows[2].Raw.Value) {
		t.Errorf("rows %+v", rows)
	}
}

// The rule of HdrHistogram's recordValueWithExpectedInterval: each added value is an interval less, down to one interval.
func TestFromInterval(t *testing.T) {
	for _, c := range []struct {
		name      string
		latencies []float64
		interval  float64
		sum       float64
		n         int
	}{
		{"in time", []float64{1, 2}, 2, 3, 2},
		{"one is missing", []float64{5}, 2, 8, 2},
		{"three are missing", []float64{8}, 2, 20, 4},
		{"no interval", []float64{8}, 0, 8, 1},
		{"no number", []float64{8, nan, inf}, nan, 8, 1},
	} {
		got := FromInterval(c.latencies, c.interval)
		if got.Corrected.N() != c.n || !near(got.Corrected.Mean()*float64(c.n), c.sum, 1e-12) {
			t.Errorf("%s: %d values with a sum of %v, want %d and %v", c.name, got.Corrected.N(), got.Corrected.Mean()*float64(c.n), c.n, c.sum)
		}
	}
	if got := FromInterval([]float64{1}, 1e-9).Corrected.N(); got > mostFilled+1 {
		t.Errorf("%d values are filled in", got)
	}
}

func TestFromScheduleLeavesOutTheUnfinished(t *testing.T) {
	l := FromSchedule([]float64{0, 1, 2, 3}, []float64{0, 1, nan}, []float64{1, 3, 4})
	if l.Raw.N() != 2 || l.Corrected.N() != 2 || l.Corrected.Quantile(1) != 2 {
		t.Errorf("%+v, want the first two", l)
	}
}
