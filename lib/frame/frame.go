// Package frame turns results into gota dataframes: one row a trial, a unit or a model. It owns their columns, the sentences of a
// verdict and the HTML of a table; infer computes the statistics.
//
// Column names end in their unit: wall_ms, p99_ms, units_per_s. Missing numbers are NaN. Frames are built from float64, int and
// string columns alone: gota v0.12 turns other types into NaN without an error. For the same reason nothing here uses gota's CSV,
// String or GroupBy, which lose digits or mix keys up; the results store has CSV files with every digit.
//
// Cost: [Summary] of 1,000,000 units takes about 0.1 s, nearly all of it sorting (BenchmarkSummary).
package frame

import (
	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"

	"threadboost/lib/lab"
)

// Trials returns one row a trial, in the order in which they ran:
// trial, round, order, model, wall_ms (makespan), user_ms and system_ms (processor time), units, errors.
func Trials(r *lab.Results) dataframe.DataFrame {
	t := newTable("trial", "round", "order", "model", "wall_ms", "user_ms", "system_ms", "units", "errors")
	for n := range r.Trials {
		trial := &r.Trials[n]
		t.row(n+1, trial.Round, trial.Order, trial.Model, wall(trial), ms(trial.Usage.User.Nanoseconds()),
			ms(trial.Usage.System.Nanoseconds()), len(trial.Units), len(trial.Failures))
	}
	return t.frame()
}

// Units returns one row a unit of every trial: trial, round, model, unit, worker, due_ms, started_ms, ended_ms (after the trial's
// start), waited_ms (sum of its marked waits), latency_ms (due to ended), service_ms (started to ended), error.
// It takes about 200 bytes a unit; for millions of units read units.csv instead.
func Units(r *lab.Results) dataframe.DataFrame {
	t := newTable("trial", "round", "model", "unit", "worker", "due_ms", "started_ms", "ended_ms", "waited_ms", "latency_ms", "service_ms", "error")
	for n := range r.Trials {
		trial := &r.Trials[n]
		for i, u := range trial.Units {
			t.row(n+1, trial.Round, trial.Model, i, int(u.Worker), ms(u.Ended-trial.Latency(i)), ms(u.Started), ms(u.Ended), ms(u.Waited),
				ms(trial.Latency(i)), ms(u.Ended-u.Started), trial.Failures[i])
		}
	}
	return t.frame()
}

// ms turns nanoseconds into milliseconds.
func ms(ns int64) float64 { return float64(ns) / 1e6 }

// A table collects rows and becomes a frame of typed columns.
type table struct {
	names   []string
	columns []any // *[]int, *[]float64 or *[]string, as the first row decides
}

func newTable(names ...string) *table {
	return &table{names: names, columns: make([]any, len(names))}
}

// row appends one value to each column. A value of another type than the column's is a bug and panics.
func (t *table) row(values ...any) {
	for i, v := range values {
		switch v := v.(type) {
		case int:
			push(&t.columns[i], v)
		case float64:
			push(&t.columns[i], v)
		case string:
			push(&t.columns[i], v)
		default:
			panic("frame: column " + t.names[i] + " has a type that gota would turn into NaN")
		}
	}
}

func push[T any](column *any, v T) {
	if *column == nil {
		*column = &[]T{}
	}
	values := (*column).(*[]T)
	*values = append(*values, v)
}

func (t *table) frame() dataframe.DataFrame {
	columns := make([]series.Series, 0, len(t.names))
	for i, name := range t.names {
		switch values := t.columns[i].(type) {
		case *[]int:
			columns = append(columns, series.New(*values, series.Int, name))
		case *[]float64:
			columns = append(columns, series.New(*values, series.Float, name))
		case *[]string:
			columns = append(columns, series.New(*values, series.String, name))
		}
	}
	return dataframe.New(columns...)
}
