package frame

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// Present lays a frame out for people. A frame of [Summary] or of [Scaling], whichever of its rows are left, gets headings in words and
// values in their units; that of Summary also the verdicts below, each of which shows too where the pointer rests on the speed-up. Any
// other frame is shown as it is, at most 20 rows of it.
func Present(df dataframe.DataFrame, warnings ...infer.Warning) (Grid, error) {
	if df.Err != nil {
		return Grid{}, fmt.Errorf("frame: this dataframe cannot be shown, it holds an error: %w", df.Err)
	}
	var g Grid
	switch {
	case IsSummary(df):
		g = presentSummary(df)
	case IsScaling(df):
		g = presentScaling(df)
	default:
		g = plain(df)
	}
	for _, w := range warnings {
		g.Notes = append(g.Notes, w.Text)
	}
	return g, nil
}

// IsSummary reports whether a frame has all columns of [Summary], and a row.
func IsSummary(df dataframe.DataFrame) bool { return has(df, summaryColumns) }

func has(df dataframe.DataFrame, columns []string) bool {
	names := df.Names()
	return df.Nrow() > 0 && !slices.ContainsFunc(columns, func(want string) bool { return !slices.Contains(names, want) })
}

func presentSummary(df dataframe.DataFrame) Grid {
	g := Grid{
		Head: []string{"Model", "Total time", "Average latency", "p50", "p95", "p99", "Throughput", "Speed-up", "Improvement", "CPU time", "Errors"},
		Run:  df.Col("run").Elem(0).String(),
	}
	for i := range df.Nrow() {
		r := record{df, i}
		g.Rows = append(g.Rows, []Cell{
			{Text: r.text("model")},
			{Text: r.duration("wall_ms"), Under: r.durations("wall_low_ms", "wall_high_ms")},
			{Text: r.duration("latency_ms")},
			{Text: r.duration("p50_ms")},
			{Text: r.duration("p95_ms")},
			{Text: r.duration("p99_ms")},
			{Text: quantity.Number(r.number("units_per_s")) + "/s"},
			{quantity.Ratio(r.number("speedup")), r.times("speedup_low", "speedup_high"), r.text("verdict")},
			{Text: quantity.Percent(r.number("improvement_pct"))},
			{Text: r.duration("cpu_ms")},
			{Text: quantity.Number(r.number("errors")), Under: r.retries()},
		})
		g.Notes = append(g.Notes, r.text("verdict"))
	}
	g.Caption = fmt.Sprintf("%s: %s", df.Col("workload").Elem(0), Medians(df))
	return g
}

// Medians says what the numbers in a frame of [Summary] or [Scaling] are: "medians of 9 rounds with intervals, without 1 cold round".
func Medians(df dataframe.DataFrame) string {
	text := fmt.Sprintf("medians of %s with intervals", quantity.Count(int(df.Col("rounds").Max()), "round"))
	if cold := int(df.Col("cold").Max()); cold > 0 {
		text += ", without " + quantity.Count(cold, "cold round")
	}
	return text
}

// A record is one row of a frame.
type record struct {
	df  dataframe.DataFrame
	row int
}

func (r record) text(column string) string    { return r.df.Col(column).Elem(r.row).String() }
func (r record) number(column string) float64 { return r.df.Col(column).Elem(r.row).Float() }

// duration shows milliseconds in the unit that suits them.
func (r record) duration(column string) string { return quantity.Duration(r.number(column) * 1e6) }

// durations shows an interval of milliseconds, and nothing where it is not known.
func (r record) durations(low, high string) string {
	if math.IsNaN(r.number(low)) {
		return ""
	}
	return quantity.Between(r.number(low)*1e6, r.number(high)*1e6)
}

// times does the same for ratios; the baseline's 1 to 1 is no information.
func (r record) times(low, high string) string {
	if math.IsNaN(r.number(low)) || r.number(low) == r.number(high) {
		return ""
	}
	return quantity.Times(r.number(low)) + " to " + quantity.Times(r.number(high))
}

// retries is said only where there were any.
func (r record) retries() string {
	switch n := int(r.number("retries")); n {
	case 0:
		return ""
	case 1:
		return "1 retry"
	default:
		return quantity.Number(float64(n)) + " retries"
	}
}

const shownRows = 20

func plain(df dataframe.DataFrame) Grid {
	g := Grid{Head: df.Names()}
	for i := range min(df.Nrow(), shownRows) {
		row := make([]Cell, df.Ncol())
		for j := range row {
			row[j].Text = cell(df.Elem(i, j))
		}
		g.Rows = append(g.Rows, row)
	}
	if more := df.Nrow() - shownRows; more > 0 {
		g.Notes = []string{fmt.Sprintf("and %s more rows", quantity.Number(float64(more)))}
	}
	return g
}

func cell(e series.Element) string {
	switch {
	case e.IsNA():
		return quantity.Missing
	case e.Type() == series.Float:
		return quantity.Number(e.Float())
	}
	return e.String()
}
