package infer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// machine is what happens to equal models, one trial after the other: a trend over the whole run, and another program
// that comes and goes.
type machine struct {
	name         string
	trend, burst float64
}

var machines = []machine{{"steady", 0, 0}, {"drift", 0.5, 0}, {"bursts", 0, 0.5}, {"drift and bursts", 0.5, 0.5}}

// times are those of so many trials, in the order in which they run.
func (m machine) times(rng *rand.Rand, trials int) []float64 {
	times := make([]float64, trials)
	disturbed := false
	for i := range times {
		if rng.IntN(6) == 0 {
			disturbed = !disturbed
		}
		times[i] = math.Exp(m.trend*float64(i)/float64(trials) + 0.03*rng.NormFloat64())
		if disturbed {
			times[i] *= 1 + m.burst
		}
	}
	return times
}

// interleaved gives each round to all models, in random order.
func interleaved(rng *rand.Rand, times []float64, models, rounds int) [][]float64 {
	columns := make([][]float64, models)
	for i := range rounds {
		for place, model := range rng.Perm(models) {
			columns[model] = append(columns[model], times[i*models+place])
		}
	}
	return columns
}

// blocks gives the first trials to the first model, and so on.
func blocks(times []float64, models, rounds int) [][]float64 {
	columns := make([][]float64, models)
	for m := range columns {
		columns[m] = times[m*rounds : (m+1)*rounds]
	}
	return columns
}

// runOf compares the first column with the others.
func runOf(columns [][]float64) Run {
	run := Run{Baseline: Times{"Baseline", columns[0]}}
	for i, c := range columns[1:] {
		run.Models = append(run.Models, Times{fmt.Sprintf("Model %d", i+1), c})
	}
	return run
}

func alarm(comparisons []Comparison) bool {
	for _, c := range comparisons {
		if c.Verdict != NoEvidence {
			return true
		}
	}
	return false
}

// Of equal models at most 5 % of the runs give any verdict but no evidence, on every machine. The true share of two models in 10 rounds
// is 4.9 %, so that 400 runs alone may lie above by chance: each is held to 5 % within its error, and all 2,000 of a machine to 5 %.
func TestFalseAlarms(t *testing.T) {
	for _, m := range machines {
		ofMachine, allRuns := 0, 0
		for _, c := range []struct{ models, rounds int }{{2, 6}, {2, 10}, {4, 10}, {8, 12}, {16, 20}} {
			rng := rand.New(rand.NewPCG(20, uint64(c.models*c.rounds)))
			runs, alarms := runsOf(400), 0
			for range runs {
				if alarm(runOf(interleaved(rng, m.times(rng, c.models*c.rounds), c.models, c.rounds)).Compare()) {
					alarms++
				}
			}
			within(t, fmt.Sprintf("%s, %d models, %d rounds", m.name, c.models, c.rounds), alarms, runs, 0, 0.05)
			ofMachine, allRuns = ofMachine+alarms, allRuns+runs
		}
		if share := float64(ofMachine) / float64(allRuns); simulated == 1 && share > 0.05 {
			t.Errorf("%s: %.3f false alarms of %d runs, want at most 0.05", m.name, share, allRuns)
		}
	}
}

// The same machines, where each model has its trials one after the other: under drift, half of all runs and more find
// differences between equal models, whichever test is used. No test can repair such a run.
func TestBlockOrderFails(t *testing.T) {
	for _, m := range machines[1:] {
		rng := rand.New(rand.NewPCG(21, 21))
		runs, signed, u := runsOf(400), 0, 0
		for range runs {
			columns := blocks(m.times(rng, 20), 2, 10)
			if alarm(runOf(columns).Compare()) {
				signed++
			}
			if MannWhitney(columns[0], columns[1]).P <= 0.05 {
				u++
			}
		}
		t.Logf("%-17s signed rank %d, U %d of %d", m.name, signed, u, runs)
		if m.trend > 0 && (float64(signed) < 0.5*float64(runs) || float64(u) < 0.5*float64(runs)) {
			t.Errorf("%s: block order gives %d and %d false alarms in %d runs, expected most", m.name, signed, u, runs)
		}
	}
}

// Why the verdict does not use U: it takes the trials of a run as independent. Rounds that share a mood hide differences from it that
// the signed-rank test sees.
func TestUIsBlindToRounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(22, 22))
	runs, signed, u := runsOf(400), 0, 0
	for range runs {
		b, m := simulate(rng, shapes[1], shapes[1], regimes[1], 20)
		m = scaled(m, 3/1.25) // 1.25 times as fast
		if alarm(runOf([][]float64{b, m}).Compare()) {
			signed++
		}
		if MannWhitney(b, m).P <= 0.05 {
			u++
		}
	}
	if float64(signed) < 0.8*float64(runs) || float64(u) > 0.3*float64(runs) {
		t.Errorf("of %d runs, the signed-rank test finds %d and U %d, expected most and few", runs, signed, u)
	}
}

// A speed-up as large as Detectable is found in about 4 of 5 runs.
func TestDetectable(t *testing.T) {
	for _, n := range []int{8, 10, 20, 30} {
		rng := rand.New(rand.NewPCG(23, uint64(n)))
		for _, among := range []int{1, 3} {
			draw := func(speedup float64) Comparison {
				columns := [][]float64{logNormal(rng, n, 0.1), scaled(logNormal(rng, n, 0.1), 1/speedup)}
				for len(columns) <= among {
					columns = append(columns, logNormal(rng, n, 0.1))
				}
				return runOf(columns).Compare()[0]
			}
			runs, found := runsOf(800), 0
			var all []float64
			for range runs {
				all = append(all, draw(1).Detectable)
			}
			typical := NewSample(all).Quantile(0.5)
			for range runs {
				if draw(typical).Verdict == Faster {
					found++
				}
			}
			within(t, fmt.Sprintf("%d rounds, %d models, %.2f times", n, among, typical), found, runs, 0.72, 0.88)
		}
	}
}

// Runs of independent trials are not warned of: at most 5 % by each of drift and autocorrelation, over all models.
func TestSeriesFalseAlarms(t *testing.T) {
	for _, n := range []int{4, 10, 15, 30} {
		for _, s := range shapes {
			rng := rand.New(rand.NewPCG(24, uint64(n)))
			runs, drifts, serials := runsOf(2000), 0, 0
			for range runs {
				xs, _ := simulate(rng, s, s, regimes[0], n)
				if _, test := Drift(xs); test.P <= 0.05 {
					drifts++
				}
				if _, test := Autocorrelation(xs); test.P <= 0.05 {
					serials++
				}
			}
			within(t, fmt.Sprintf("drift, %d trials, %s", n, s.name), drifts, runs, 0, 0.05)
			within(t, fmt.Sprintf("autocorrelation, %d trials, %s", n, s.name), serials, runs, 0, 0.05)
		}
	}
}

// What the documentation of WarmUp says, with one model and with four.
func TestWarmUpSimulated(t *testing.T) {
	for _, models := range []int{1, 4} {
		for _, n := range []int{6, 10, 20, 30} {
			for i, s := range shapes {
				rng := rand.New(rand.NewPCG(25, uint64(n)))
				runs, alarms, found := runsOf(1500), 0, 0
				for range runs {
					columns := make([][]float64, models)
					for j := range columns {
						columns[j], _ = simulate(rng, s, s, regimes[0], n)
					}
					if WarmUp(0.95, columns...).Rounds > 0 {
						alarms++
					}
					for _, c := range columns {
						c[0] *= 2
						c[1] *= 2
					}
					if WarmUp(0.95, columns...).Rounds >= 2 {
						found++
					}
				}
				most := 0.10
				if n == 6 {
					most = 0.13
				}
				if i < 2 { // the logarithms are normal, or nearly so
					most = 0.05
				}
				within(t, fmt.Sprintf("warm-up, %d models, %d rounds, %s: false", models, n, s.name), alarms, runs, 0, most)
				t.Logf("found two cold rounds of twice the time: %.3f", float64(found)/float64(runs))
			}
		}
	}
}

// Ended by the rule of Goal, intervals still cover.
func TestGoalCovers(t *testing.T) {
	for _, s := range shapes {
		rng := rand.New(rand.NewPCG(26, 26))
		runs, held, used := runsOf(800), 0, 0
		goal := Goal{Within: 0.05, Most: 150}
		for range runs {
			b, m := simulate(rng, s, s, regimes[1], 150)
			var e Estimate
			for n := goal.Next(0); n > 0; {
				e = Speedup(b[:n], m[:n], 0.95)
				p := goal.Judge(e)
				n = p.Next
			}
			held += holds(e.Interval, 3)
			used += e.N
		}
		within(t, fmt.Sprintf("goal ±5 %%, %s, %d rounds on average", s.name, used/runs), held, runs, 0.93, 0.97)
	}
}
