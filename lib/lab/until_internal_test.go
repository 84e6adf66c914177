package lab

import (
	"math"
	"math/rand/v2"
	"slices"
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

func TestLooksAfter(t *testing.T) {
	var looks []int
	for n := range 100 {
		if looksAfter(n) {
			looks = append(looks, n)
		}
	}
	if want := []int{6, 9, 14, 21, 32, 48, 72}; !slices.Equal(looks, want) {
		t.Errorf("it looks after %v rounds, want %v", looks, want)
	}
}

// This is what Until's doc says about runs that end when their interval is narrow.
func TestIntervalsOfRunsThatEndWhenNarrow(t *testing.T) {
	const runs = 1500
	for _, spread := range []float64{0.03, 0.05, 0.1, 0.2} {
		random := rand.New(rand.NewPCG(1, 2))
		covered, rounds := 0, 0
		for range runs {
			held, n := untilNarrow(random, spread)
			rounds += n
			if held {
				covered++
			}
		}
		got := float64(covered) / runs
		t.Logf("spread %v: %.1f %% after %.1f rounds", spread, 100*got, float64(rounds)/runs)
		if slack := 3 * math.Sqrt(0.05*0.95/runs); got < 0.93-slack || got > 0.97+slack {
			t.Errorf("spread %v: intervals hold the true median in %.1f %% of the runs, want 93 to 97", spread, 100*got)
		}
	}
}

// untilNarrow measures as a run does, and reports whether its interval holds the true median, and after how many rounds.
func untilNarrow(random *rand.Rand, spread float64) (held bool, rounds int) {
	const truth = 100
	var values []float64
	for {
		values = append(values, truth*math.Exp(spread*random.NormFloat64()))
		if !looksAfter(len(values)) {
			continue
		}
		low, median, high := medianInterval(slices.Clone(values))
		if (high-low)/2/median <= defaultPrecision {
			return low <= truth && truth <= high, len(values)
		}
	}
}
