package chart

import (
	"fmt"
	"math"
	"strings"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// speedupTitle says what the intervals carry and no more. Rows come fastest first.
func speedupTitle(rows []Ratio, name func(string) string) string {
	var faster, slower, models []Ratio
	baseline, unknown := "", 0
	for _, r := range rows {
		if r.Baseline {
			baseline = name(r.Name)
		}
		if r.Baseline || r.Control {
			continue
		}
		models = append(models, r)
		switch r.verdict() {
		case infer.Faster:
			faster = append(faster, r)
		case infer.Slower:
			slower = append([]Ratio{r}, slower...) // slowest first
		case infer.TooFew:
			unknown++
		}
	}
	switch {
	case len(models) == 0:
		return fmt.Sprintf("Nothing to compare with %s", baseline)
	case len(faster) > 0:
		best := peers(faster)
		return fmt.Sprintf("%s %s as fast as %s", subject(best, name), times(best), baseline)
	case len(slower) > 0:
		worst := peers(slower)
		return fmt.Sprintf("%s slower than %s: %s as fast", subject(worst, name), baseline, times(worst))
	case unknown == len(models) && unknown == 1:
		return fmt.Sprintf("Too few rounds to say whether %s differs from %s", name(models[0].Name), baseline)
	case unknown == len(models):
		return fmt.Sprintf("Too few rounds to say which models differ from %s", baseline)
	case len(models) == 1:
		return fmt.Sprintf("%s does not differ from %s beyond the noise", name(models[0].Name), baseline)
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
	var names []string
	for _, r := range rows {
		names = append(names, name(r.Name))
	}
	if len(names) == 1 {
		return names[0] + " is"
	}
	return list(names) + " are"
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
