package infer

import "math"

// Interval is a confidence interval in the unit of the value that it belongs to.
//
// The zero value and an interval that could not be computed are not [Interval.Known].
type Interval struct {
	Low, High float64 // NaN when not known
	Level     float64 // the confidence that was asked for, 0.95 for 95 %
	Coverage  float64 // the confidence that was achieved; 0 when not known
}

// Known reports whether the interval has bounds.
func (i Interval) Known() bool { return i.Coverage > 0 }

// Reached reports whether the interval is known and achieves the confidence asked for.
func (i Interval) Reached() bool { return i.Known() && i.Coverage >= i.Level }

// unknown is the interval that could not be computed.
func unknown(level float64) Interval {
	return Interval{Low: math.NaN(), High: math.NaN(), Level: level}
}

// Estimate is a value with its uncertainty.
type Estimate struct {
	Value    float64 // NaN when there was nothing to compute it from
	Interval Interval
	N        int // the number of values, or of rounds, that Value rests on
	Warnings []Warning
}

// newEstimate asks bounds for an interval where level and n allow one, and warns where it falls
// short of the level. Subject names the value in the warnings.
func newEstimate(subject string, value float64, n int, level float64, bounds func() Interval) Estimate {
	e := Estimate{Value: value, N: n, Interval: unknown(level)}
	if !(level > 0 && level < 1) {
		e.Warnings = []Warning{badLevel(subject, level)}
		return e
	}
	if n > 1 {
		e.Interval = bounds()
	}
	if n < valuesNeeded(level) {
		e.Warnings = []Warning{tooFew(subject, n, level)}
	}
	return e
}
