package boost

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
	"threadboost/lib/show"
)

// Sweep measures how the makespan depends on a number, as [Run] measures an experiment, and returns a dataframe with one row a value;
// see frame.Scaling for its columns.
func Sweep(s lab.Sweep) dataframe.DataFrame {
	results, err := measured(s.Name, func(ctx context.Context, o lab.Options) (*lab.Results, error) { return lab.RunSweep(ctx, s, o) })
	if err != nil {
		fail(err)
	}
	df, _ := frame.Scaling(results)
	return df
}

// counted are the parameters whose laws of scaling are known, with what they count: a sweep over another number has no law.
var counted = map[string]string{
	"workers": "workers", "goroutines": "goroutines", "threads": "threads", "processes": "processes", "cores": "cores",
	"connections": "connections", "clients": "clients", "GOMAXPROCS": "cores",
}

// Scaling shows how throughput depends on the number that a sweep changed, with intervals over the rounds. Where that is a number of
// workers (or goroutines, threads, processes, cores, connections, clients, GOMAXPROCS) and there are six values or more, it also shows
// the law that infer.FitScaling chooses for the medians, and says the best number with its interval.
func Scaling[S Source](source S) {
	results, models := runOf(source)
	if results.Param == "" {
		fail(fmt.Errorf("boost: %q is no sweep: measure one with boost.Sweep", results.Experiment))
		return
	}
	figure := chart.Scaling{
		Measured: []string{results.Workload, fmt.Sprintf("medians of %s with intervals", quantity.Count(finished(results), "round"))},
		Param:    results.Param, Unit: "units/s",
	}
	var points []infer.Point
	for _, model := range models {
		value, known := results.Value(model)
		rate := throughput(results.Of(model))
		if known && rate.N > 0 {
			figure.Points = append(figure.Points, chart.Level{
				At: float64(value), Value: rate.Value, Low: rate.Interval.Low, High: rate.Interval.High, Weak: !rate.Interval.Reached(),
			})
			points = append(points, infer.Point{Workers: float64(value), Throughput: rate.Value})
		}
	}
	what, known := counted[results.Param]
	if !known {
		figure.NoFit = "it is known for numbers of workers, " + results.Param + " is none"
		draw(figure, results.ID)
		return
	}
	figure.Param = what
	figure.Fit = infer.FitScaling(points, frame.Level, results.Seed)
	draw(figure, results.ID)
	for _, line := range scalingVerdict(figure.Fit, what) {
		show.Text(line)
	}
}

// throughput is the median of units that succeeded a second.
func throughput(trials []*lab.Trial) infer.Estimate {
	var rates []float64
	for _, trial := range trials {
		rates = append(rates, float64(len(trial.Units)-len(trial.Failures))/trial.Wall.Seconds())
	}
	return infer.NewSample(rates).Median(frame.Level)
}

// scalingVerdict says what the law says, and what to know about it.
func scalingVerdict(s infer.Scaling, what string) []string {
	var lines []string
	if s.Lambda.Value > 0 {
		lines = append(lines, bestSentence(s, what))
	}
	for _, w := range s.Warnings {
		lines = append(lines, w.Text)
	}
	return lines
}

func bestSentence(s infer.Scaling, what string) string {
	best := s.Best.Interval
	if math.IsInf(s.Best.Value, 1) {
		return fmt.Sprintf("%v law: no best number of %s, up to the %s that were measured (%s)", s.Law, what, quantity.Number(s.Most), quantity.Count(s.Best.N, "point"))
	}
	high := quantity.Number(math.Round(best.High))
	if math.IsInf(best.High, 1) {
		high = "no end"
	}
	return fmt.Sprintf("%v: the best number of %s is %s (95 %% interval %s to %s, %s); throughput is then %s units/s (%s to %s)", s.Law, what,
		quantity.Number(math.Round(s.Best.Value)), quantity.Number(math.Round(best.Low)), high, quantity.Count(s.Best.N, "point"),
		quantity.Number(s.Limit.Value), quantity.Number(s.Limit.Interval.Low), quantity.Number(s.Limit.Interval.High))
}

// scalingColumns are those by which a frame of a sweep is known, beside the one that is called what was changed.
var scalingColumns = []string{"model", "rounds", "units", "wall_ms", "wall_low_ms", "wall_high_ms", "units_per_s", "speedup", "speedup_low", "speedup_high",
	"p50_ms", "p99_ms", "errors", "workload", "run"}

func isScaling(df dataframe.DataFrame) bool {
	names := df.Names()
	for _, want := range scalingColumns {
		if !slices.Contains(names, want) {
			return false
		}
	}
	return !frame.IsSummary(df) && df.Nrow() > 0 && names[0] != "model"
}

// scalingGrid lays a frame of a sweep out, with what to beware of.
func scalingGrid(df dataframe.DataFrame) frame.Grid {
	param := df.Names()[0]
	g := frame.Grid{
		Caption: fmt.Sprintf("%s by %s: medians of %s with intervals", df.Col("workload").Elem(0), param, quantity.Count(int(df.Col("rounds").Max()), "round")),
		Head:    []string{param, "Model", "Total time", "Throughput", "Against " + param + " " + df.Elem(0, 0).String(), "p50", "p99", "Errors"},
		Run:     df.Col("run").Elem(0).String(),
	}
	for i := range df.Nrow() {
		number := func(column string) float64 { return df.Col(column).Elem(i).Float() }
		g.Rows = append(g.Rows, []frame.Cell{
			{Text: df.Elem(i, 0).String()},
			{Text: df.Col("model").Elem(i).String()},
			{Text: quantity.Duration(number("wall_ms") * 1e6), Under: interval(number("wall_low_ms")*1e6, number("wall_high_ms")*1e6, quantity.Between)},
			{Text: quantity.Number(number("units_per_s")) + "/s"},
			{Text: quantity.Ratio(number("speedup")), Under: interval(number("speedup_low"), number("speedup_high"), func(low, high float64) string {
				return quantity.Times(low) + " to " + quantity.Times(high)
			})},
			{Text: quantity.Duration(number("p50_ms") * 1e6)},
			{Text: quantity.Duration(number("p99_ms") * 1e6)},
			{Text: quantity.Number(number("errors"))},
		})
	}
	if results, err := open(g.Run); err == nil {
		_, warnings := frame.Scaling(results)
		for _, w := range warnings {
			g.Notes = append(g.Notes, w.Text)
		}
	}
	return g
}

// interval writes bounds where they are known and differ.
func interval(low, high float64, write func(low, high float64) string) string {
	if math.IsNaN(low) || low == high {
		return ""
	}
	return strings.TrimSpace(write(low, high))
}
