package infer

// MedianRatio is median(baseline) / median(model), the quotient of the two medians that a table shows,
// with a percentile bootstrap of 10,000 resamples over rounds: the two trials of a round are drawn
// together. The same input and seed give the same interval on every run.
//
// It is for a reader who asks for that quotient. [Speedup] decides what is faster: where both models of a
// round share the machine's mood, it is far more precise. There the quotient rests on the one or two
// rounds in the middle, and the interval covers 98 to 99.6 % where 95 % were asked. Coverage is
// level, or what so few rounds carry at most.
func MedianRatio(baseline, model []float64, level float64, seed uint64) Estimate {
	const subject = "ratio of medians"
	b, m, warnings := bothTimes(subject, baseline, model)
	p := pairs{baseline: newColumn(b), model: newColumn(m)}
	n := p.rounds()
	e := newEstimate(subject, p.ratio(), n, level, func() Interval {
		low, high := p.bootstrap(resamples, level, seed)
		return Interval{Low: low, High: high, Level: level, Coverage: min(level, medianCarries(n))}
	})
	e.Warnings = append(warnings, e.Warnings...)
	return e
}
