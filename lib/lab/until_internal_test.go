package lab

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// The order statistics of a 95 % interval of the median, as tables of the sign test give them (for example Conover, Practical
// Nonparametric Statistics, table A3): the k-th of n from both ends.
func TestMedianInterval(t *testing.T) {
	for n, k := range map[int]int{6: 1, 8: 1, 9: 2, 10: 2, 12: 3, 15: 4, 20: 6, 25: 8, 30: 10, 50: 18, 100: 40} {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(n - i)
		}
		low, median, high := medianInterval(values)
		if low != float64(k) || high != float64(n+1-k) || median != float64(n+1)/2 {
			t.Errorf("of 1 to %d the median is %v (%v to %v), want %v (%d to %d)", n, median, low, high, float64(n+1)/2, k, n+1-k)
		}
	}
}

func TestHalfWidth(t *testing.T) {
	var trials []Trial
	for round := range leastRounds {
		if _, known := halfWidth(trials); known {
			t.Errorf("after %d rounds the width is known", round)
		}
		trials = append(trials, Trial{Model: "A", Wall: 100}, Trial{Model: "B", Wall: time.Duration(100 + 4*round)})
	}
	if width, known := halfWidth(trials); !known || math.Abs(width-10.0/110) > 1e-12 { // B: 100 to 120 around 110
		t.Errorf("the half width is %v, %t, want 10/110", width, known)
	}
}

// This is what Until's doc says about runs that end when their interval is narrow.
func TestIntervalsOfRunsThatEndWhenNarrow(t *testing.T) {
	const runs, truth = 2000, 100
	random := rand.New(rand.NewPCG(1, 2))
	covered := 0
	for range runs {
		var values []float64
		for {
			values = append(values, truth*(1+0.1*random.NormFloat64()))
			if len(values) < leastRounds {
				continue
			}
			low, median, high := medianInterval(append([]float64(nil), values...))
			if (high-low)/2/median <= defaultPrecision {
				if low <= truth && truth <= high {
					covered++
				}
				break
			}
		}
	}
	t.Logf("%.1f %%", 100*float64(covered)/runs)
	if got := 100 * float64(covered) / runs; got < 90 || got > 96 {
		t.Errorf("intervals hold the true median in %.1f %% of the runs, want about 92", got)
	}
}
