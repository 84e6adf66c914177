package apiwork

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

var models = lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 8}}

// footprint is what a run must not leave behind.
type footprint struct{ goroutines, sockets int }

func measureFootprint(t *testing.T) footprint {
	t.Helper()
	links, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	now := footprint{goroutines: runtime.NumGoroutine()}
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && strings.HasPrefix(target, "socket:") {
			now.sockets++
		}
	}
	return now
}

// noLeak fails the test if, at its end, goroutines or sockets are left. The goroutines of a closed connection take a moment to end.
func noLeak(t *testing.T) {
	t.Helper()
	before := measureFootprint(t)
	t.Cleanup(func() {
		var after footprint
		for range 500 {
			if after = measureFootprint(t); after.goroutines <= before.goroutines && after.sockets <= before.sockets {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		stacks := make([]byte, 1<<20)
		t.Errorf("%+v before, %+v after:\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
	})
}

func run(t *testing.T, f Fetch) *lab.Results {
	t.Helper()
	results, err := lab.Run(t.Context(), lab.Experiment{Name: "test", Workload: f, Models: models, Trials: 2}, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range results.Trials {
		if len(trial.Failures) > 0 {
			t.Errorf("%s: failures %v", trial.Model, trial.Failures)
		}
	}
	return results
}

func TestRun(t *testing.T) {
	tests := []struct {
		fetch Fetch
		waits int32 // of each unit
	}{
		{Fetch{Requests: 100}, 1},
		{Fetch{Requests: 1, Payload: 1}, 1},
		{Fetch{Requests: 20, Payload: 300 * lab.KiB}, 3},
		{Fetch{Requests: 20, Latency: Fixed(2 * time.Millisecond)}, 1},
		{Fetch{Requests: 20, Latency: Exponential(time.Millisecond), Payload: 64 * lab.KiB}, 1},
	}
	for _, test := range tests {
		t.Run(test.fetch.String(), func(t *testing.T) {
			noLeak(t)
			for _, trial := range run(t, test.fetch).Trials {
				for i, u := range trial.Units {
					if u.Waits != test.waits || u.Waited <= 0 || u.Waited > u.Ended-u.Started {
						t.Fatalf("%s: unit %d has %d waits of %d in %d ns, want %d", trial.Model, i, u.Waits, u.Waited, u.Ended-u.Started, test.waits)
					}
				}
			}
		})
	}
}

func TestLatencyIsWaited(t *testing.T) {
	const latency = 5 * time.Millisecond
	for _, trial := range run(t, Fetch{Requests: 5, Latency: Fixed(latency)}).Trials {
		for i, u := range trial.Units {
			if time.Duration(u.Waited) < latency {
				t.Errorf("%s: unit %d waited %v, want at least the latency %v", trial.Model, i, time.Duration(u.Waited), latency)
			}
		}
	}
}

// A thousand requests at once, six times over, each with the unit's own context: the race detector sees it if net/http reads one too late.
func TestManyRequests(t *testing.T) {
	noLeak(t)
	run(t, Fetch{Requests: 1000, Payload: 100})
}

// watched calls the run off while its model has requests under way.
type watched struct {
	lab.Model
	cancel context.CancelFunc
}

func (w watched) Run(ctx context.Context, job *lab.Job) error {
	timer := time.AfterFunc(20*time.Millisecond, w.cancel)
	defer timer.Stop()
	return w.Model.Run(ctx, job)
}

func TestCancelInTheMiddle(t *testing.T) {
	fetches := []Fetch{
		{Requests: 5000, Latency: Fixed(time.Millisecond)},
		{Requests: 300, Latency: Fixed(time.Hour)},
		{Requests: 20, Payload: 16 * lab.MiB},
	}
	for _, f := range fetches {
		for _, m := range models {
			t.Run(fmt.Sprintf("%v/%s", f, lab.NameOf(m)), func(t *testing.T) {
				noLeak(t)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				e := lab.Experiment{Name: "test", Workload: f, Models: lab.Models{watched{m, cancel}}, Trials: 1}
				if _, err := lab.Run(ctx, e, lab.Options{}); !errors.Is(err, context.Canceled) {
					t.Errorf("error is %v, want %v", err, context.Canceled)
				}
			})
		}
	}
}

func TestCancelledBeforeStart(t *testing.T) {
	noLeak(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Fetch{}).Prepare(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want %v", err, context.Canceled)
	}
}

func TestUnitThatIsCancelledLeavesOthersAlone(t *testing.T) {
	noLeak(t)
	job, err := Fetch{Requests: 2, Latency: Fixed(10 * time.Millisecond)}.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer job.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := job.Do(ctx, 0, 0); !errors.Is(err, context.DeadlineExceeded) || !strings.HasPrefix(err.Error(), "apiwork: request 0: ") {
		t.Errorf("cancelled unit: error is %v, want %v", err, context.DeadlineExceeded)
	}
	if err := job.Do(t.Context(), 0, 1); err != nil {
		t.Errorf("unit after it: %v", err)
	}
}

func TestHostileInput(t *testing.T) {
	noLeak(t)
	tests := []struct {
		name  string
		fetch Fetch
		want  string
	}{
		{"negative number", Fetch{Requests: -1}, "-1 requests: want 1 to"},
		{"huge number", Fetch{Requests: math.MaxInt}, "requests: want 1 to"},
		{"negative payload", Fetch{Payload: -1}, "answers of -1 B: want 1 B to 1 GiB"},
		{"huge payload", Fetch{Payload: math.MaxInt64}, "want 1 B to 1 GiB"},
		{"negative latency", Fetch{Latency: Fixed(-time.Millisecond)}, "latency -1 ms gives -1ms for request 0: want 0 or more"},
		{"negative mean", Fetch{Latency: Exponential(-time.Millisecond)}, "latency exponential with mean -1 ms gives"},
		{"mean that overflows", Fetch{Latency: Exponential(math.MaxInt64)}, "want 0 or more"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := test.fetch.Prepare(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "apiwork: Fetch: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestStrings(t *testing.T) {
	for want, f := range map[string]Fetch{
		"200 requests of 1 KiB":                                       {},
		"1 request of 64 KiB":                                         {Requests: 1, Payload: 64 * lab.KiB},
		"500 requests of 1 KiB, latency 10 ms":                        {Requests: 500, Latency: Fixed(10 * time.Millisecond)},
		"200 requests of 1000 B, latency exponential with mean 1.5 s": {Latency: Exponential(1500 * time.Millisecond), Payload: 1000},
	} {
		if got := lab.NameOf(f); got != want {
			t.Errorf("name is %q, want %q", got, want)
		}
	}
}
