package boost

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// naps waits a little in each of twenty units.
func naps(name string) lab.Experiment {
	return lab.Experiment{
		Name:     name,
		Workload: lab.Func{Name: "20 naps", Units: 20, Do: nap},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 4}},
		Trials:   3,
	}
}

func nap(ctx context.Context, _ int) (uint64, error) {
	return 0, lab.Wait(ctx, func() error { time.Sleep(200 * time.Microsecond); return nil })
}

// inStore gives the test a store of its own.
func inStore(t *testing.T) {
	t.Helper()
	t.Setenv("THREADBOOST_RESULTS", t.TempDir())
}

// captured returns what fn prints, and whether and how it ended the program.
func captured(t *testing.T, fn func()) (stdout, stderr string, code int) {
	t.Helper()
	oldOut, oldErr, oldExit := os.Stdout, os.Stderr, exit
	defer func() { os.Stdout, os.Stderr, exit = oldOut, oldErr, oldExit }()
	exit = func(code int) { panic(ended(code)) }
	outs := [2]*bytes.Buffer{{}, {}}
	done := make(chan error, 2)
	var writers [2]*os.File
	for i := range writers {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		writers[i] = w
		go func() { _, err := io.Copy(outs[i], r); done <- errors.Join(err, r.Close()) }()
	}
	os.Stdout, os.Stderr = writers[0], writers[1]
	code = until(fn)
	for _, w := range writers {
		w.Close()
	}
	for range writers {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	return outs[0].String(), outs[1].String(), code
}

type ended int

// until runs fn and returns the code that it ended the program with, 0 when it returned.
func until(fn func()) (code int) {
	defer func() {
		cause := recover()
		if c, ok := cause.(ended); ok {
			code = int(c)
		} else if cause != nil {
			panic(cause)
		}
	}()
	fn()
	return 0
}

func TestRunStoresAndLoadFindsIt(t *testing.T) {
	inStore(t)
	var ran, loaded dataframe.DataFrame
	_, progress, code := captured(t, func() { ran = Run(naps("stored")) })
	if code != 0 || ran.Nrow() != 2 {
		t.Fatalf("Run ended with %d and %d rows, want 0 and 2: %s", code, ran.Nrow(), progress)
	}
	if strings.Count(progress, "\n") != 1 || !strings.Contains(progress, "6 trials measured in ") {
		t.Errorf("the progress ends as %q, want one line that says what was measured", progress)
	}
	said, _, code := captured(t, func() { loaded = Load(naps("stored")) })
	if code != 0 || !strings.Contains(said, " ago) on ") {
		t.Errorf("Load says %q and ends with %d, want how old the run is", said, code)
	}
	for _, column := range ran.Names() {
		if got, want := loaded.Col(column).Records(), ran.Col(column).Records(); strings.Join(got, ";") != strings.Join(want, ";") {
			t.Errorf("column %s: loaded %v, measured %v", column, got, want)
		}
	}
}

// A control is no model that was added.
func TestAControlIsNoChange(t *testing.T) {
	inStore(t)
	e := naps("with a control")
	e.Control = true
	captured(t, func() { Run(e) })
	if said, _, code := captured(t, func() { Load(e) }); code != 0 || strings.Contains(said, "has changed") {
		t.Errorf("Load says %q and ends with %d, want no change", said, code)
	}
	e.Models = e.Models[:1]
	if said, _, _ := captured(t, func() { Load(e) }); !strings.Contains(said, "has changed") {
		t.Errorf("Load says %q, want that it has changed", said)
	}
}

func TestFiguresTakeExperimentsAndFrames(t *testing.T) {
	inStore(t)
	e := naps("figures <b>&</b>")
	var df dataframe.DataFrame
	captured(t, func() { df = Run(e) })
	for _, c := range []struct {
		name string
		show func()
		want string
	}{
		{"table of a frame", func() { Table(df) }, "Total time"},
		{"table of an experiment", func() { Table(e) }, "Total time"},
		{"speed-up of a frame", func() { Speedup(df) }, "[figure] "},
		{"speed-up of an experiment", func() { Speedup(e) }, "[figure] "},
		{"latency of a frame", func() { Latency(df) }, "[figure] "},
		{"latency of an experiment", func() { Latency(e) }, "[figure] "},
		{"task stream of a frame", func() { TaskStream(df, "Pool(4)") }, "[figure] "},
		{"task stream of an experiment", func() { TaskStream(e, "Sequential") }, "[figure] "},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, errs, code := captured(t, c.show)
			if code != 0 || !strings.Contains(out, c.want) {
				t.Errorf("ended with %d, printed %q and %q, want %q in it", code, out, errs, c.want)
			}
		})
	}
}

func TestErrorsEndTheCellWithOneLine(t *testing.T) {
	inStore(t)
	captured(t, func() { Run(naps("kept")) })
	for _, c := range []struct {
		name string
		call func()
		want string
	}{
		{"no workload", func() { Compare(nil) }, "has no workload"},
		{"never measured", func() { Load(naps("never")) }, `no stored run of experiment "never"`},
		{"a model that was not measured", func() { TaskStream(naps("kept"), "Pool(5)") }, `"Pool(5)" was not measured, it has Sequential, Pool(4)`},
		{"a frame of something else", func() { Speedup(dataframe.LoadMaps([]map[string]any{{"x": 1}})) }, "not those of a run"},
		{"a model that skips", func() { Compare(naps("").Workload, skips{}) }, "it ran 10 of 20 units"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, errs, code := captured(t, c.call)
			lines := strings.Split(strings.TrimSpace(errs), "\n")
			if last := lines[len(lines)-1]; code != 1 || !strings.Contains(last, c.want) {
				t.Errorf("ended with %d and %q, want 1 and %q", code, errs, c.want)
			}
			if strings.Contains(errs, "goroutine ") {
				t.Errorf("a stack was printed: %s", errs)
			}
		})
	}
}

// announced prints a dot when it runs for the second time: a trial is finished.
type announced struct{}

var runs int

func (announced) Run(ctx context.Context, job *lab.Job) error {
	if runs++; runs == 2 {
		os.Stdout.WriteString(".")
	}
	return model.Sequential{}.Run(ctx, job)
}

type skips struct{}

func (skips) Run(ctx context.Context, job *lab.Job) error {
	for i := 0; i < job.Units; i += 2 {
		job.Do(ctx, 0, i)
	}
	return nil
}

// interruptedCell runs the long run of TestInterrupt in a process of its own, interrupts it when trials are finished, and returns
// what it says.
func interruptedCell(t *testing.T) string {
	t.Helper()
	cell := exec.Command(os.Args[0], "-test.run=^TestInterrupt$")
	cell.Env = append(os.Environ(), "BOOST_TEST_LONG_RUN=1")
	var stderr bytes.Buffer
	cell.Stderr = &stderr
	stdout, err := cell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cell.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := stdout.Read(make([]byte, 1)); err != nil { // it has a finished trial
		t.Fatal(err)
	}
	if err := cell.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	var exited *exec.ExitError
	if err := cell.Wait(); !errors.As(err, &exited) || exited.ExitCode() != 1 {
		t.Fatalf("the interrupted program ended with %v, want exit status 1: %s", err, &stderr)
	}
	return stderr.String()
}

// TestInterruptWithoutAStore says the truth when what was measured could not be kept.
func TestInterruptWithoutAStore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("THREADBOOST_RESULTS", filepath.Join(file, "no folder can be here"))
	if said := interruptedCell(t); !strings.Contains(said, "finished trials are lost: ") || strings.Contains(said, "were kept") {
		t.Errorf("it says %q, want that the trials are lost, and why", said)
	}
}

// TestRunThatCannotBeStored is shown like any other.
func TestRunThatCannotBeStored(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("THREADBOOST_RESULTS", filepath.Join(file, "no folder can be here"))
	out, errs, code := captured(t, func() {
		df := Run(naps("unstored"))
		Table(df)
		Latency(df)
	})
	if code != 0 || !strings.Contains(errs, "could not be saved") || !strings.Contains(out, "[figure] ") {
		t.Errorf("ended with %d, said %q and printed %q, want what is wrong, and the figure", code, errs, out)
	}
}

// TestInterrupt runs this test program again, interrupts it in the middle of a run and looks at what it kept.
func TestInterrupt(t *testing.T) {
	if os.Getenv("BOOST_TEST_LONG_RUN") != "" {
		e := naps("long")
		e.Trials = 1_000_000
		e.Models = lab.Models{announced{}}
		Run(e)
		return
	}
	inStore(t)
	if said := interruptedCell(t); !strings.Contains(said, "finished trials were kept") {
		t.Errorf("it says %q, want how many trials were kept", said)
	}
	kept, err := lab.DefaultStore().Load("long")
	if err != nil || !kept.Partial || len(kept.Trials) == 0 {
		t.Fatalf("kept %+v, %v, want finished trials marked partial", kept, err)
	}
}
