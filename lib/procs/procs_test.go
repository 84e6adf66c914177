package procs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func TestEveryUnitRunsInAWorkerWithTheSameResult(t *testing.T) {
	for _, p := range []Processes{{}, {Workers: 1}, {Workers: 2, Chunk: 7}, {Workers: 3, Chunk: 1000}, {Workers: 300, Chunk: 100}} {
		t.Run(lab.NameOf(p), func(t *testing.T) {
			var pids []int
			p.OnStart = func(worker, pid int) { pids = append(pids, pid) }
			e := lab.Experiment{Name: "squares", Trials: 1, Workload: squares{250}, Models: lab.Models{model.Sequential{}, p}}
			r, err := lab.Run(t.Context(), e, lab.Options{}) // compares the checksums
			if err != nil {
				t.Fatal(err)
			}
			trial := r.Of(lab.NameOf(p))[0]
			for i, u := range trial.Units {
				pid := int(trial.Bytes[i])
				if pid == os.Getpid() || !slices.Contains(pids, pid) || int(u.Worker) >= len(pids) {
					t.Errorf("unit %d ran in process %d as worker %d, want one of the processes %d", i, pid, u.Worker, pids)
				}
				if u.Started < 0 || u.Ended < u.Started || u.Ended > int64(trial.Wall) || u.Attempts != 1 {
					t.Errorf("unit %d has the record %+v in a trial of %v", i, u, trial.Wall)
				}
			}
			for _, pid := range pids {
				if alive(pid) {
					t.Errorf("process %d is left", pid)
				}
			}
		})
	}
}

func TestRecordsTravel(t *testing.T) {
	trial := measured(t, Processes{Workers: 2}, acts{6, t.TempDir(), map[int]string{
		0: "wait", 1: "fail", 2: "panic", 3: "move", 4: "fail without a text",
	}})
	if u := trial.Units[0]; u.Waits != 1 || u.Waited < 2e6 || u.WaitStarted < u.Started || u.WaitStarted+u.Waited > u.Ended+1e6 {
		t.Errorf("the unit that waits 2 ms has the record %+v", u)
	}
	if u := trial.Units[3]; trial.Bytes[3] != 1000 || u.Attempts != 2 {
		t.Errorf("the unit that moves 1000 bytes in two attempts has %d bytes and the record %+v", trial.Bytes[3], u)
	}
	if got := trial.Failures[2]; !strings.HasPrefix(got, "panic in unit 2: boom\n") || !strings.Contains(got, "procs.act(") {
		t.Errorf("the unit that panics failed with %q, want its panic and a stack with the function act", got)
	}
	delete(trial.Failures, 2)
	if want := (map[int]string{1: "no such file", 4: "*errors.errorString without a text"}); !reflect.DeepEqual(trial.Failures, want) {
		t.Errorf("failures are %v, want %v", trial.Failures, want)
	}
}

func TestSizes(t *testing.T) {
	for _, test := range []struct {
		name                  string
		p                     Processes
		units, workers, chunk int
		want                  string
	}{
		{"few units", Processes{Workers: 8}, 3, 3, 1, ""},
		{"few chunks", Processes{Workers: 8, Chunk: 10}, 21, 3, 10, ""},
		{"a chunk for all", Processes{Workers: 8, Chunk: 1 << 62}, 21, 1, 21, ""},
		{"workers below zero", Processes{Workers: -1}, 3, 0, 0, "procs: Processes has -1 workers and chunks of 0: both must be 0 (for the default) or more"},
		{"chunk below zero", Processes{Chunk: -5}, 3, 0, 0, "procs: Processes has 0 workers and chunks of -5: both must be 0 (for the default) or more"},
		{"too many", Processes{Workers: 2000}, 3, 0, 0, "procs: Processes has 2000 workers: want at most 1024, each is a process"},
	} {
		t.Run(test.name, func(t *testing.T) {
			workers, chunk, err := test.p.sizes(test.units)
			if workers != test.workers || chunk != test.chunk || err != nil && err.Error() != test.want || err == nil && test.want != "" {
				t.Errorf("sizes are %d, %d, %v; want %d, %d, %s", workers, chunk, err, test.workers, test.chunk, test.want)
			}
		})
	}
}

func TestWhatCannotTravelIsRefused(t *testing.T) {
	const roster = `(which has acts, broken, compute, example.Cubes, example.Lengths, proxy, squares, stamps, unequal)`
	spec := func(name, params string) lab.Workload {
		return prepared(func() *lab.Job {
			return &lab.Job{Units: 3, Unit: nothing, Spec: &lab.Spec{Workload: name, Params: []byte(params)}}
		})
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(programVariable, self) // is asked for what this program does not know
	for _, test := range []struct {
		name     string
		workload lab.Workload
		want     string
	}{
		{"a Go func", lab.Func{Units: 3, Do: nothing}, "the work cannot be sent to another process: it is a Go func, or its units share memory, or its workload has no Spec; " + cure},
		{"not in the roster", spec("cubes", "{}"), `workload "cubes" is not in the workers' roster ` + roster + "; " + cure},
		{"a field too many", spec("squares", `{"Units":3,"Power":2}`), `procs.squares cannot be made of "{\"Units\":3,\"Power\":2}": json: unknown field "Power"`},
		{"no JSON", spec("squares", ``), `procs.squares cannot be made of "": EOF`},
		{"no job there", broken{Units: 3}, "workload broken: no such folder"},
		{"a panic there", broken{Units: 3, Panic: true}, "the workload panicked: boom"},
		{"an error at the end", broken{Units: 3, Close: "fail"}, "the workload failed when it was closed: no such file"},
		{"a panic at the end", broken{Units: 3, Close: "panic"}, "the workload failed when it was closed: the workload panicked: boom"},
		{"another job there", unequal{units: 8}, "workload unequal is another one here: it prepared 1 units, want 9 units: let its Spec hold all that makes it"},
		{"too long", spec("squares", `"`+strings.Repeat("x", 17<<20)+`"`), "wire: a wire.Job of 17825808 bytes, want at most 16777216"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := lab.Run(t.Context(), once(Processes{Workers: 2}, test.workload), lab.Options{})
			if want := "lab: model Processes(2): procs: " + test.want; err == nil || err.Error() != want {
				t.Errorf("Run gave the error\n\t%v\nwant\n\t%s", err, want)
			}
		})
	}
}

// prepared is a workload whose job is made by hand.
type prepared func() *lab.Job

func (p prepared) Prepare(context.Context) (*lab.Job, error) { return p(), nil }

// Unit 0 ends when all others have: no unit may wait behind it.
func TestAWorkerThatIsBusyHoldsNoUnitBack(t *testing.T) {
	trial := measured(t, Processes{Workers: 2}, acts{50, t.TempDir(), map[int]string{0: "until the others ended"}})
	for i := 1; i < 50; i++ {
		if trial.Units[i].Worker == trial.Units[0].Worker {
			t.Errorf("unit %d was run by worker %d, which was busy with unit 0", i, trial.Units[i].Worker)
		}
	}
}

func TestAWorkerThatIsKilledIsReplaced(t *testing.T) {
	for _, chunk := range []int{1, 5} {
		t.Run(fmt.Sprint("chunk ", chunk), func(t *testing.T) {
			var started []int
			p := Processes{Workers: 2, Chunk: chunk, OnStart: func(worker, _ int) { started = append(started, worker) }}
			trial := measured(t, p, acts{20, t.TempDir(), map[int]string{7: "kill once"}})
			if len(trial.Failures) > 0 {
				t.Errorf("failures are %v, want none", trial.Failures)
			}
			for i, u := range trial.Units {
				suspect := i/chunk == 7/chunk
				if u.Attempts != 1 && !suspect || u.Attempts > 2 || i == 7 && u.Attempts != 2 {
					t.Errorf("unit %d was tried %d times", i, u.Attempts)
				}
			}
			if slices.Sort(started); len(started) != 3 || started[0] == started[1] && trial.Units[7].Worker != 0 || started[1] == started[2] && trial.Units[7].Worker != 1 {
				t.Errorf("processes were started for the workers %d, want three, two of them for that of unit 7", started)
			}
			if points := trial.Series["replaced workers"]; len(points) != 1 || points[0].Value != 1 {
				t.Errorf("the series of replaced workers is %v, want one point of 1", points)
			}
		})
	}
}

// This is what a lesson does: it kills a worker while that is busy.
func TestAWorkerThatSomebodyKillsIsReplaced(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	pids := make(map[int]int)
	p := Processes{Workers: 2, OnStart: func(worker, pid int) {
		mu.Lock()
		defer mu.Unlock()
		if pids[worker] == 0 {
			pids[worker] = pid
		}
	}}
	var r *lab.Results
	ended := make(chan error)
	go func() {
		var err error
		r, err = lab.Run(t.Context(), once(p, acts{10, dir, map[int]string{0: "until it is let go"}}), lab.Options{})
		ended <- err
	}()
	await(t, "unit 0 begins", func() bool { return there(dir, "began", 0) })
	mu.Lock()
	for _, pid := range pids { // both: which one has unit 0 is not known
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Error(err)
		}
	}
	mu.Unlock()
	if err := os.WriteFile(filepath.Join(dir, "let-go-0"), nil, 0o666); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if got := r.Trials[0]; len(got.Failures) > 0 || got.Units[0].Attempts != 2 {
		t.Errorf("failures are %v after %d attempts of unit 0, want none after 2", got.Failures, got.Units[0].Attempts)
	}
}

func TestAUnitThatKillsItsWorkersIsGivenUp(t *testing.T) {
	for _, test := range []struct{ act, want string }{
		{"kill", "(signal: killed)"},
		{"exit", "(exit status 7)"},
		{"goexit", "(exit status 3: the unit ended its goroutine (runtime.Goexit): let it return an error)"},
		{"overflow", "(exit status 2: fatal error: stack overflow)"},
		{"memory", "(exit status 2: fatal error: "},
	} {
		for _, chunk := range []int{1, 4} {
			t.Run(fmt.Sprint(test.act, " chunk ", chunk), func(t *testing.T) {
				trial := measured(t, Processes{Workers: 2, Chunk: chunk}, acts{8, t.TempDir(), map[int]string{5: test.act}})
				want := "procs: worker died 3 times running unit 5 " + test.want
				if got := trial.Failures[5]; len(trial.Failures) != 1 || !strings.HasPrefix(got, want) {
					t.Errorf("failures are %v, want one of unit 5: %s", trial.Failures, want)
				}
				if got := trial.Units[5].Attempts; got != 3 {
					t.Errorf("unit 5 was tried %d times, want 3", got)
				}
			})
		}
	}
}

// A run in which memory runs out in a worker, in every trial, is finished and stored, and says what happened.
func TestTrialsAreKeptWhenAWorkerRunsOutOfMemory(t *testing.T) {
	store := &lab.Store{Dir: t.TempDir()}
	e := once(Processes{Workers: 2}, acts{6, t.TempDir(), map[int]string{2: "memory"}})
	e.Trials = 2
	if _, err := lab.Run(t.Context(), e, lab.Options{Store: store}); err != nil {
		t.Fatal(err)
	}
	r, err := store.Load(e.Name)
	if err != nil || len(r.Trials) != 2 || r.Partial {
		t.Fatalf("the store has %+v, %v, want two trials", r, err)
	}
	for _, trial := range r.Trials {
		if got := trial.Failures[2]; len(trial.Failures) != 1 || !strings.HasPrefix(got, "procs: worker died 3 times running unit 2 (") || !strings.Contains(got, "memory") {
			t.Errorf("failures are %v, want that of unit 2, whose workers ran out of memory", trial.Failures)
		}
	}
}

func TestAWorkerThatDiesAtTheEndEndsTheRun(t *testing.T) {
	_, err := lab.Run(t.Context(), once(Processes{Workers: 1}, broken{Units: 3, Close: "kill"}), lab.Options{})
	const want = "lab: model Processes(1): procs: worker 0 died when it closed its job (signal: killed)"
	if err == nil || err.Error() != want {
		t.Errorf("Run gave the error\n\t%v\nwant\n\t%s", err, want)
	}
}

func TestAUnitThatSpoilsTheStreamEndsTheRun(t *testing.T) {
	_, err := lab.Run(t.Context(), once(Processes{Workers: 1}, acts{3, t.TempDir(), map[int]string{1: "descriptor 1"}}), lab.Options{})
	if err == nil || !strings.Contains(err.Error(), "procs: worker 0 sends what is not understood: wire: a frame of ") {
		t.Errorf("Run gave the error %v, want that the worker is not understood", err)
	}
}
