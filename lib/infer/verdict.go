package infer

// Verdict is what a speed-up allows to say.
type Verdict int

// The verdicts. NoEvidence does not say that two models are equal: the interval tells how
// large a difference may still be.
const (
	TooFew     Verdict = iota // the interval is unknown or below the confidence asked
	NoEvidence                // the interval holds 1
	Faster                    // the whole interval is above 1
	Slower                    // the whole interval is below 1
)

// VerdictOf decides by the interval of a speed-up alone, so that a table never says faster
// where a figure shows a bar across 1.
func VerdictOf(speedup Estimate) Verdict {
	switch i := speedup.Interval; {
	case !i.Reached():
		return TooFew
	case i.Low > 1:
		return Faster
	case i.High < 1:
		return Slower
	default:
		return NoEvidence
	}
}

// String is the verdict in words.
func (v Verdict) String() string {
	switch v {
	case NoEvidence:
		return "no evidence of a difference"
	case Faster:
		return "faster"
	case Slower:
		return "slower"
	default:
		return "too few rounds"
	}
}
