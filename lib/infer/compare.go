package infer

import "math"

// Times holds what one model needed in each round of a run: index i is round i+1, and NaN is a trial that is
// missing or left out.
type Times struct {
	Name   string
	Values []float64
}

// Run is what the models of one run needed, to be compared with one of them.
type Run struct {
	Baseline Times
	Models   []Times
	Control  []float64 // the baseline measured once more in every round; nil when it was not
	Level    float64   // the confidence of a run as a whole and of each interval; 0 is 0.95
}

// Comparison is what a run says about one model.
type Comparison struct {
	Model, Baseline string
	Speedup         Estimate
	P               float64 // of the signed-rank test over rounds; NaN without rounds
	HolmP           float64 // P adjusted for all models of the run
	Among           int     // how many models that were
	Floor           float64 // the noise floor: by how many times the baseline differs from its control, at least 1; NaN without one
	Detectable      float64 // the speed-up that such rounds would show in 4 of 5 runs, above 1; +Inf when none, NaN when not known
	Verdict         Verdict
}

// Compare compares each model with the baseline, over rounds. The chance that any of several equal models is called
// faster or slower in a whole run is at most 1 - Level, also when the machine drifts, provided that each
// round put its models in random order: the tests are [SignedRank], adjusted by [Holm].
func (r Run) Compare() []Comparison {
	level := r.level()
	comparisons := make([]Comparison, len(r.Models))
	ps := make([]float64, len(r.Models))
	for i, m := range r.Models {
		c := Comparison{Model: m.Name, Baseline: r.Baseline.Name, Among: len(r.Models), Floor: r.floor()}
		b, own, _ := bothTimes("", r.Baseline.Values, m.Values)
		c.Speedup = Speedup(r.Baseline.Values, m.Values, level)
		byRound := ratios(b, own)
		c.P = SignedRank(logarithms(byRound)).P
		c.Detectable = detectable(byRound, 1-(1-level)/float64(len(r.Models)))
		ps[i] = c.P
		comparisons[i] = c
	}
	for i, p := range Holm(ps) {
		comparisons[i].HolmP = p
		comparisons[i].decide(level)
	}
	return comparisons
}

func (r Run) level() float64 {
	if r.Level == 0 {
		return 0.95
	}
	return r.Level
}

func (r Run) floor() float64 {
	if r.Control == nil {
		return math.NaN()
	}
	return factor(Speedup(r.Baseline.Values, r.Control, r.level()).Value)
}

// factor is a ratio or its inverse, whichever is at least 1.
func factor(ratio float64) float64 { return max(ratio, 1/ratio) }

// decide says faster or slower only when the interval, the adjusted test and the noise floor allow it.
func (c *Comparison) decide(level float64) {
	c.Verdict = VerdictOf(c.Speedup)
	if c.Verdict != Faster && c.Verdict != Slower {
		return
	}
	switch {
	case !(c.HolmP <= 1-level):
		c.Verdict = NoEvidence
		if need := RoundsNeeded(level, c.Among); c.Speedup.N < need {
			c.Verdict = TooFew
			c.Speedup.Warnings = append(c.Speedup.Warnings, tooFewAmong(c.Speedup.N, need, c.Among))
		}
	case factor(c.Speedup.Value) <= c.Floor:
		c.Verdict = BelowFloor
	}
}

// RoundsNeeded is the least number of rounds that can show any difference at all in one of so many models: the
// least P of n rounds is 2^(1-n), and Holm's rule multiplies it. With 0.95 these are 6 for one model and 9 for eight.
func RoundsNeeded(level float64, among int) int {
	return valuesNeeded(1 - (1-level)/float64(max(among, 1)))
}

// detectable is the ratio whose logarithm a test of this level would find in 4 of 5 runs with the scatter of
// these: for a normal distribution, the sum of two quantiles of it where the interval's half width is one.
func detectable(ratios []float64, level float64) float64 {
	if len(ratios) < 2 || !(level > 0 && level < 1) {
		return math.NaN()
	}
	if len(ratios) < valuesNeeded(level) {
		return math.Inf(1)
	}
	i := middle(NewSample(ratios).sorted, level)
	z := -normalQuantile((1 - level) / 2)
	return math.Pow(i.High/i.Low, (1+normalQuantile(0.8)/z)/2)
}
