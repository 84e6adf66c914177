package infer

import (
	"fmt"
	"math"
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
	WarnTooFew       Code = "too-few"      // not enough values for the confidence asked
	WarnLeftOut      Code = "left-out"     // values that are no measurements were left out
	WarnUnpaired     Code = "unpaired"     // rounds that have only one of the two models were left out
	WarnLevel        Code = "bad-level"    // the confidence asked is not between 0 and 1
	WarnOutliers     Code = "outliers"     // values far from the others, kept
	WarnSerial       Code = "serial"       // trials depend on the one before
	WarnDrift        Code = "drift"        // trials rise or fall over the run
	WarnControl      Code = "control"      // the baseline differs from itself
	WarnModel        Code = "model"        // a law or a queue does not fit what was given
	WarnExtrapolated Code = "extrapolated" // a law is used beyond what was measured
	WarnMeasuring    Code = "measuring"    // numbers that belong together contradict each other
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
	return digits(100*fraction, 4) + " %"
}

// tooFewAmong is for rounds that carry an interval, but no verdict on one of several models.
func tooFewAmong(n, need, among int) Warning {
	return Warning{WarnTooFew, fmt.Sprintf("speed-up: %d rounds cannot show a difference in one of %d models at once, the least p is too large after Holm's rule: set Trials to %d or more",
		n, among, need)}
}

// shortOf is for an interval that covers less than was asked.
func shortOf(subject string, coverage, level float64) Warning {
	return Warning{WarnTooFew, fmt.Sprintf("%s: so few values carry no %s interval: the one shown covers about %s; take more trials",
		subject, percent(level), percent(coverage))}
}

func nothingToTest(subject string) Warning {
	return Warning{WarnTooFew, subject + ": no values on one side at least: there is nothing to test; look for failed trials"}
}

func refused(subject string, n, need int) Warning {
	return Warning{WarnTooFew, fmt.Sprintf("%s needs %d values, so that one is expected beyond it, got %d: it is left out; raise the number of units or of trials",
		subject, need, n)}
}

func open(subject string, n int, level float64, need int) Warning {
	return Warning{WarnTooFew, fmt.Sprintf("%s: %d values do not bound it on both sides with %s: the interval is open; %d values close it",
		subject, n, percent(level), need)}
}

// digits writes x with at most so many significant digits.
func digits(x float64, most int) string { return strconv.FormatFloat(x, 'g', most, 64) }

func tooShort(subject string, n, need int) Warning {
	return Warning{WarnTooFew, fmt.Sprintf("%s: %d values cannot tell, %d can: nothing is said; take more trials", subject, n, need)}
}

// signedPercent writes a change of a logarithm as "+1.2 %".
func signedPercent(change float64) string {
	return fmt.Sprintf("%+.2g %%", 100*math.Expm1(change))
}
