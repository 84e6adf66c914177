package lab_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// measured runs two models on a workload with due times, waits and hostile error texts.
func measured(t *testing.T, name string) *lab.Results {
	t.Helper()
	work := scheduled{units(len(texts), func(ctx context.Context, i int) (uint64, error) {
		lab.Wait(ctx, func() error { time.Sleep(time.Microsecond); return nil })
		return uint64(i), errors.New(texts[i].text)
	})}
	return mustRun(t, lab.Experiment{Name: name, Workload: work, Models: lab.Models{sequential, reversed}, Trials: 2}, lab.Options{})
}

// storedForm returns the results in the form in which two of them can be compared: no monotonic clock, no time zone, and of a
// unit's record only what is stored.
func storedForm(r *lab.Results) lab.Results {
	c := *r
	c.Started = c.Started.UTC().Round(0)
	c.Trials = nil
	for _, t := range r.Trials {
		t.Started = t.Started.UTC().Round(0)
		units := make([]measure.Unit, len(t.Units))
		for i, u := range t.Units {
			units[i] = shown(u)
		}
		t.Units = units
		c.Trials = append(c.Trials, t)
	}
	return c
}

func TestSaveAndOpenGiveTheSame(t *testing.T) {
	store := &lab.Store{Dir: filepath.Join(t.TempDir(), "made", "by", "Save")}
	r := measured(t, "Round trip, <b>1</b>")
	if err := store.Save(r); err != nil {
		t.Fatal(err)
	}
	if want := r.Started.UTC().Format("20060102T150405Z") + "-round-trip-b-1-b"; r.ID != want {
		t.Errorf("ID is %s, want %s", r.ID, want)
	}
	got, err := store.Open(r.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range r.Trials {
		for i := range trial.Failures {
			trial.Failures[i] = texts[i].stored
		}
	}
	if got, want := storedForm(got), storedForm(r); !reflect.DeepEqual(got, want) {
		t.Errorf("Open gave\n%+v\nwant\n%+v", got, want)
	}
	if n := len(got.Of("Backwards")); n != 2 {
		t.Errorf("%d trials of Backwards, want 2", n)
	}
}

// What few trials have is stored too.
func TestSaveAndOpenGiveAllThatWasSaid(t *testing.T) {
	work := twoSteps(3, errUnit)
	double := work.Stages[1].Do
	work.Stages[1].Do = func(ctx context.Context, i int) error {
		lab.Retried(ctx)
		lab.AddBytes(ctx, int64(i))
		return double(ctx, i)
	}
	telling := fake{"Telling", func(ctx context.Context, job *lab.Job) error {
		for i := range job.Units {
			job.Queue(i)
			job.Observe("limit, the", 1.0/float64(i+3))
			job.Observe(" =1+1", float64(i))
		}
		return stageByStage.run(lab.WithSuspender(ctx, newTurn(time.Microsecond)), job)
	}}
	store := &lab.Store{Dir: t.TempDir()}
	e := lab.Experiment{
		Name: "said", Workload: work, Models: lab.Models{sequential, telling}, Until: lab.Until{Precision: 100, Budget: time.Minute}, Control: true,
	}
	r := mustRun(t, e, lab.Options{Store: store})
	got, err := store.Open(r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := storedForm(got), storedForm(r); !reflect.DeepEqual(got, want) {
		t.Errorf("Open gave\n%+v\nwant\n%+v", got, want)
	}
	trial := got.Of("Telling")[0]
	if len(trial.Stages) != 2 || len(trial.Series) != 2 || trial.Ready == nil || trial.Moved() != 2 || trial.Retries() != 2 || trial.Usage.Goroutines < 1 {
		t.Errorf("the trial has lost what was said: %+v", trial)
	}
}

func TestOpenRefusesOtherFormats(t *testing.T) {
	store := &lab.Store{Dir: t.TempDir()}
	r := mustRun(t, once(units(1, nothing), sequential), lab.Options{Store: store})
	file := filepath.Join(store.Dir, r.ID, "run.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), `"format": 2`, `"format": 3`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("lab: run %s has format 3, this program reads 1 to 2: measure it again", r.ID)
	if _, err := store.Open(r.ID); err == nil || err.Error() != want {
		t.Errorf("Open gave the error\n\t%v\nwant\n\t%s", err, want)
	}
}

func TestLoadGivesTheNewestRun(t *testing.T) {
	store := &lab.Store{Dir: t.TempDir()}
	for range 3 {
		if err := store.Save(measured(t, "often")); err != nil {
			t.Fatal(err)
		}
	}
	last := measured(t, "often")
	other := measured(t, "other")
	for _, r := range []*lab.Results{last, other} {
		if err := store.Save(r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := store.Load("often")
	if err != nil || got.ID != last.ID || !got.Started.Equal(last.Started) {
		t.Errorf("Load gave %v and %v, want run %s", got, err, last.ID)
	}
	runs, err := store.List()
	if err != nil || len(runs) != 5 || runs[4].ID != other.ID {
		t.Errorf("List gave %v and %v, want 5 runs, the last one %s", runs, err, other.ID)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	store := &lab.Store{Dir: dir}
	if runs, err := store.List(); err != nil || len(runs) != 0 {
		t.Errorf("List of a store that does not exist gave %v and %v, want nothing", runs, err)
	}
	_, err := store.Load("reading")
	if want := fmt.Sprintf(`lab: no stored run of experiment "reading" in %s: run it first`, dir); !errors.Is(err, lab.ErrNotFound) || err.Error() != want {
		t.Errorf("Load gave the error\n\t%v\nwant\n\t%s", err, want)
	}
	for _, id := range []string{"", ".", "..", "../x", "a/b", ".saving-1"} {
		want := fmt.Sprintf("lab: %q is not the ID of a run: it is the name of a folder in %s", id, dir)
		if _, err := store.Open(id); err == nil || err.Error() != want {
			t.Errorf("Open(%q) gave the error\n\t%v\nwant\n\t%s", id, err, want)
		}
	}
	if _, err := store.Open("20260101T000000Z-x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of a missing run gave %v, want os.ErrNotExist", err)
	}
}

func TestFailedSaveKeepsTheResults(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	store := &lab.Store{Dir: filepath.Join(file, "results")}
	r, err := lab.Run(t.Context(), once(units(2, nothing), sequential), lab.Options{Store: store})
	if r == nil || len(r.Trials) != 1 || r.Partial || r.ID != "" {
		t.Errorf("Run gave %+v, want the whole run without an ID", r)
	}
	want := fmt.Sprintf(`lab: results of "test" could not be saved in %s (they are still in memory): `, store.Dir)
	if err == nil || !strings.HasPrefix(err.Error(), want) || !errors.Is(err, syscall.ENOTDIR) {
		t.Errorf("Run gave the error\n\t%v\nwant\n\t%s...", err, want)
	}
}

func TestSweepRemovesOnlyWhatIsDead(t *testing.T) {
	dir := t.TempDir()
	left := func(name string, age time.Duration) string {
		path := filepath.Join(dir, name)
		then := time.Now().Add(-age)
		if err := errors.Join(os.MkdirAll(filepath.Join(path, "sub"), 0o700), os.Chtimes(path, then, then)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	dead, young, live, run := left(".saving-1", time.Hour), left(".saving-2", 0), left(".saving-3", time.Hour), left("saving-4", time.Hour)
	lock, err := os.Open(live)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if err := (&lab.Store{Dir: dir}).Save(measured(t, "sweep")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dead); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder of a dead process is still there (%v)", err)
	}
	for _, path := range []string{young, live, run} {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("Save removed what is not dead: %v", err)
		}
	}
}

func TestDefaultStore(t *testing.T) {
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("THREADBOOST_RESULTS", "")
	if got, want := lab.DefaultStore().Dir, filepath.Join(wd, "..", "..", "data", "results"); got != want {
		t.Errorf("in the repository the store is %s, want %s", got, want)
	}
	t.Chdir(t.TempDir())
	if got, want := lab.DefaultStore().Dir, filepath.Join("data", "results"); got != want {
		t.Errorf("outside the repository the store is %s, want %s", got, want)
	}
	t.Setenv("THREADBOOST_RESULTS", "/elsewhere")
	if got, want := lab.DefaultStore().Dir, "/elsewhere"; got != want {
		t.Errorf("with THREADBOOST_RESULTS the store is %s, want %s", got, want)
	}
}

func TestOpenRefusesWhatDoesNotFit(t *testing.T) {
	for _, test := range []struct{ name, from, to string }{
		{"rounds", `"rounds": 2`, `"rounds": -3`},
		{"a round too many", `"rounds": 2`, `"rounds": 1`},
		{"units", `"units": 3`, `"units": -4`},
		{"models", `"Sequential"`, `"Other"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			store := &lab.Store{Dir: t.TempDir()}
			e := lab.Experiment{Name: "fits", Workload: units(3, nothing), Models: lab.Models{sequential}, Trials: 2}
			r := mustRun(t, e, lab.Options{Store: store})
			file := filepath.Join(store.Dir, r.ID, "run.json")
			text, err := os.ReadFile(file)
			if err != nil || !strings.Contains(string(text), test.from) {
				t.Fatalf("run.json has no %s (%v): %s", test.from, err, text)
			}
			if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), test.from, test.to)), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := store.Open(r.ID); err == nil || !strings.Contains(err.Error(), "is damaged") {
				t.Errorf("Open gave %v, want an error that says that the run is damaged", err)
			}
		})
	}
}
