package results

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// measured stores a run of an experiment and returns it.
func measured(t *testing.T, store *lab.Store, name string, models ...lab.Model) *lab.Results {
	t.Helper()
	r, err := lab.Run(t.Context(), lab.Experiment{
		Name: name, Models: models, Trials: 6,
		Workload: lab.Func{Name: `30 "naps", short`, Units: 30, Do: func(ctx context.Context, i int) (uint64, error) {
			return uint64(i), lab.Wait(ctx, func() error { time.Sleep(100 * time.Microsecond); return nil })
		}},
	}, lab.Options{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func storeOf(t *testing.T) *lab.Store { return &lab.Store{Dir: t.TempDir()} }

func TestListAndFind(t *testing.T) {
	store := storeOf(t)
	first := measured(t, store, "naps", model.Sequential{})
	second := measured(t, store, "naps", model.Sequential{})
	other := measured(t, store, "other", model.Sequential{})
	var all, some, none bytes.Buffer
	for _, c := range []struct {
		out         *bytes.Buffer
		experiments []string
	}{{&all, nil}, {&some, []string{"naps"}}, {&none, []string{"nothing"}}} {
		if err := List(c.out, store, c.experiments...); err != nil {
			t.Fatal(err)
		}
	}
	if lines := strings.Split(strings.TrimSpace(all.String()), "\n"); len(lines) != 4 || !strings.HasPrefix(lines[3], other.ID) {
		t.Errorf("listed:\n%s\nwant a head and three runs, the newest last", &all)
	}
	if strings.Contains(some.String(), other.ID) || !strings.Contains(some.String(), first.ID) {
		t.Errorf("of naps it lists\n%s", &some)
	}
	if got := none.String(); !strings.HasPrefix(got, "no stored run of nothing in ") {
		t.Errorf("of nothing it lists %q", got)
	}
	for name, want := range map[string]string{"naps": second.ID, first.ID: first.ID} {
		if r, err := Find(store, name); err != nil || r.ID != want {
			t.Errorf("Find(%q) is %v, %v, want run %s", name, r, err, want)
		}
	}
	if _, err := Find(store, "../etc"); err == nil || !strings.Contains(err.Error(), "is neither a run nor an experiment") {
		t.Errorf("Find of a path gave the error %v", err)
	}
}

func TestShow(t *testing.T) {
	store := storeOf(t)
	var out bytes.Buffer
	if err := Show(&out, measured(t, store, "naps", model.Sequential{}, model.Pool{Workers: 4})); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`experiment "naps"`, "Speed-up", "Pool(4) is "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("show prints\n%s\nwant %q in it", &out, want)
		}
	}
}

func TestShowSweep(t *testing.T) {
	r, err := lab.RunSweep(t.Context(), lab.Sweep{
		Name: "scaling", Param: "workers", Values: []int{1, 2}, Trials: 2,
		Make: func(n int) (lab.Workload, lab.Model) {
			return lab.Func{Units: 4, Do: func(context.Context, int) (uint64, error) { return 0, nil }}, model.Pool{Workers: n}
		},
	}, lab.Options{Store: storeOf(t)})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Show(&out, r); err != nil || !strings.Contains(out.String(), "workers") {
		t.Errorf("a sweep is shown as %q, %v", &out, err)
	}
	if err := Export(&out, r, "csv", "summary"); err != nil || !strings.Contains(out.String(), "\nworkers,model,") {
		t.Errorf("a sweep's summary is exported as %q, %v", &out, err)
	}
}

func TestPrune(t *testing.T) {
	store := storeOf(t)
	var naps []string
	for range 3 {
		naps = append(naps, measured(t, store, "naps", model.Sequential{}).ID)
	}
	other := measured(t, store, "other", model.Sequential{}).ID
	for _, c := range []struct {
		name string
		rule Rule
		want []string // what is left, by age
	}{
		{"dry", Rule{Keep: 0, DryRun: true}, append(naps, other)},
		{"too young", Rule{Keep: 0, Older: time.Hour}, append(naps, other)},
		{"two of each", Rule{Keep: 2}, []string{naps[1], naps[2], other}},
		{"one of each", Rule{Keep: 1}, []string{naps[2], other}},
		{"none", Rule{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := Prune(&out, store, c.rule, time.Now()); err != nil {
				t.Fatal(err)
			}
			runs, err := store.List()
			if err != nil {
				t.Fatal(err)
			}
			var left []string
			for _, run := range runs {
				left = append(left, run.ID)
			}
			if strings.Join(left, " ") != strings.Join(c.want, " ") {
				t.Errorf("%v is left, want %v; it said\n%s", left, c.want, &out)
			}
		})
	}
	if err := Prune(&bytes.Buffer{}, store, Rule{Keep: -1}, time.Now()); err == nil {
		t.Error("a negative number to keep was taken")
	}
}
