package infer

import (
	"fmt"
	"strconv"
)

// Warning says what a reader must know about the value beside which it stands.
type Warning struct {
	Code Code
	Text string // one line: cause, effect and repair
}

// Code names the kind of a Warning, for programs that choose among them.
type Code string

// The kinds of warnings.
const (
	WarnTooFew   Code = "too-few"   // not enough values for the confidence asked
	WarnLeftOut  Code = "left-out"  // values that are no measurements were left out
	WarnUnpaired Code = "unpaired"  // rounds that have only one of the two models were left out
	WarnLevel    Code = "bad-level" // the confidence asked is not between 0 and 1
)

// tooFew says what n values are worth. One value has no interval, so that nobody takes its
// width of zero for precision.
func tooFew(subject string, n int, level float64) Warning {
	effect := "the interval shown covers about " + percent(medianCarries(n))
	switch n {
	case 0:
		effect = "there is no value"
	case 1:
		effect = "there is no interval"
	}
	need := valuesNeeded(level)
	return Warning{WarnTooFew, fmt.Sprintf("%s: a %s interval needs %d trials, got %d: %s; set Trials to %d or more",
		subject, percent(level), need, n, effect, need)}
}

func leftOut(subject, flaw string, out, of int) Warning {
	return Warning{WarnLeftOut, fmt.Sprintf("%s: %d of %d %s and were left out: the rest decides; look for failed trials",
		subject, out, of, flaw)}
}

func unpaired(subject string, baseline, model int) Warning {
	return Warning{WarnUnpaired, fmt.Sprintf("%s: %d rounds of the baseline, %d of the model: only the first %d rounds are compared; let the run finish",
		subject, baseline, model, min(baseline, model))}
}

func badLevel(subject string, level float64) Warning {
	return Warning{WarnLevel, fmt.Sprintf("%s: level is %v, want it between 0 and 1: there is no interval; ask for 0.95",
		subject, level)}
}

// percent writes 0.95 as "95 %".
func percent(fraction float64) string {
	return strconv.FormatFloat(100*fraction, 'g', 4, 64) + " %"
}
