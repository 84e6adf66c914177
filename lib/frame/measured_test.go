package frame

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"threadboost/lib/infer"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

func texts(notes []infer.Warning, code infer.Code) []string {
	var found []string
	for _, n := range notes {
		if n.Code == code {
			found = append(found, n.Text)
		}
	}
	return found
}

func TestTrialsAndUnitsShowWhatWasMeasured(t *testing.T) {
	r := known(2, 3)
	trial := &r.Trials[1]
	trial.Cold = true
	trial.Wall = time.Second
	trial.Usage = measure.Usage{
		User: 3e6, Voluntary: 5, MinorFaults: 7, Allocs: 11, AllocBytes: 3 << 20, GCs: 2, GCPause: 4e6, SchedP99: 9e3,
		Goroutines: 13, Threads: 6, HeapBytes: 5 << 20, RSSBytes: 8 << 20, Others: 600e6, Throttled: 60e6,
	}
	trial.Units[1] = measure.Unit{Queued: 2e6, Started: 3e6, Ended: 10e6, Waited: 5e6, Waits: 1, Attempts: 3}
	trial.Ready, trial.Bytes = []int64{0, 1e6, 0}, []int64{0, 2 << 20, 0}
	df := Trials(r)
	for column, want := range map[string]float64{
		"cold": 1, "wall_ms": 1000, "user_ms": 3, "retries": 2, "mib_moved": 2, "voluntary_switches": 5, "minor_faults": 7, "allocs": 11, "alloc_mib": 3,
		"gcs": 2, "gc_pause_ms": 4, "sched_p99_us": 9, "goroutines": 13, "threads": 6, "heap_mib": 5, "rss_mib": 8, "others_ms": 600, "throttled_ms": 60,
	} {
		if got := df.Col(column).Elem(1).Float(); got != want {
			t.Errorf("%s = %v, want %v", column, got, want)
		}
	}
	if got := df.Col("disturbed").Elem(1).String(); got != "others throttled" {
		t.Errorf("disturbed = %q, want others and throttled", got)
	}
	units := Units(r)
	for column, want := range map[string]float64{"queued_ms": 2, "ready_ms": 1, "attempts": 3, "bytes": 2 << 20} {
		if got := units.Col(column).Elem(4).Float(); got != want {
			t.Errorf("%s = %v, want %v", column, got, want)
		}
	}
	if got := units.Col("queued_ms").Elem(0).Float(); !math.IsNaN(got) {
		t.Errorf("queued_ms of a unit that never was = %v, want NaN", got)
	}
	summary, notes := Summary(r)
	for column, want := range map[string]float64{
		"retries": 2, "goroutines": 13, "threads": 6, "heap_mib": 5, "alloc_mib": 1.5, "gc_pause_ms": 2, "switches": 2.5, "sched_p99_us": 4.5,
	} {
		if got := summary.Col(column).Elem(1).Float(); got != want {
			t.Errorf("summary: %s = %v, want %v", column, got, want)
		}
	}
	const others = "another program used 60 % of a core during trial 2: that trial is marked; close it, or measure again when it has ended"
	if got := texts(notes, WarnOthers); len(got) != 2 || got[0] != others || !strings.HasPrefix(got[1], "the limit of the control group held the program up for 6 % of the time during trial 2") {
		t.Errorf("notes are %q, want %q and one about the limit", got, others)
	}
	grid, err := Present(summary)
	if err != nil || grid.Rows[1][10].Under != "2 retries" || grid.Rows[0][10].Under != "" {
		t.Errorf("the cells of errors are %+v and %+v (%v), want 2 retries in the second", grid.Rows[0][10], grid.Rows[1][10], err)
	}
}

func TestDisturbedTrialsAreNamed(t *testing.T) {
	for _, test := range []struct {
		numbers []int
		want    string
	}{
		{[]int{3}, "3"}, {[]int{3, 4, 5}, "3 to 5"}, {[]int{1, 3, 4, 9}, "1, 3 to 4, 9"}, {[]int{1, 3, 5, 7, 9, 11, 40}, "1 to 40 (7 of them)"},
	} {
		if got := runs(test.numbers); got != test.want {
			t.Errorf("runs(%v) = %q, want %q", test.numbers, got, test.want)
		}
	}
}

func TestARunThatMissedItsPrecisionIsSaid(t *testing.T) {
	r := known(8, 100)
	r.ElapsedMS = 30_000
	for _, test := range []struct {
		until *lab.Until
		half  float64
		want  string
	}{
		{nil, 0, ""},
		{&lab.Until{Precision: 0.05}, 0.04, ""},
		{&lab.Until{Precision: 0.05}, 0.09, "the run ended after 8 rounds and 30 s before it was precise within ±5.0 %: the widest interval is ±9.0 %; " +
			"raise its budget or its trials, or measure on a quieter machine"},
		{&lab.Until{Precision: 0.05}, 0, "the run ended after 8 rounds and 30 s before it was precise within ±5.0 %: too few rounds for an interval; " +
			"raise its budget or its trials, or measure on a quieter machine"},
	} {
		r.Until, r.HalfWidth = test.until, test.half
		_, notes := Summary(r)
		if got := strings.Join(texts(notes, WarnBudget), "; "); got != test.want {
			t.Errorf("the note is %q, want %q", got, test.want)
		}
	}
}

func TestScalingOfASweep(t *testing.T) {
	s := lab.Sweep{
		Name: "sizes", Param: "size", Values: []int{2, 4}, Trials: 6,
		Make: func(v int) (lab.Workload, lab.Model) {
			return lab.Func{Name: strings.Repeat("x", v), Units: v, Do: func(context.Context, int) (uint64, error) { return 0, nil }}, loop{}
		},
	}
	r, err := lab.RunSweep(t.Context(), s, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	df, notes := Scaling(r)
	if df.Err != nil || df.Nrow() != 2 {
		t.Fatalf("the frame is %v (%v), want two rows", df, df.Err)
	}
	for column, want := range map[string][2]float64{"size": {2, 4}, "units": {2, 4}, "rounds": {6, 6}, "errors": {0, 0}} {
		if got := df.Col(column).Float(); got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s = %v, want %v", column, got, want)
		}
	}
	if got := df.Col("speedup").Float(); got[0] != 1 {
		t.Errorf("speedup of the first value = %v, want 1", got[0])
	}
	if texts(notes, WarnFewUnits) == nil {
		t.Error("p99 of 12 units is left out without a note")
	}
	if df, _ := Scaling(known(2, 2)); df.Err == nil || !strings.HasPrefix(df.Err.Error(), `frame: "known" is no sweep`) {
		t.Errorf("the frame of an experiment has the error %v, want that it is no sweep", df.Err)
	}
}

// One unit is due each millisecond and takes half of one. The 10th hangs for 50 ms, and one worker starts those behind it late.
func TestPercentilesAreToldTwice(t *testing.T) {
	r := known(1, 200)
	r.Models, r.Trials = r.Models[:1], r.Trials[:1]
	trial := &r.Trials[0]
	trial.Due = make([]int64, 200)
	free := int64(0)
	for i := range trial.Units {
		due := int64(i) * 1e6
		started := max(due, free)
		free = started + 5e5
		if i == 9 {
			free = started + 50e6
		}
		trial.Due[i], trial.Units[i] = due, measure.Unit{Started: started, Ended: free}
	}
	trial.Failures = map[int]string{0: "refused"}
	df, notes := Percentiles(r)
	if got := df.Col("percentile").Float(); df.Nrow() != 5 || got[3] != 99 || got[4] != 99.9 || df.Col("units").Float()[0] != 199 {
		t.Fatalf("%d rows of percentiles %v of %v units, want five of 199", df.Nrow(), got, df.Col("units"))
	}
	raw, corrected := df.Col("raw_ms").Float(), df.Col("corrected_ms").Float()
	// The one that hangs is the 1 in 200 beyond p99. Behind it, the queue shrinks by half a millisecond a unit: the 100 that started late are
	// half of all, and the two that waited longest have 49.5 and 49 ms.
	if raw[0] != 0.5 || raw[3] != 0.5 || math.Abs(corrected[3]-49) > 0.6 || corrected[1] < 40 || !math.IsNaN(raw[4]) {
		t.Errorf("raw %v, corrected %v, want 0.5 ms raw, and p90 of about 40 and p99 of about 49 ms corrected", raw, corrected)
	}
	if low, high := df.Col("corrected_low_ms").Float()[0], df.Col("corrected_high_ms").Float()[0]; !(low <= corrected[0] && corrected[0] < high) {
		t.Errorf("the interval of the corrected p50 is %v to %v around %v", low, high, corrected[0])
	}
	if got := texts(notes, infer.WarnTooFew); len(got) != 2 || !strings.HasPrefix(got[0], "p99: 199 values do not bound it") || !strings.HasPrefix(got[1], "p99.9 needs 1000 values") {
		t.Errorf("notes %q, want one on the open interval of p99 and one that p99.9 is left out", got)
	}
}
