package chart

import (
	"fmt"
	"math"
	"strings"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// sorted is what the intervals of rows carry.
type sorted struct {
	baseline       string
	faster, slower []Ratio // farthest from 1 first
	models         []Ratio // all but the baseline and its control
	unknown        int     // models of which nothing can be said
}

// sortOut asks the intervals. Rows come fastest first.
func sortOut(rows []Ratio) sorted {
	var s sorted
	for _, r := range rows {
		if r.Baseline {
			s.baseline = r.Name
		}
		if r.Baseline || r.Control {
			continue
		}
		s.models = append(s.models, r)
		switch r.verdict() {
		case infer.Faster:
			s.faster = append(s.faster, r)
		case infer.Slower:
			s.slower = append([]Ratio{r}, s.slower...)
		case infer.TooFew:
			s.unknown++
		}
	}
	return s
}

// speedupTitle says what the intervals carry and no more. Rows come fastest first.
func speedupTitle(rows []Ratio, name func(string) string) string {
	s := sortOut(rows)
	switch {
	case len(s.faster) > 0:
		best := peers(s.faster)
		return fmt.Sprintf("%s %s as fast as %s", subject(best, name), times(best), name(s.baseline))
	case len(s.slower) > 0:
		worst := peers(s.slower)
		return fmt.Sprintf("%s slower than %s: %s as fast", subject(worst, name), name(s.baseline), times(worst))
	}
	return s.undecided(name)
}

// undecided is the title where no model is faster or slower.
func (s sorted) undecided(name func(string) string) string {
	baseline := name(s.baseline)
	switch {
	case len(s.models) == 0:
		return fmt.Sprintf("Nothing to compare with %s", baseline)
	case s.unknown == len(s.models) && s.unknown == 1:
		return fmt.Sprintf("Too few rounds to say whether %s differs from %s", name(s.models[0].Name), baseline)
	case s.unknown == len(s.models):
		return fmt.Sprintf("Too few rounds to say which models differ from %s", baseline)
	case len(s.models) == 1:
		return fmt.Sprintf("%s does not differ from %s beyond the noise", name(s.models[0].Name), baseline)
	}
	return fmt.Sprintf("No model differs from %s beyond the noise", baseline)
}

// peers are the first row and those that cannot be told from it, because their intervals overlap.
func peers(rows []Ratio) []Ratio {
	var same []Ratio
	for _, r := range rows {
		if r.Low <= rows[0].High && rows[0].Low <= r.High {
			same = append(same, r)
		}
	}
	return same
}

// subject is the names of rows with their verb.
func subject(rows []Ratio, name func(string) string) string {
	return verb(rows, name, "is", "are")
}

// verb is the names of rows with a verb for one of them or for several.
func verb(rows []Ratio, name func(string) string, one, several string) string {
	var names []string
	for _, r := range rows {
		names = append(names, name(r.Name))
	}
	if len(names) == 1 {
		return names[0] + " " + one
	}
	return list(names) + " " + several
}

// times is "9.6 times" for a value that its interval pins down, "about 9.5 times" for several that
// are close, "1.1 to 14 times" for what is less sure than half of itself.
func times(rows []Ratio) string {
	low, high, least, most := math.Inf(1), 0.0, math.Inf(1), 0.0
	for _, r := range rows {
		low, high = min(low, r.Low), max(high, r.High)
		least, most = min(least, r.Value), max(most, r.Value)
	}
	from, to := quantity.Times(low), quantity.Times(high)
	switch {
	case high > 1.5*low && from != to:
		return from + " to " + to + " times"
	case len(rows) == 1:
		return quantity.Times(most) + " times"
	}
	return "about " + quantity.Times(math.Sqrt(least*most)) + " times"
}

// speedupAlt lists the rows with their intervals.
func speedupAlt(rows []Ratio) string {
	var parts []string
	for _, r := range rows {
		part := full(r.Name) + " "
		switch {
		case r.Baseline:
			continue
		case math.IsNaN(r.Value):
			part += "not measured"
		case !r.known():
			part += quantity.Times(r.Value) + ", no interval"
		default:
			part += fmt.Sprintf("%s, interval %s to %s", quantity.Times(r.Value), quantity.Times(r.Low), quantity.Times(r.High))
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return "There is only the baseline."
	}
	return strings.Join([]string{"Times as fast: ", few(parts), "."}, "")
}
