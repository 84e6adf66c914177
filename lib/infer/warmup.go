package infer

import (
	"fmt"
	"math"
)

// warmUpNeeds is the number of rounds from which a cold start can be told from the later rounds.
const warmUpNeeds = 6

// Cold is how a run started.
type Cold struct {
	Rounds int     // how many of the first rounds differ from the later ones
	Factor float64 // how many times as long the first round took as the later ones; NaN where too few rounds tell nothing
	P      float64 // of the first round: how often a round like the later ones is as far from them
}

// String says which rounds are cold, "" where none is. A start may also be faster, as where a processor is cool or a cloud lends time.
func (c Cold) String() string {
	if c.Rounds == 0 {
		return ""
	}
	which, took := "the first round was", "it took"
	if c.Rounds > 1 {
		which, took = "the first "+rounds(c.Rounds)+" were", "the first took"
	}
	how := "cold"
	if c.Factor < 1 {
		how = "faster"
	}
	return fmt.Sprintf("%s %s: %s %s times as long as the later ones (p %s)", which, how, took, times(c.Factor), pValue(c.P))
}

// WarmUp tells how many of the first rounds are cold: caches, connections and heaps that the later rounds found
// filled. Each of models holds one model's times in run order, index i being round i+1. A round counts with the mean of
// the logarithms of its times, over all models.
//
// The last two thirds of the rounds are taken as steady. Round 1 is compared with them by a prediction interval
// of Student's t, then round 2 when round 1 was cold, and so on up to a third of all rounds. Because the tests
// come in a fixed order and stop at the first that finds nothing, the chance to mark any round of a steady run
// stays at 1 - level. The t interval takes logarithms of times as normal. For bursts and heavy tails the chance
// rises: with level 0.95, from 5 % to at most 10 % (simulated, 10 to 30 rounds, one model or four; 13 % for 6 rounds), because another program
// that slows the first round alone looks like a cold start. Two cold rounds of
// twice the time are found in 96 to 100 % of runs with noise of 10 % and at least 10 rounds.
func WarmUp(level float64, models ...[]float64) Cold {
	rounds := meanRounds(models)
	n := len(rounds)
	c := Cold{Factor: math.NaN(), P: math.NaN()}
	if n < warmUpNeeds {
		return c
	}
	candidates := n / 3
	mean, sd := meanAndDeviation(rounds[candidates:])
	steady := float64(n - candidates)
	for i, x := range rounds[:candidates] {
		p := studentTails((x-mean)/(sd*math.Sqrt(1+1/steady)), steady-1)
		if x == mean {
			p = 1
		}
		if i == 0 {
			c.P, c.Factor = p, math.Exp(x-mean)
		}
		if !(p <= 1-level) {
			break
		}
		c.Rounds++
	}
	return c
}

// meanRounds is one number a round: the mean of the logarithms of the times of all models. A round that
// any model did not finish is left out, because its mean would be of other models.
func meanRounds(models [][]float64) []float64 {
	var means []float64
	for i := range leastLength(models) {
		mean := 0.0
		for _, times := range models {
			mean += math.Log(times[i]) / float64(len(models))
		}
		if isFinite(mean) {
			means = append(means, mean)
		}
	}
	return means
}

func leastLength(models [][]float64) int {
	if len(models) == 0 {
		return 0
	}
	least := len(models[0])
	for _, times := range models {
		least = min(least, len(times))
	}
	return least
}

// logarithms has NaN where there is no time.
func logarithms(times []float64) []float64 {
	logs := make([]float64, len(times))
	for i, t := range times {
		logs[i] = math.NaN()
		if isTime(t) {
			logs[i] = math.Log(t)
		}
	}
	return logs
}

func meanAndDeviation(xs []float64) (mean, deviation float64) {
	n := float64(len(xs))
	mean = sum(xs) / n
	squares := 0.0
	for _, x := range xs {
		squares += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(squares / (n - 1))
}
