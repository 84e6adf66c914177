package lab_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// The test program runs itself as a child that does what these variables say, instead of the tests.
const (
	childTask  = "LAB_TEST_TASK"
	childStore = "LAB_TEST_STORE"
)

func TestMain(m *testing.M) {
	store := &lab.Store{Dir: os.Getenv(childStore)}
	switch os.Getenv(childTask) {
	case "":
		os.Exit(m.Run())
	case "save for ever":
		for save(store) == nil {
		}
	case "save five":
		for range 5 {
			if err := save(store); err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
		}
	case "save with a full disk":
		saveOnFullDisk(store)
	case "run with a full disk":
		runOnFullDisk(store)
	}
}

// save saves a run whose files have several blocks. All runs start at one moment: their names collide.
func save(store *lab.Store) error { return store.Save(large()) }

func large() *lab.Results {
	r := &lab.Results{Info: lab.Info{Format: 2, Experiment: "large", Models: []string{"M"}, Rounds: 5, Units: 1000, Started: time.Unix(1e9, 0)}}
	for round := range 5 {
		r.Trials = append(r.Trials, lab.Trial{Model: "M", Round: round + 1, Units: make([]measure.Unit, 1000)})
	}
	return r
}

// runOnFullDisk measures where nothing can be stored.
func runOnFullDisk(store *lab.Store) {
	fullDisk()
	e := lab.Experiment{Name: "large", Workload: units(5000, nothing), Models: lab.Models{sequential}, Trials: 3}
	r, err := lab.Run(context.Background(), e, lab.Options{Store: store})
	fmt.Println(err)
	fmt.Printf("ID %q, %d trials, partial %t, stopped %q\n", r.ID, len(r.Trials), r.Partial, r.Stopped)
}

func saveOnFullDisk(store *lab.Store) {
	fullDisk()
	r := large()
	fmt.Println(store.Save(r))
	fmt.Printf("ID %q, %d trials\n", r.ID, len(r.Trials))
}

// fullDisk stands for a full disk by a limit of the size of a file.
func fullDisk() {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 100_000, Max: 100_000}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		fmt.Println(err)
	}
}

// child starts the test program for a task.
func child(t *testing.T, task, dir string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childTask+"="+task, childStore+"="+dir)
	return cmd
}

// openAll opens each run of a store and returns their number.
func openAll(t *testing.T, store *lab.Store) int {
	t.Helper()
	runs, err := store.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range runs {
		if r, err := store.Open(run.ID); err != nil || len(r.Trials) != 5 {
			t.Errorf("run %s cannot be opened whole: %v", run.ID, err)
		}
	}
	return len(runs)
}

func TestKilledWhileSavingLeavesARunOrNone(t *testing.T) {
	store := &lab.Store{Dir: t.TempDir()}
	random := rand.New(rand.NewPCG(1, 2))
	whole := 0
	for try := range 30 {
		patience := 60
		if whole == 0 {
			patience += 60 * try // a slow machine, or a busy one
		}
		cmd := child(t, "save for ever", store.Dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.IntN(patience)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		runs := folders(t, store.Dir)
		if n := openAll(t, store); n != runs {
			t.Fatalf("%d of %d runs that appeared can be listed", n, runs)
		}
		whole += runs
		empty(t, store.Dir)
	}
	if whole == 0 {
		t.Error("no child saved a run before it was killed: the test says nothing")
	}
}

// folders counts the runs that appeared under their names.
func folders(t *testing.T, dir string) (runs int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".saving-") {
			runs++
		}
	}
	return runs
}

func empty(t *testing.T, dir string) {
	t.Helper()
	runs, err := filepath.Glob(filepath.Join(dir, "*-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range runs {
		if err := os.RemoveAll(run); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTwoProcessesSaveAtOnce(t *testing.T) {
	store := &lab.Store{Dir: t.TempDir()}
	var children []*exec.Cmd
	for range 2 {
		cmd := child(t, "save five", store.Dir)
		cmd.Stdout = t.Output()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, cmd)
	}
	for _, cmd := range children {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	if n := openAll(t, store); n != 10 {
		t.Errorf("%d runs are stored, want 10", n)
	}
	if left, err := filepath.Glob(filepath.Join(store.Dir, ".saving-*")); err != nil || len(left) > 0 {
		t.Errorf("folders left behind: %v %v", left, err)
	}
}

// Also a whole run says what went wrong, and returns what it measured.
func TestFullDiskKeepsTheResultsAndLeavesNothing(t *testing.T) {
	for task, kept := range map[string]string{
		"save with a full disk": `ID "", 5 trials`,
		"run with a full disk":  `ID "", 3 trials, partial false, stopped ""`,
	} {
		t.Run(task, func(t *testing.T) {
			dir := t.TempDir()
			out, err := child(t, task, dir).Output()
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{
				fmt.Sprintf(`lab: results of "large" could not be saved in %s (they are still in memory): `, dir), syscall.EFBIG.Error(), kept,
			} {
				if !strings.Contains(string(out), want) {
					t.Errorf("the child printed\n%swant in it %q", out, want)
				}
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
				t.Errorf("left in the store: %v %v", entries, err)
			}
		})
	}
}
