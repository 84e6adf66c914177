package infer

import "math"

// Speedup is median(baseline) / median(model): 2 when the model needs half the time. Both
// are times in one unit, and index i of both belongs to round i; NaN stands for a trial
// that is missing.
//
// The interval is a percentile bootstrap of 10,000 resamples over rounds: the two trials of a
// round share the machine's mood and are drawn together, so that what hits both cancels. The
// same input and seed give the same interval on every run. Its coverage is approximate
// (the package documentation has the simulation): Coverage is level, or what so few rounds carry at
// most.
//
// A round is left out, with a warning, when one of its trials is missing or is not a positive
// finite time.
func Speedup(baseline, model []float64, level float64, seed uint64) Estimate {
	const subject = "speed-up"
	p, warnings := newPairs(subject, baseline, model)
	n := p.rounds()
	e := newEstimate(subject, p.ratio(), n, level, func() Interval {
		low, high := p.bootstrap(resamples, level, seed)
		return Interval{Low: low, High: high, Level: level, Coverage: min(level, medianCarries(n))}
	})
	e.Warnings = append(warnings, e.Warnings...)
	return e
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

// newPairs keeps the rounds in which both trials have a time.
func newPairs(subject string, baseline, model []float64) (pairs, []Warning) {
	var warnings []Warning
	if len(baseline) != len(model) {
		warnings = append(warnings, unpaired(subject, len(baseline), len(model)))
	}
	n := min(len(baseline), len(model))
	var b, m []float64
	for i := range n {
		if isTime(baseline[i]) && isTime(model[i]) {
			b, m = append(b, baseline[i]), append(m, model[i])
		}
	}
	if out := n - len(b); out > 0 {
		warnings = append(warnings, leftOut(subject, "rounds lack a positive finite time", out, n))
	}
	return pairs{baseline: newColumn(b), model: newColumn(m)}, warnings
}

func isTime(x float64) bool { return x > 0 && !math.IsInf(x, 0) }
