package infer

import "fmt"

// Check looks for what makes a run worth less than its numbers: a cold start, outliers, drift, trials that depend on the one
// before, a control that differs from its twin. The chance that a run of independent normal trials is warned of is about
// 1 - Level for each of drift, autocorrelation and a cold start, over all models. Drift
// is also autocorrelation, and is said alone.
func (r Run) Check() []Warning {
	var all [][]float64
	var warnings []Warning
	models := append([]Times{r.Baseline}, r.Models...)
	level := 1 - (1-r.level())/float64(len(models))
	for _, m := range models {
		all = append(all, m.Values)
		warnings = append(warnings, m.check(level)...)
	}
	warnings = append(WarmUp(r.level(), all...).coldOnly(), warnings...)
	if r.Control != nil {
		if s := Speedup(r.Baseline.Values, r.Control, r.level()); VerdictOf(s) == Faster || VerdictOf(s) == Slower {
			warnings = append(warnings, Warning{WarnControl, fmt.Sprintf("%s measured twice differs from itself: %s times, interval %s to %s: what a model gains below that is noise; look for a cause that favours a place in the round, or take more rounds",
				r.Baseline.Name, times(s.Value), times(s.Interval.Low), times(s.Interval.High))})
		}
	}
	return warnings
}

// check is quiet about runs that are too short to tell.
func (m Times) check(level float64) []Warning {
	var warnings []Warning
	if w, ok := OutliersOf(m.Values).Warning(m.Name); ok {
		warnings = append(warnings, w)
	}
	logs := logarithms(m.Values)
	if slope, t := Drift(logs); t.P <= 1-level {
		return append(warnings, Warning{WarnDrift, fmt.Sprintf("%s: times drift by %s a trial (Mann-Kendall p %s): the interval of their median is too narrow, while ratios within rounds still hold; let the machine settle, or look for data that grows",
			m.Name, signedPercent(slope), pValue(t.P))})
	}
	if lag1, t := Autocorrelation(logs); t.P <= 1-level {
		return append(warnings, Warning{WarnSerial, fmt.Sprintf("%s: a trial depends on the one before (rank correlation %.2f, von Neumann p %s): the interval of their median does not hold what it says, while ratios within rounds still do; pause between trials, or look for another program that comes and goes",
			m.Name, lag1, pValue(t.P))})
	}
	return warnings
}

// coldOnly leaves out that a run is too short.
func (c Cold) coldOnly() []Warning {
	if c.Rounds == 0 {
		return nil
	}
	return c.Warnings
}
