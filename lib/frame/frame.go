// Package frame turns results into gota dataframes: one row a trial ([Trials]), a unit ([Units]), a model ([Summary]), a value of a sweep
// ([Scaling]) or a percentile ([Percentiles]). It owns their columns, which rounds count ([Steady]), the notes beside a table and the HTML
// of one; infer computes the statistics and writes the sentences of a verdict.
//
// Column names end in their unit: wall_ms, p99_ms, units_per_s. Missing numbers are NaN. Frames are built from float64, int and
// string columns alone: gota v0.12 turns other types into NaN without an error. For the same reason nothing here uses gota's CSV,
// String or GroupBy, which lose digits or mix keys up; the results store has CSV files with every digit.
//
// Notes are warnings in words, each with its cause, its effect and a repair: too few rounds or units, cold first rounds, trials far from the
// others, a drift, trials that depend on the one before, a control that differs, other programs that disturbed, units that failed.
//
// Cost: [Summary] of 1,000,000 units takes about 0.14 s of one core, nearly all of it sorting (BenchmarkSummary).
package frame

import (
	"math"
	"strings"
	"time"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"

	"threadboost/lib/lab"
)

// Trials returns one row a trial, in the order in which they ran, cold ones too:
//
//	trial, round, order   its number, its round and its place in that, from 1
//	model            its name
//	units            how many it had
//	cold             1 in the first round, and in those after it that the test of [Steady] finds cold
//	wall_ms          makespan in ms
//	user_ms, system_ms    processor time in ms
//	errors, retries  units that failed, and attempts beyond the first
//	mib_moved        MiB that units said they moved
//	voluntary_switches, involuntary_switches, minor_faults, major_faults   how many
//	allocs, alloc_mib     allocations, and MiB of them
//	gcs, gc_pause_ms      garbage collections, and their pauses in ms
//	sched_p50_us, sched_p99_us, sched_max_us   how many µs goroutines that could run waited for a thread
//	goroutines, threads   the most at once
//	heap_mib, rss_mib     the most at once, in MiB
//	others_ms, stolen_ms, throttled_ms   processor time in ms that other programs and other machines used meanwhile, and ms that the
//	                 control group held the program up
//	disturbed        who of these did enough to mark the trial: "others", "stolen", "throttled"
//
// measure.Usage says how each is measured.
func Trials(r *lab.Results) dataframe.DataFrame {
	t := newTable("trial", "round", "order", "model", "units", "cold", "wall_ms", "user_ms", "system_ms", "errors", "retries", "mib_moved",
		"voluntary_switches", "involuntary_switches", "minor_faults", "major_faults", "allocs", "alloc_mib", "gcs", "gc_pause_ms",
		"sched_p50_us", "sched_p99_us", "sched_max_us", "goroutines", "threads", "heap_mib", "rss_mib",
		"others_ms", "stolen_ms", "throttled_ms", "disturbed")
	_, cold := Steady(r)
	for n := range r.Trials {
		trial := &r.Trials[n]
		u := trial.Usage
		t.row(n+1, trial.Round, trial.Order, trial.Model, len(trial.Units), flag(trial.Cold || trial.Round <= cold.Rounds), wall(trial), ms(int64(u.User)), ms(int64(u.System)),
			len(trial.Failures), trial.Retries(), mib(trial.Moved()),
			int(u.Voluntary), int(u.Involuntary), int(u.MinorFaults), int(u.MajorFaults), int(u.Allocs), mib(u.AllocBytes), int(u.GCs), ms(int64(u.GCPause)),
			us(u.SchedP50), us(u.SchedP99), us(u.SchedMax), int(u.Goroutines), int(u.Threads), mib(u.HeapBytes), mib(u.RSSBytes),
			ms(int64(u.Others)), ms(int64(u.Stolen)), ms(int64(u.Throttled)), disturbed(trial))
	}
	return t.frame()
}

// disturbed names what disturbed a trial, or is "".
func disturbed(trial *lab.Trial) string {
	var names []string
	for _, d := range trial.Usage.Disturbances(trial.Wall) {
		names = append(names, string(d.Kind))
	}
	return strings.Join(names, " ")
}

// Units returns one row a unit of every trial:
//
//	trial, round     the number of its trial and the round of that, from 1
//	model            its name
//	unit, worker     its number and that of its worker, from 0
//	due_ms, queued_ms, started_ms, ended_ms   ms after the trial's start; queued_ms is NaN where the model did not queue it
//	waited_ms        sum of its marked waits in ms; ready_ms the part of them in which it waited for its turn alone
//	latency_ms       due to ended, in ms; service_ms started to ended
//	attempts         how often it was tried: 1 without a retry
//	bytes            that it said it moved
//	error            what went wrong, or empty
//
// It takes about 250 bytes a unit; for millions of units read units.csv instead.
func Units(r *lab.Results) dataframe.DataFrame {
	t := newTable("trial", "round", "model", "unit", "worker", "due_ms", "queued_ms", "started_ms", "ended_ms", "waited_ms", "ready_ms",
		"latency_ms", "service_ms", "attempts", "bytes", "error")
	for n := range r.Trials {
		trial := &r.Trials[n]
		for i, u := range trial.Units {
			queued := math.NaN()
			if u.Queued > 0 {
				queued = ms(u.Queued)
			}
			t.row(n+1, trial.Round, trial.Model, i, int(u.Worker), ms(u.Ended-trial.Latency(i)), queued, ms(u.Started), ms(u.Ended), ms(u.Waited),
				ms(at(trial.Ready, i)), ms(trial.Latency(i)), ms(u.Ended-u.Started), int(u.Attempts), int(at(trial.Bytes, i)), trial.Failures[i])
		}
	}
	return t.frame()
}

// at returns the number of unit i in a column that few trials have.
func at(column []int64, i int) int64 {
	if column == nil {
		return 0
	}
	return column[i]
}

func flag(is bool) int {
	if is {
		return 1
	}
	return 0
}

func us(d time.Duration) float64 { return float64(d) / 1e3 }

func mib(bytes int64) float64 { return float64(bytes) / (1 << 20) }

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
