package chart

import (
	"math"

	"threadboost/lib/internal/quantity"

	"gonum.org/v1/plot"
)

// mostTicks is how many grid lines a reader can use.
const mostTicks = 6

// multiples are the multiples of step in [low, high].
func multiples(step, low, high float64) []float64 {
	var ticks []float64
	for k := math.Ceil(low/step - 1e-9); k*step <= high*(1+1e-9); k++ {
		ticks = append(ticks, k*step+0) // +0 makes -0 a 0
	}
	return ticks
}

// powers are the powers of base in [low, high], each times each of the digits.
func powers(base, low, high float64, digits ...float64) []float64 {
	var ticks []float64
	from := math.Floor(math.Log(low)/math.Log(base) + 1e-9)
	for k := from; math.Pow(base, k) <= high; k++ {
		for _, digit := range digits {
			if t := digit * math.Pow(base, k); low <= t*(1+1e-9) && t <= high*(1+1e-9) {
				ticks = append(ticks, t)
			}
		}
	}
	return ticks
}

// linearTicks are few round numbers in [low, high].
func linearTicks(low, high float64) []float64 {
	for unit := math.Pow10(int(math.Floor(math.Log10(high-low))) - 1); ; unit *= 10 {
		for _, step := range []float64{1, 2, 5} {
			if ticks := multiples(step*unit, low, high); len(ticks) <= mostTicks {
				return ticks
			}
		}
	}
}

// ratioTicks are the ratios in [low, high], among them 1: every tenth or so where they are close,
// else powers of 2, of 4 or of tens.
func ratioTicks(low, high float64) []float64 {
	if high/low < 5 {
		for _, step := range []float64{0.05, 0.1, 0.25, 0.5, 1} {
			if ticks := multiples(step, low, high); len(ticks) <= mostTicks {
				return ticks
			}
		}
	}
	for _, base := range []float64{2, 4, 10} {
		if ticks := powers(base, low, high, 1); len(ticks) <= mostTicks+1 {
			return ticks
		}
	}
	return powers(1000, low, high, 1)
}

// decadeTicks are durations in nanoseconds for a logarithmic axis.
func decadeTicks(low, high float64) []float64 {
	if high/low < 4 {
		return linearTicks(low, high)
	}
	for _, digits := range [][]float64{{1, 2, 5}, {1, 3}, {1}} {
		if ticks := powers(10, low, high, digits...); len(ticks) <= mostTicks {
			return ticks
		}
	}
	return powers(1000, low, high, 1)
}

// labelled makes ticks of values.
func labelled(values []float64, name func(float64) string) plot.ConstantTicks {
	ticks := make(plot.ConstantTicks, len(values))
	for i, v := range values {
		ticks[i] = plot.Tick{Value: v, Label: name(v)}
	}
	return ticks
}

// exactly writes a tick's ratio without the zeros that would promise a measured precision.
func exactly(ratio float64) string { return quantity.Number(ratio) + "×" }
