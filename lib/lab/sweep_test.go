package lab_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func workers(v int) (lab.Workload, lab.Model) { return units(8, nothing), model.Pool{Workers: v} }

func mustSweep(t *testing.T, s lab.Sweep, opts lab.Options) *lab.Results {
	t.Helper()
	r, err := lab.RunSweep(t.Context(), s, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSweep(t *testing.T) {
	store := &lab.Store{Dir: t.TempDir()}
	s := lab.Sweep{Name: "scaling", Param: "workers", Values: []int{1, 2, 4}, Make: workers, Trials: 3}
	mustSweep(t, s, lab.Options{Store: store})
	r, err := store.Load("scaling")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Models, []string{"Pool(1)", "Pool(2)", "Pool(4)"}) || r.Param != "workers" || r.Baseline != "Pool(1)" || len(r.Trials) != 9 || r.Partial {
		t.Errorf("results are %+v with %d trials, want nine of three pools", r.Info, len(r.Trials))
	}
	for model, want := range map[string]int{"Pool(1)": 1, "Pool(4)": 4} {
		if got, ok := r.Value(model); !ok || got != want {
			t.Errorf("the value of %s is %d, %t, want %d", model, got, ok, want)
		}
	}
	if _, ok := r.Value("Other"); ok {
		t.Error("a model that was not measured has a value")
	}
	orders := make(map[string]bool)
	for round := range 3 {
		order := ""
		for _, trial := range r.Trials[3*round : 3*round+3] {
			order += trial.Model
		}
		orders[order] = true
	}
	if len(orders) == 1 {
		t.Error("every round had the same order")
	}
}

// shared counts how often it is staged and released, and its jobs have as many units as it says.
type shared struct {
	Units           int
	staged, removed *int
}

func (s shared) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, s) }

func (s shared) Stage(context.Context) (lab.Workload, func() error, error) {
	*s.staged++
	return units(s.Units, nothing), func() error { *s.removed++; return nil }, nil
}

func TestASweepStagesEachWorkloadOnce(t *testing.T) {
	for _, test := range []struct {
		name  string
		make  func(s shared, v int) (lab.Workload, lab.Model)
		times int
		model string
	}{
		{"one workload", func(s shared, v int) (lab.Workload, lab.Model) { s.Units = 7; return s, model.Pool{Workers: v} }, 1, "Pool(3)"},
		{"three workloads", func(s shared, v int) (lab.Workload, lab.Model) { s.Units = v; return s, sequential }, 3, "Sequential, units=3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var staged, removed int
			store := &lab.Store{Dir: t.TempDir()}
			s := lab.Sweep{Name: "stages", Param: "units", Values: []int{3, 5, 9}, Trials: 2, Make: func(v int) (lab.Workload, lab.Model) {
				return test.make(shared{0, &staged, &removed}, v)
			}}
			r := mustSweep(t, s, lab.Options{Store: store})
			if staged != test.times || removed != test.times || r.Models[0] != test.model {
				t.Errorf("staged %d times and released %d times for models %q, want %d and %q first", staged, removed, r.Models, test.times, test.model)
			}
			if _, err := store.Open(r.ID); err != nil {
				t.Errorf("the run cannot be opened: %v", err)
			}
		})
	}
}

// Wrong results are found among the values that have one workload.
func TestASweepComparesChecksums(t *testing.T) {
	models := lab.Models{sequential, reversed}
	s := lab.Sweep{Name: "wrong", Param: "order", Values: []int{0, 1}, Make: func(v int) (lab.Workload, lab.Model) { return counting(), models[v] }}
	var wrong *lab.ModelError
	if _, err := lab.RunSweep(t.Context(), s, lab.Options{}); !errors.As(err, &wrong) || wrong.Model != "Backwards" {
		t.Errorf("RunSweep gave %v, want a ModelError of Backwards", err)
	}
}

func TestASweepOfSettings(t *testing.T) {
	threads, percent := runtime.GOMAXPROCS(0), gcPercent()
	var seen []string
	watch := fake{"Watch", func(ctx context.Context, job *lab.Job) error {
		seen = append(seen, fmt.Sprint(runtime.GOMAXPROCS(0), gcPercent()))
		return loop(ctx, job)
	}}
	make := func(int) (lab.Workload, lab.Model) { return units(1, nothing), watch }
	for _, test := range []struct {
		set    func(int) func()
		values []int
		want   []string
	}{
		{lab.GOMAXPROCS, []int{1, 3}, []string{fmt.Sprint(1, percent), fmt.Sprint(3, percent)}},
		{lab.GOGC, []int{50, -1}, []string{fmt.Sprint(threads, -1), fmt.Sprint(threads, 50)}},
	} {
		seen = nil
		mustSweep(t, lab.Sweep{Name: "set", Param: "setting", Values: test.values, Set: test.set, Make: make, Trials: 1}, lab.Options{})
		if slices.Sort(seen); !slices.Equal(seen, test.want) {
			t.Errorf("trials saw %q, want %q", seen, test.want)
		}
		if runtime.GOMAXPROCS(0) != threads || gcPercent() != percent {
			t.Errorf("afterwards GOMAXPROCS is %d and GOGC %d, want %d and %d", runtime.GOMAXPROCS(0), gcPercent(), threads, percent)
		}
	}
}

// What an experiment can, a sweep can: end when it is precise, and show the noise by its first value once more.
func TestASweepUntilPreciseWithAControl(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &lab.Store{Dir: t.TempDir()}
		naps := units(1, func(context.Context, int) (uint64, error) { time.Sleep(100 * time.Millisecond); return 7, nil })
		seen := make(map[int]int)
		s := lab.Sweep{
			Name: "precise", Param: "workers", Values: []int{3, 5}, Control: true, Until: lab.Until{Precision: 0.01},
			Set:  func(v int) func() { seen[v]++; return func() {} },
			Make: func(v int) (lab.Workload, lab.Model) { return naps, model.Pool{Workers: v} },
		}
		mustSweep(t, s, lab.Options{Store: store})
		r, err := store.Load("precise")
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"Pool(3)", "Pool(5)", "Pool(3) (control)"}; !slices.Equal(r.Models, want) || r.Control != want[2] || r.Baseline != want[0] {
			t.Errorf("models %q, control %q, baseline %q, want %q", r.Models, r.Control, r.Baseline, want)
		}
		if r.Rounds != 6 || len(r.Trials) != 18 || r.Until == nil || r.Until.Budget != 30*time.Second || r.Partial {
			t.Errorf("%d rounds, %d trials, until %+v, partial %t, want six rounds", r.Rounds, len(r.Trials), r.Until, r.Partial)
		}
		if _, ok := r.Value(r.Control); ok || len(r.Values) != 2 {
			t.Errorf("values %v, and the control has one: %t", r.Values, ok)
		}
		if seen[3] != 12 || seen[5] != 6 {
			t.Errorf("the setting was made %v times, want 12 times for the first value and its control, 6 for the other", seen)
		}
	})
}

func TestASweepEndsWithItsBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := lab.Sweep{
			Name: "budget", Param: "size", Values: []int{1, 2}, Trials: 50, Until: lab.Until{Precision: 1e-9, Budget: time.Second},
			Make: func(v int) (lab.Workload, lab.Model) {
				n := 0
				return units(1, func(context.Context, int) (uint64, error) {
					n++
					time.Sleep(time.Duration(100+n%2) * time.Millisecond)
					return 0, nil
				}), sequential
			},
		}
		if r := mustSweep(t, s, lab.Options{}); r.Rounds != 5 || len(r.Trials) != 10 || r.Partial {
			t.Errorf("%d rounds and %d trials, want five rounds of two trials of 0.1 s", r.Rounds, len(r.Trials))
		}
	})
}

func gcPercent() int {
	percent := debug.SetGCPercent(100)
	debug.SetGCPercent(percent)
	return percent
}

// A setting is taken back also after a trial that failed.
func TestASettingIsTakenBackAfterAFailure(t *testing.T) {
	threads := runtime.GOMAXPROCS(0)
	broken := fake{"Broken", func(context.Context, *lab.Job) error { panic("boom") }}
	s := lab.Sweep{Name: "set", Param: "threads", Values: []int{threads + 1}, Set: lab.GOMAXPROCS,
		Make: func(int) (lab.Workload, lab.Model) { return units(1, nothing), broken }}
	if _, err := lab.RunSweep(t.Context(), s, lab.Options{}); err == nil || runtime.GOMAXPROCS(0) != threads {
		t.Errorf("RunSweep gave %v and left GOMAXPROCS at %d, want an error and %d", err, runtime.GOMAXPROCS(0), threads)
	}
}

func TestSweepRefusesWhatIsMissing(t *testing.T) {
	whole := lab.Sweep{Name: "s", Param: "workers", Values: []int{1, 2}, Make: workers}
	for _, test := range []struct {
		change func(*lab.Sweep)
		want   string
	}{
		{func(s *lab.Sweep) { s.Name = "" }, "lab: the sweep has no name"},
		{func(s *lab.Sweep) { s.Param = "" }, `lab: sweep "s" does not say what it changes`},
		{func(s *lab.Sweep) { s.Values = nil }, `lab: sweep "s" has no values`},
		{func(s *lab.Sweep) { s.Values = []int{1, 2, 1} }, `lab: sweep "s" has the value 1 twice`},
		{func(s *lab.Sweep) { s.Until.Budget = -1 }, `lab: sweep "s" runs until {Precision:0`},
		{func(s *lab.Sweep) { s.Make = nil }, `lab: sweep "s" has no Make`},
		{func(s *lab.Sweep) { s.Trials = -1 }, `lab: sweep "s" asks for -1 trials`},
		{func(s *lab.Sweep) { s.Make = func(int) (lab.Workload, lab.Model) { return nil, nil } },
			`lab: sweep "s" made no workload or no model (nil) for workers=1`},
		{func(s *lab.Sweep) { s.Make = func(int) (lab.Workload, lab.Model) { panic("boom") } }, `lab: experiment "s": panic: boom`},
	} {
		s := whole
		test.change(&s)
		if r, err := lab.RunSweep(t.Context(), s, lab.Options{}); r != nil || err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("RunSweep gave %v and the error %v, want %s", r, err, test.want)
		}
	}
}
