package worker_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"threadboost/lib/apiwork"
	"threadboost/lib/cpuwork"
	"threadboost/lib/datawork"
	"threadboost/lib/filework"
	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/procs"
	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/sqlitedb"
	"threadboost/lib/waitwork"
)

// build builds the program and makes it the workers'.
func build(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "threadboost")
	cmd := exec.Command("go", "build", "-o", path, "threadboost/kernel")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	t.Setenv("THREADBOOST_PROGRAM", path)
	return path
}

func TestTheProgramDoesTheUnits(t *testing.T) {
	program := build(t)
	t.Run("work", func(t *testing.T) {
		for _, w := range []lab.Workload{
			cpuwork.Primes{Units: 30, Size: 2000, Skew: 1},
			cpuwork.Mandelbrot{Rows: 30, Columns: 50},
			cpuwork.SHA256{Units: 30, Size: 100 * lab.KiB, Skew: 1},
			cpuwork.MatrixProduct{Size: 100, Units: 30, Skew: 1},
			waitwork.Sleep{Units: 30, Wait: time.Millisecond, Spread: 0.5},
			filework.Read{Files: 30, Size: 100 * lab.KiB, Dir: t.TempDir()},
			filework.Write{Files: 30, Size: 100 * lab.KiB, Dir: t.TempDir()},
			filework.Write{Files: 5, Size: lab.KiB, Sync: true, Dir: t.TempDir()},
			filework.Copy{Files: 30, Size: 100 * lab.KiB, Dir: t.TempDir()},
			filework.Corpus{Match: "*.go", Files: 50},
			filework.Search{Pattern: "func", In: filework.Corpus{Root: ".."}},
			filework.SlowDisk{Workload: filework.Copy{Files: 10, Dir: t.TempDir()}, Latency: time.Millisecond},
			filework.SlowDisk{Workload: filework.Search{In: filework.Corpus{Root: "..", Files: 20}}, Latency: time.Millisecond},
			sqlwork.CRUD{Units: 30, Batch: 4, DB: sqlitedb.Direct{Durability: sqlwork.Off, Dir: t.TempDir()}},
			sqlwork.CRUD{Units: 30, Batch: 4, DB: sqlitedb.SQL{Durability: sqlwork.Off, Dir: t.TempDir()}, Shared: 2, OneWriter: true},
			datawork.WordCount{Size: lab.MiB, Units: 30},
			datawork.GroupBy{Path: "../../data/flights.csv", Parser: datawork.Fast},
			datawork.Join{Rows: 5000, Units: 30, Parser: datawork.Fast},
			apiwork.Fetch{Requests: 60, Payload: 200 * lab.KiB, Latency: apiwork.LogNormal{Median: time.Millisecond}, Hedge: 5 * time.Millisecond},
			apiwork.Fetch{Requests: 30, Errors: 0.2, Retry: apiwork.Retry{Attempts: 20, Backoff: 1}, Arrivals: apiwork.Arrivals{PerSecond: 1000}, HTTP2: true},
		} {
			t.Run(lab.NameOf(w), func(t *testing.T) {
				e := lab.Experiment{Name: "worker", Workload: w, Trials: 2, Models: lab.Models{
					model.Sequential{}, procs.Processes{Workers: 2}, procs.Processes{Workers: 3, Chunk: 4},
				}}
				r, err := lab.Run(t.Context(), e, lab.Options{}) // compares the checksums
				if err != nil {
					t.Fatal(err)
				}
				for _, trial := range r.Trials {
					if len(trial.Failures) > 0 {
						t.Errorf("%s: failures are %v, want none", trial.Model, trial.Failures)
					}
				}
			})
		}
	})
	t.Run("changed file", func(t *testing.T) { changedFile(t) })
	t.Run("by hand", func(t *testing.T) {
		out, err := exec.Command(program, "worker").CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.HasPrefix(string(out), "worker: for internal use: ") || strings.Count(string(out), "\n") != 1 {
			t.Errorf("by hand it gives %v and\n%s\nwant one line and status 2", err, out)
		}
	})
	t.Run("help", func(t *testing.T) {
		if out, err := exec.Command(program, "help").CombinedOutput(); err != nil || strings.Contains(string(out), "worker") {
			t.Errorf("help gives %v and\n%s\nwant no worker", err, out)
		}
	})
}

// A file that another process has spoilt is the error of its unit, with the name of the file.
func changedFile(t *testing.T) {
	staged, release, err := filework.Read{Files: 4, Size: lab.KiB, Dir: t.TempDir()}.Stage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	job, err := staged.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var params struct{ Read struct{ Path string } }
	if err := json.Unmarshal(job.Spec.Params, &params); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(params.Read.Path, "2"), 10); err != nil {
		t.Fatal(err)
	}
	r, err := lab.Run(t.Context(), lab.Experiment{Name: "spoilt", Workload: staged, Trials: 1, Models: lab.Models{procs.Processes{Workers: 1}}}, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Trials[0].Failures; len(got) != 1 || !strings.Contains(got[2], filepath.Join(params.Read.Path, "2")+": 10 bytes, want 1024") {
		t.Errorf("failures are %v, want one that names file 2 and its sizes", got)
	}
}

// BenchmarkStart reports what it takes to start a number of workers of the installed program, have each do one unit, and end them, and
// beside it what a program takes that does nothing (the operating system's part).
func BenchmarkStart(b *testing.B) {
	build(b)
	for _, workers := range []int{1, 2, 8} {
		b.Run(lab.NameOf(procs.Processes{Workers: workers}), func(b *testing.B) {
			job, err := waitwork.Sleep{Units: workers, Wait: 1}.Prepare(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := (procs.Processes{Workers: workers}).Run(b.Context(), job); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*workers)/1000, "ms/worker")
		})
	}
	b.Run("true", func(b *testing.B) {
		for b.Loop() {
			if err := exec.Command("true").Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
