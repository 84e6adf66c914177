package frame

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"threadboost/lib/infer"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// known returns results whose statistics can be worked out by hand: the baseline takes 10 ms a unit, one after the other, the fast
// model runs all units at once, and both are the same in every round.
func known(rounds, units int) *lab.Results {
	r := &lab.Results{Info: lab.Info{
		ID: "run-1", Experiment: "known", Workload: "10 ms waits", Models: []string{"Sequential", "Fast"},
		Baseline: "Sequential", Rounds: rounds, Units: units, Seed: 1,
	}}
	const unit = 10 * time.Millisecond
	for round := 1; round <= rounds; round++ {
		slow := lab.Trial{Model: "Sequential", Round: round, Order: 1, Wall: time.Duration(units) * unit, Units: make([]measure.Unit, units)}
		fast := lab.Trial{Model: "Fast", Round: round, Order: 2, Wall: unit, Units: make([]measure.Unit, units),
			Usage: measure.Usage{User: 3 * time.Millisecond, System: time.Millisecond}}
		for i := range units {
			slow.Units[i] = measure.Unit{Started: int64(i) * int64(unit), Ended: int64(i+1) * int64(unit)}
			fast.Units[i] = measure.Unit{Ended: int64(unit), Worker: int32(i)}
		}
		r.Trials = append(r.Trials, slow, fast)
	}
	return r
}

func TestSummaryOfKnownResults(t *testing.T) {
	df, warnings := Summary(known(10, 100))
	if len(warnings) != 0 {
		t.Errorf("warnings = %v, want none", warnings)
	}
	if got := df.Col("p_holm").Float(); !math.IsNaN(got[0]) || got[1] != 1.0/512 {
		t.Errorf("p_holm = %v, want none for the baseline, and that of ten rounds of one sign", got)
	}
	for _, c := range []struct {
		column     string
		slow, fast float64
	}{
		{"rounds", 10, 10}, {"cold", 0, 0}, {"units", 100, 100}, {"wall_ms", 1000, 10}, {"wall_low_ms", 1000, 10}, {"wall_high_ms", 1000, 10},
		{"latency_ms", 505, 10}, {"p50_ms", 505, 10}, {"units_per_s", 100, 10000},
		{"speedup", 1, 100}, {"speedup_low", 1, 100}, {"speedup_high", 1, 100}, {"improvement_pct", 0, 99}, {"cpu_ms", 0, 4}, {"errors", 0, 0},
	} {
		if got := df.Col(c.column).Float(); math.Abs(got[0]-c.slow) > 1e-9 || math.Abs(got[1]-c.fast) > 1e-9 {
			t.Errorf("%s = %v, want %v and %v", c.column, got, c.slow, c.fast)
		}
	}
	if got, want := df.Col("verdict").Elem(1).String(), "Fast is 100 times as fast as Sequential (95 % interval 100 to 100, 10 rounds, Holm p = 0.002)"; got != want {
		t.Errorf("verdict = %q, want %q", got, want)
	}
}

func TestSummaryWarnsAndLeavesOut(t *testing.T) {
	r := known(3, 5)
	r.Trials = r.Trials[:5] // the last trial, of Fast, is missing
	r.Partial, r.Stopped = true, "context canceled"
	r.Trials[1].Failures = map[int]string{2: "refused"}
	df, warnings := Summary(r)
	if !math.IsNaN(df.Col("p99_ms").Elem(0).Float()) || !math.IsNaN(df.Col("p95_ms").Elem(0).Float()) {
		t.Error("p95 and p99 of 15 units are shown")
	}
	if got := df.Col("errors").Elem(1).Float(); got != 1 {
		t.Errorf("errors = %v, want 1", got)
	}
	for _, want := range []infer.Code{WarnPartial, WarnFewUnits, WarnErrors, infer.WarnTooFew} {
		found := false
		for _, w := range warnings {
			found = found || w.Code == want
		}
		if !found {
			t.Errorf("no warning of kind %s in %v", want, warnings)
		}
	}
}

// Rounds that never ran are no failures.
func TestSummaryOfAStoppedRun(t *testing.T) {
	r := known(8, 100)
	r.Rounds, r.Partial, r.Stopped = 1000, true, "context canceled"
	r.Trials = r.Trials[:15] // the eighth trial of Fast is missing
	df, warnings := Summary(r)
	if len(warnings) != 1 || warnings[0].Code != WarnPartial {
		t.Errorf("warnings = %v, want the one that the run is partial", warnings)
	}
	if got := df.Col("speedup").Elem(1).Float(); got != 100 {
		t.Errorf("speed-up = %v, want 100", got)
	}
	if g, err := Present(df); err != nil || !strings.Contains(g.Caption, "medians of 8 rounds") {
		t.Errorf("caption = %q, %v, want the rounds that ran", g.Caption, err)
	}
}

func TestSummarySaysWhatFailed(t *testing.T) {
	r := known(6, 100)
	r.Trials[3].Failures = map[int]string{7: "disk on fire", 4: "disk is warm"}
	_, warnings := Summary(r)
	const want = "Fast: 2 units failed, so that its times are those of less work; the first was unit 4 in round 2: disk is warm"
	if len(warnings) != 1 || warnings[0].Text != want {
		t.Errorf("warnings = %v, want %q", warnings, want)
	}
}

func TestSummaryLeavesOutModelsThatNeverRan(t *testing.T) {
	r := known(6, 100)
	r.Models = append(r.Models, "Never")
	df, _ := Summary(r)
	if df.Nrow() != 2 {
		t.Errorf("%d rows, want 2: a model without trials has no numbers", df.Nrow())
	}
}

func TestTrialsAndUnits(t *testing.T) {
	r := known(2, 3)
	r.Trials[0].Due = []int64{0, 5e6, 10e6}
	trials, units := Trials(r), Units(r)
	if trials.Nrow() != 4 || units.Nrow() != 12 {
		t.Fatalf("%d trials and %d units, want 4 and 12", trials.Nrow(), units.Nrow())
	}
	if got := units.Col("latency_ms").Elem(1).Float(); got != 15 {
		t.Errorf("latency of a unit due at 5 ms that ended at 20 ms = %v ms, want 15", got)
	}
	if got := units.Col("due_ms").Elem(1).Float(); got != 5 {
		t.Errorf("due_ms = %v, want 5", got)
	}
}

func TestPresentEscapes(t *testing.T) {
	r := known(6, 100)
	r.Workload, r.Models[1] = "<script>alert(1)</script>", "<b>\x1b[31m"
	for i := range r.Trials {
		if r.Trials[i].Model == "Fast" {
			r.Trials[i].Model = r.Models[1]
		}
	}
	df, _ := Summary(r)
	g, err := Present(df)
	if err != nil {
		t.Fatal(err)
	}
	if page := g.HTML(); strings.Contains(page, "<script") || strings.Contains(page, "<b>") {
		t.Errorf("markup from a name got through: %s", page)
	}
	if !strings.Contains(g.HTML(), `data-run="run-1"`) {
		t.Error("the table does not name its run")
	}
	if strings.ContainsRune(g.Text(), '\x1b') {
		t.Error("a control character reached the terminal")
	}
}

// The verdict rests on the speed-up too, for who asks the number and not the list below.
func TestPresentExplainsTheSpeedup(t *testing.T) {
	r := known(6, 100)
	r.Baseline, r.Models[0] = `<"B">`, `<"B">`
	for i := range r.Trials {
		if r.Trials[i].Model == "Sequential" {
			r.Trials[i].Model = r.Baseline
		}
	}
	df, _ := Summary(r)
	g, err := Present(df)
	if err != nil {
		t.Fatal(err)
	}
	const verdict = "Fast is 100 times as fast as &lt;&#34;B&#34;&gt; (95 % interval 100 to 100, 6 rounds, Holm p = 0.031)"
	if page := g.HTML(); !strings.Contains(page, `<td title="`+verdict+`">100×</td>`) || !strings.Contains(page, "<li>"+verdict+"</li>") {
		t.Errorf("the page has no %q at the speed-up and below: %s", verdict, page)
	}
	if got := strings.Count(g.Text(), "Holm p"); got != 1 {
		t.Errorf("the text says the verdict %d times, want once", got)
	}
}

func TestPresentScaling(t *testing.T) {
	r := known(6, 100)
	r.Param, r.Values = "workers", []int{4, 8}
	df, notes := Scaling(r)
	if !IsScaling(df) || IsSummary(df) {
		t.Fatalf("columns %q are not known as those of a sweep", df.Names())
	}
	last := df.Subset(1)
	g, err := Present(last, notes...)
	if err != nil {
		t.Fatal(err)
	}
	const want = "10 ms waits by workers: medians of 6 rounds with intervals\n" +
		"workers  Model  Total time           Throughput  Against workers 4  p50    p99    CPU time  Errors\n" +
		"8        Fast   10 ms (10 to 10 ms)  10,000/s    100×               10 ms  10 ms  4 ms      0"
	if got := g.Text(); got != want {
		t.Errorf("it is shown as\n%s\nwant\n%s", got, want)
	}
}

func TestPresentPlainFrames(t *testing.T) {
	g, err := Present(Units(known(2, 30)))
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Rows) != 20 || len(g.Notes) != 1 || g.Notes[0] != "and 100 more rows" {
		t.Errorf("%d rows and notes %q, want 20 rows and how many more there are", len(g.Rows), g.Notes)
	}
	broken := Units(known(1, 1)).Select("no such column")
	if _, err := Present(broken); err == nil {
		t.Error("a frame with an error is shown")
	}
}

// A real run fits the columns too.
func TestSummaryOfARealRun(t *testing.T) {
	r, err := lab.Run(context.Background(), lab.Experiment{
		Name: "real", Trials: 2, Models: lab.Models{loop{}},
		Workload: lab.Func{Units: 3, Do: func(context.Context, int) (uint64, error) { return 0, nil }},
	}, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if df, _ := Summary(r); df.Err != nil || !IsSummary(df) {
		t.Errorf("summary of a real run: %v, columns %v", df.Err, df.Names())
	}
}

type loop struct{}

func (loop) Run(ctx context.Context, job *lab.Job) error {
	for i := range job.Units {
		job.Do(ctx, 0, i)
	}
	return nil
}

func BenchmarkSummary(b *testing.B) {
	r := known(1, 500_000) // under each of two models
	for n := range r.Trials {
		for i := range r.Trials[n].Units {
			r.Trials[n].Units[i].Ended = int64(rand.Uint32()) // sorted ones would be too easy
		}
	}
	for b.Loop() {
		Summary(r)
	}
}
