package paired

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestPairsTakeTurns(t *testing.T) {
	var p pairs
	var order strings.Builder
	for range 3 {
		p.run(timing(func() { order.WriteByte('o') }), timing(func() { order.WriteByte('t') }))
	}
	if got, want := order.String(), "ottoot"; got != want {
		t.Errorf("order of the calls is %s, want %s", got, want)
	}
}

func TestRatiosAreOfNeighbours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p pairs
		for _, ms := range []time.Duration{1, 10} { // the machine grows ten times slower between the pairs
			p.run(
				timing(func() { time.Sleep(3 * ms * time.Millisecond) }),
				timing(func() { time.Sleep(2 * ms * time.Millisecond) }),
			)
		}
		for i, ratio := range p.ratios() {
			if ratio != 1.5 {
				t.Errorf("ratio of pair %d is %v, want 1.5", i, ratio)
			}
		}
	})
}

func TestTimesOfNothing(t *testing.T) {
	var p pairs
	nothing := func() time.Duration { return 0 }
	p.run(nothing, nothing)
	if got := p.ratios()[0]; got != 1 {
		t.Errorf("ratio of two times of 0 is %v, want 1", got)
	}
}

func TestQuantile(t *testing.T) {
	tests := []struct {
		name   string
		values []float64
		p      float64
		want   float64
	}{
		{"one value", []float64{7}, 0.75, 7},
		{"median of an odd number", []float64{9, 1, 5}, 0.5, 5},
		{"median of an even number", []float64{10, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 0.5, 5.5},
		{"lower quartile, R's type 7", []float64{1, 2, 3, 4}, 0.25, 1.75},
		{"maximum", []float64{1, 2, 3, 4}, 1, 4},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := quantile(test.values, test.p); got != test.want {
				t.Errorf("quantile(%v, %v) = %v, want %v", test.values, test.p, got, test.want)
			}
		})
	}
}

func BenchmarkRatioOfEquals(b *testing.B) {
	work := func() {
		sum := 0
		for i := range 10_000_000 {
			sum += i & 7
		}
		sink = sum
	}
	Ratio(b, work, work)
}

var sink int
