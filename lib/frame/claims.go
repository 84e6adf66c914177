package frame

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// Whether a claim holds.
const (
	Holds      = "yes"         // the whole interval is at the claim or above it
	HoldsNot   = "no"          // all of the interval is below
	NotDecided = "not decided" // the interval holds the claim, or there are too few rounds for one
)

// Judge says of each model of some runs, but the baselines, whether it shortens the work by so many per cent as was claimed:
//
//	claim_pct        the claim
//	workload, model  what was measured
//	rounds           rounds that count
//	improvement_pct  100 (1 - 1/speedup); improvement_low_pct, improvement_high_pct its interval
//	speedup          against the baseline; speedup_needed is what the claim needs
//	holds            [Holds], [HoldsNot] or [NotDecided]
//	run              the ID of the stored run
func Judge(percent float64, runs ...*lab.Results) dataframe.DataFrame {
	t := newTable("claim_pct", "workload", "model", "rounds", "improvement_pct", "improvement_low_pct", "improvement_high_pct",
		"speedup", "speedup_needed", "holds", "run")
	needed := 1 / (1 - percent/100)
	for _, r := range runs {
		for _, c := range analyse(r).compared {
			i := infer.Improvement(c.Speedup)
			t.row(percent, r.Workload, c.Model, c.Speedup.N, i.Value, i.Interval.Low, i.Interval.High, c.Speedup.Value, needed,
				holds(i.Interval, percent), r.ID)
		}
	}
	return t.frame()
}

func holds(i infer.Interval, percent float64) string {
	switch {
	case math.IsNaN(i.Low) || !i.Reached():
		return NotDecided
	case i.Low >= percent:
		return Holds
	case i.High < percent:
		return HoldsNot
	}
	return NotDecided
}

// PresentClaim lays a frame of [Judge] out: a row for each work and model, and sentences that say for which work the claim holds.
func PresentClaim(about string, df dataframe.DataFrame) Grid {
	if df.Nrow() == 0 {
		return Grid{Caption: fmt.Sprintf("the claim on %s: nothing was measured", about)}
	}
	percent := quantity.Percent(df.Col("claim_pct").Elem(0).Float())
	g := Grid{
		Caption: fmt.Sprintf("the claim of %s less time on %s", percent, about),
		Head:    []string{"Work", "Model", "Improvement", "Speed-up", "Needed", "Holds"},
	}
	for i := range df.Nrow() {
		r := record{df, i}
		g.Rows = append(g.Rows, []Cell{
			{Text: r.text("workload")}, {Text: r.text("model")},
			{Text: quantity.Percent(r.number("improvement_pct")), Under: r.percents("improvement_low_pct", "improvement_high_pct")},
			{Text: quantity.Ratio(r.number("speedup"))}, {Text: quantity.Ratio(r.number("speedup_needed"))}, {Text: r.text("holds")},
		})
	}
	g.Notes = claimNotes(percent, df)
	return g
}

func (r record) percents(low, high string) string {
	if math.IsNaN(r.number(low)) {
		return ""
	}
	return quantity.Percent(r.number(low)) + " to " + quantity.Percent(r.number(high))
}

// claimNotes say for which work a claim holds under some model, for which under none, and where nothing can be said.
func claimNotes(percent string, df dataframe.DataFrame) []string {
	var works []string
	models := make(map[string]map[string][]string) // by work, then by outcome
	for i := range df.Nrow() {
		r := record{df, i}
		work := r.text("workload")
		if models[work] == nil {
			models[work] = make(map[string][]string)
			works = append(works, work)
		}
		models[work][r.text("holds")] = append(models[work][r.text("holds")], r.text("model"))
	}
	var notes []string
	for _, work := range works {
		switch with := models[work]; {
		case with[Holds] != nil:
			notes = append(notes, fmt.Sprintf("%s holds for %s under %s", percent, work, strings.Join(with[Holds], ", ")))
		case with[NotDecided] != nil:
			notes = append(notes, fmt.Sprintf("%s for %s: not decided under %s; more rounds would tell", percent, work, strings.Join(with[NotDecided], ", ")))
		default:
			notes = append(notes, fmt.Sprintf("%s does not hold for %s under any of these models", percent, work))
		}
	}
	return notes
}
