package lab

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Until ends a run by what it has measured: when the median makespan of each model is known well enough, or when time is up. The zero
// Until does neither; of another one, zero fields mean their defaults.
//
// The measure is half the width of the median's 95 % interval (order statistics, as in the summary), in terms of the median. Who looks at it
// after each round ends as soon as it is narrow by chance, and has intervals that are too narrow. A run therefore looks after 6 rounds, and then
// after half as many more each time: 9, 14, 21, 32, 48. Simulated with spreads of 3 to 20 %, intervals within 5 % then held the true
// median in 93 to 97 % of the runs, against 92 % with a look after each round (TestIntervalsOfRunsThatEndWhenNarrow). The price is a third
// more rounds. Cold rounds count.
type Until struct {
	Precision float64       `json:"precision"` // 0.05 means within 5 %, which is the default
	Budget    time.Duration `json:"budget_ns"` // for the whole run, looked at after each round; the default is 30 s
	Least     int           `json:"least"`     // rounds that run in any case; 9 are enough for verdicts on up to 8 models
}

const (
	defaultPrecision = 0.05
	defaultBudget    = 30 * time.Second
	leastRounds      = 6 // with fewer, no interval of order statistics has 95 %
)

func (u Until) set() bool { return u != Until{} }

func (u Until) valid() bool { return u.Precision >= 0 && u.Budget >= 0 && u.Least >= 0 }

// trials is the number of trials that was asked for, or its default.
func (u Until) trials(asked int) int {
	if u.set() {
		return cmp.Or(asked, mostTrials)
	}
	return cmp.Or(asked, defaultTrials)
}

func (u Until) withDefaults() Until {
	if !u.set() {
		return u
	}
	if u.Precision == 0 {
		u.Precision = defaultPrecision
	}
	if u.Budget == 0 {
		u.Budget = defaultBudget
	}
	return u
}

// looksAfter reports whether a run looks at its intervals after so many rounds.
func looksAfter(rounds int) bool {
	look := leastRounds
	for look < rounds {
		look += (look + 1) / 2
	}
	return look == rounds
}

// halfWidth returns half the width of the interval of a median in terms of it, for the model where that is widest; ok is false where
// a model has too few trials.
func halfWidth(trials []Trial) (widest float64, ok bool) {
	walls := make(map[string][]float64)
	for i := range trials {
		walls[trials[i].Model] = append(walls[trials[i].Model], float64(trials[i].Wall))
	}
	for _, values := range walls {
		if len(values) < leastRounds {
			return 0, false
		}
		low, median, high := medianInterval(values)
		widest = max(widest, (high-low)/2/median)
	}
	return widest, len(walls) > 0
}

// medianInterval returns the median of six values or more, and the narrowest pair of order statistics around it that holds the true
// median with 95 %: the k-th least and the k-th greatest, where fewer than k of n fair coins show heads with at most 2.5 %.
func medianInterval(values []float64) (low, median, high float64) {
	slices.Sort(values)
	n := len(values)
	k, below := 0, 0.0
	for p := coins(n, 0); below+p <= 0.025; p = coins(n, k) {
		below += p
		k++
	}
	return values[k-1], (values[n/2] + values[(n-1)/2]) / 2, values[n-k]
}

// coins is the probability that k of n fair coins show heads.
func coins(n, k int) float64 {
	logs := float64(n) * -math.Ln2
	for i := 1; i <= k; i++ {
		logs += math.Log(float64(n-k+i)) - math.Log(float64(i))
	}
	return math.Exp(logs)
}
