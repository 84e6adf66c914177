package frame

import (
	"strings"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// Glance lays several runs out in one table, a row each: the models that were found to be faster than the baseline, the one that is most
// and by how much, and those that were found to be slower. It ranks by the estimate, and does not say that the first is better than the
// second: picture.Forest does.
func Glance(runs ...*lab.Results) Grid {
	g := Grid{Head: []string{"Work", "Most", "Times as fast", "Faster", "Slower"}}
	for _, r := range runs {
		most, faster, slower := found(analyse(r).compared)
		row := []Cell{{Text: r.Workload}, {Text: quantity.Missing}, {Text: quantity.Missing}, {Text: names(faster)}, {Text: names(slower)}}
		if most != nil {
			interval := most.Speedup.Interval
			row[1].Text = most.Model
			row[2] = Cell{Text: quantity.Ratio(most.Speedup.Value), Under: quantity.Times(interval.Low) + " to " + quantity.Times(interval.High)}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// found sorts comparisons out by their verdicts; most is the one with the greatest speed-up of those that are faster.
func found(compared []infer.Comparison) (most *infer.Comparison, faster, slower []string) {
	for i, c := range compared {
		switch c.Verdict {
		case infer.Faster:
			faster = append(faster, c.Model)
			if most == nil || c.Speedup.Value > most.Speedup.Value {
				most = &compared[i]
			}
		case infer.Slower:
			slower = append(slower, c.Model)
		}
	}
	return most, faster, slower
}

func names(models []string) string {
	if len(models) == 0 {
		return "none"
	}
	return strings.Join(models, ", ")
}
