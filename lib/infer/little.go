package infer

import (
	"fmt"
	"math"
)

// Little is the law of Little (1961) as a check of measurements: on average, as many units are in flight as
// arrive a second times the seconds that each stays. It holds for every system that ends as empty as it began, so
// that three numbers that were measured apart and break it show an error of measuring.
type Little struct {
	InFlight float64 // as measured
	Expected float64 // throughput times latency
	Warnings []Warning
}

// LittleCheck compares the mean number in flight, from samples over time, with throughput times mean latency. Tolerance
// is relative: 0.05 for 5 %. In flight must not itself have been computed from the latencies: then it is the same number, and
// the check can find nothing.
func LittleCheck(inFlight, throughput, meanLatency, tolerance float64) Little {
	l := Little{InFlight: inFlight, Expected: throughput * meanLatency}
	if off := math.Abs(inFlight-l.Expected) / l.Expected; !(off <= tolerance) {
		l.Warnings = []Warning{{WarnMeasuring, fmt.Sprintf("Little's law is violated: %s units in flight, but %s units a second of %s s each make %s: a measuring error; look for units without a record, a window that cuts units, or a clock of another unit",
			digits(inFlight, 3), digits(throughput, 3), digits(meanLatency, 3), digits(l.Expected, 3))}}
	}
	return l
}

// Holds reports whether nothing speaks against the measurements.
func (l Little) Holds() bool { return len(l.Warnings) == 0 }
