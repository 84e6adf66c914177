package infer

import (
	"math"
	"slices"
)

// Speedup is how many times as fast a model is as the baseline: 2 when it needs half the time. Both
// are times in one unit, and index i of both belongs to round i; NaN stands for a trial
// that is missing.
//
// It is the typical ratio within a round, baseline / model: the estimate of Hodges and Lehmann
// (1963) of the middle of the logarithms of the ratios, which is the median of all means of two
// of them. What hits both trials of a round cancels. The interval inverts the signed-rank test, so that it excludes 1
// where [SignedRank] has P <= 1 - level. Its coverage is exact when the ratios scatter equally
// to both sides, on a logarithmic scale, and the package documentation says what happens when they do not.
//
// A round is left out, with a warning, when one of its trials is missing or is not a positive
// finite time.
func Speedup(baseline, model []float64, level float64) Estimate {
	const subject = "speed-up"
	b, m, warnings := bothTimes(subject, baseline, model)
	sorted := slices.Sorted(slices.Values(ratios(b, m)))
	value := math.NaN()
	if len(sorted) > 0 {
		value = walsh(sorted).median()
	}
	e := newEstimate(subject, value, len(sorted), level, func() Interval { return middle(sorted, level) })
	e.Warnings = append(warnings, e.Warnings...)
	return e
}

// middle is the interval of the middle of ratios that scatter equally to both sides on a logarithmic scale.
func middle(sorted []float64, level float64) Interval {
	k, coverage := signedRankInterval(len(sorted), level)
	return walsh(sorted).interval(k, level, coverage)
}

func ratios(baseline, model []float64) []float64 {
	ratios := make([]float64, len(baseline))
	for i := range ratios {
		ratios[i] = baseline[i] / model[i]
	}
	return ratios
}

// Improvement turns a speed-up into the percentage of the baseline's time that is saved,
// 100 (1 - t/t_baseline): 50 for twice as fast, negative for slower. Bounds and coverage carry over
// exactly, because the one rises with the other. The warnings are those of the speed-up.
func Improvement(speedup Estimate) Estimate {
	saved := func(ratio float64) float64 { return 100 * (1 - 1/ratio) }
	e := speedup
	e.Value = saved(e.Value)
	if e.Interval.Known() {
		e.Interval.Low, e.Interval.High = saved(e.Interval.Low), saved(e.Interval.High)
	}
	return e
}

// bothTimes keeps the rounds in which both trials have a time.
func bothTimes(subject string, baseline, model []float64) (b, m []float64, warnings []Warning) {
	if len(baseline) != len(model) {
		warnings = append(warnings, unpaired(subject, len(baseline), len(model)))
	}
	n := min(len(baseline), len(model))
	for i := range n {
		if isTime(baseline[i]) && isTime(model[i]) {
			b, m = append(b, baseline[i]), append(m, model[i])
		}
	}
	if out := n - len(b); out > 0 {
		warnings = append(warnings, leftOut(subject, "rounds lack a positive finite time", out, n))
	}
	return b, m, warnings
}

func isTime(x float64) bool { return x > 0 && !math.IsInf(x, 0) }
