package infer

import (
	"fmt"
	"math"
	"strconv"
)

// String is the comparison in one sentence: the effect, its interval, the rounds, and what it
// does not say.
func (c Comparison) String() string {
	ratio := times(c.Speedup.Value)
	switch c.Verdict {
	case Faster:
		return fmt.Sprintf("%s is %s times as fast as %s (%s)", c.Model, ratio, c.Baseline, c.evidence())
	case Slower:
		return fmt.Sprintf("%s is slower than %s: %s times as fast (%s)", c.Model, c.Baseline, ratio, c.evidence())
	case BelowFloor:
		return fmt.Sprintf("%s is %s times as fast as %s, which is below the noise floor: %s measured twice differs from itself %s times (%s)",
			c.Model, ratio, c.Baseline, c.Baseline, times(c.Floor), c.evidence())
	case NoEvidence:
		return fmt.Sprintf("no evidence that %s differs from %s: %s times as fast (%s)%s", c.Model, c.Baseline, ratio, c.evidence(), c.limits())
	}
	return fmt.Sprintf("too few rounds to compare %s with %s: %s times as fast in %s", c.Model, c.Baseline, ratio, rounds(c.Speedup.N))
}

func (c Comparison) evidence() string {
	i := c.Speedup.Interval
	return fmt.Sprintf("%s interval %s to %s, %s, Holm p %s", percent(i.Level), times(i.Low), times(i.High), rounds(c.Speedup.N), pValue(c.HolmP))
}

// limits says what no evidence does not mean, and why an interval that leaves 1 out is none.
func (c Comparison) limits() string {
	text := "; this does not say that they are equal"
	if isFinite(c.Detectable) {
		text += fmt.Sprintf(": only %s times or more would have shown in 4 of 5 such runs", times(c.Detectable))
	}
	if v := VerdictOf(c.Speedup); v == Faster || v == Slower {
		text += fmt.Sprintf("; the interval of this model alone leaves 1 out, but of %d models that are compared at once one often does so by chance, and Holm's p counts that", c.Among)
	}
	return text
}

func rounds(n int) string {
	if n == 1 {
		return "1 round"
	}
	return strconv.Itoa(n) + " rounds"
}

// pValue writes "= 0.0004", or "< 0.0001".
func pValue(p float64) string {
	if p < 0.0001 {
		return "< 0.0001"
	}
	digits := 1
	if p >= 0.001 {
		digits = 2
	}
	return "= " + strconv.FormatFloat(p, 'g', digits, 64)
}

// times writes a ratio: two significant digits up to ten, and two places around one, where a reader looks for
// the difference.
func times(x float64) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return "–"
	case x < 0.0995:
		return strconv.FormatFloat(x, 'g', 2, 64)
	case x < 1.995:
		return strconv.FormatFloat(x, 'f', 2, 64)
	case x < 9.95:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(math.Round(x), 'f', 0, 64)
}
