package infer

import (
	"fmt"
	"slices"
	"strings"
)

// Check looks for what makes a run worth less than its numbers: trials far from the others of their model, drift, trials that
// depend on the one before, a control that differs from its twin. Each is one warning for all models. The chance that a run of
// independent normal trials is warned of is about 1 - Level for each of drift and autocorrelation, over all models. Drift
// is also autocorrelation, and is said alone. Whether the run started cold, [WarmUp] tells.
func (r Run) Check() []Warning {
	models := append([]Times{r.Baseline}, r.Models...)
	level := 1 - (1-r.level())/float64(len(models))
	var far, drifting, serial []string
	for _, m := range models {
		far = append(far, m.far()...)
		if found, ok := m.drift(level); ok {
			drifting = append(drifting, found)
		} else if found, ok := m.serial(level); ok {
			serial = append(serial, found)
		}
	}
	return slices.Concat(
		said(WarnOutliers, "trials far from the others of their model: %s: they are kept; averages follow them, medians hardly do; look at them before blaming the model", far),
		said(WarnDrift, "times drift over the run: %s: intervals of medians are too narrow, while ratios within rounds still hold; let the machine settle, or look for data that grows", drifting),
		said(WarnSerial, "trials depend on the one before: %s: intervals of medians do not hold what they say, while ratios within rounds still do; pause between trials, or look for another program that comes and goes", serial),
		r.differs(),
	)
}

// said is one warning about some models, or none.
func said(code Code, text string, models []string) []Warning {
	const most = 4
	if n := len(models) - most; n > 0 {
		models = append(slices.Clone(models[:most]), fmt.Sprintf("and %d more", n))
	}
	if len(models) == 0 {
		return nil
	}
	return []Warning{{code, fmt.Sprintf(text, strings.Join(models, ", "))}}
}

// far names the severe outliers. A mild one is no news: of sets of ten normal values, more than one in four has one, and one in twenty has a severe one.
func (m Times) far() []string {
	var found []string
	o := OutliersOf(m.Values)
	median := NewSample(m.Values).Quantile(0.5)
	for i, x := range m.Values {
		if slices.Contains(o.LowSevere, i) || slices.Contains(o.HighSevere, i) {
			found = append(found, fmt.Sprintf("%s in round %d (%s times its median)", m.Name, i+1, times(x/median)))
		}
	}
	return found
}

func (m Times) drift(level float64) (found string, ok bool) {
	slope, t := Drift(logarithms(m.Values))
	return fmt.Sprintf("%s by %s a round (Mann-Kendall p %s)", m.Name, signedPercent(slope), pValue(t.P)), t.P <= 1-level
}

func (m Times) serial(level float64) (found string, ok bool) {
	lag1, t := Autocorrelation(logarithms(m.Values))
	return fmt.Sprintf("%s (rank correlation %.2f, von Neumann p %s)", m.Name, lag1, pValue(t.P)), t.P <= 1-level
}

// differs says that the baseline differs from its control by more than chance.
func (r Run) differs() []Warning {
	if r.Control == nil {
		return nil
	}
	s := Speedup(r.Baseline.Values, r.Control, r.level())
	if v := VerdictOf(s); v != Faster && v != Slower {
		return nil
	}
	return []Warning{{WarnControl, fmt.Sprintf("%s measured twice differs from itself: once more it was %s times as fast, interval %s to %s: what a model gains below that is noise; look for a cause that favours a place in the round, or take more rounds",
		r.Baseline.Name, times(s.Value), times(s.Interval.Low), times(s.Interval.High))}}
}
