package infer

// Verdict is what a speed-up allows to say.
type Verdict int

// The verdicts. NoEvidence does not say that two models are equal: the interval tells how
// large a difference may still be.
const (
	TooFew     Verdict = iota // the interval is unknown or below the confidence asked
	NoEvidence                // the interval holds 1, or the models of the run are too many for it to count
	Faster                    // the whole interval is above 1
	Slower                    // the whole interval is below 1
	BelowFloor                // there is a difference, but the baseline differs as much from itself
)

// VerdictOf decides by the interval of a speed-up alone, so that a table never says faster
// where a figure shows a bar across 1. Of several models of a run, [Run.Compare] decides: it says faster or
// slower only where VerdictOf does, and not always then.
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
	case BelowFloor:
		return "below the noise floor"
	default:
		return "too few rounds"
	}
}
