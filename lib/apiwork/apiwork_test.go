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
		{Fetch{Requests: 20, Latency: LogNormal{Median: time.Millisecond}, Connections: 2}, 1},
		{Fetch{Requests: 50, HTTP2: true}, 1},
		{Fetch{Requests: 20, HTTP2: true, Payload: 300 * lab.KiB, Connections: 1}, 3},
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

// Three hundred requests at once, six times over, each with the unit's own context: the race detector sees it if net/http reads one too late.
func TestManyRequests(t *testing.T) {
	noLeak(t)
	run(t, Fetch{Requests: 300, Payload: 100})
}

// Under an event loop the units take turns, and none may have the turn while it waits: for its answer, its backoff, its time.
func TestEventLoop(t *testing.T) {
	noLeak(t)
	f := Fetch{
		Requests: 40, Latency: Fixed(20 * time.Millisecond), Errors: 0.3, Retry: Retry{Attempts: 50, Backoff: time.Millisecond},
		Arrivals: Arrivals{PerSecond: 1000}, Hedge: time.Hour, Timeout: 2 * time.Hour,
	}
	e := lab.Experiment{Name: "test", Workload: f, Models: lab.Models{model.EventLoop{}}, Trials: 1}
	r, err := lab.Run(t.Context(), e, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	overlap := false
	for i, u := range r.Trials[0].Units {
		overlap = overlap || i > 0 && u.Started < r.Trials[0].Units[i-1].Ended
	}
	if len(r.Trials[0].Failures) > 0 || !overlap {
		t.Errorf("failures %v, units overlap: %t; want none and true", r.Trials[0].Failures, overlap)
	}
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
		{Requests: 300, Latency: Fixed(time.Hour), HTTP2: true},
		{Requests: 300, Latency: Fixed(time.Hour), Hedge: time.Millisecond, Timeout: time.Minute},
		{Requests: 300, Latency: Fixed(time.Hour), Connections: 2},
		{Requests: 300, Pauses: Pauses{Length: time.Hour}},
		{Requests: 300, Arrivals: Arrivals{PerSecond: 0.01}},
		{Requests: 300, Errors: 1, Retry: Retry{Attempts: 3, Backoff: time.Hour}},
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
		{"negative share of errors", Fetch{Errors: -0.1}, "share of errors is -0.1: want 0 to 1"},
		{"errors that are no number", Fetch{Errors: math.NaN()}, "share of errors is NaN"},
		{"percent in place of a share", Fetch{Errors: 2}, "share of errors is 2"},
		{"negative timeout", Fetch{Timeout: -1}, "timeout is -1ns"},
		{"negative hedge", Fetch{Hedge: -1}, "hedges after -1ns: want 0"},
		{"hedge after the timeout", Fetch{Hedge: time.Second, Timeout: time.Second}, "want a hedge that is sent before the timeout"},
		{"negative connections", Fetch{Connections: -1}, "-1 connections: want 1 or more"},
		{"negative attempts", Fetch{Retry: Retry{Attempts: -1}}, "-1 attempts: want 1 to 1000"},
		{"huge number of attempts", Fetch{Retry: Retry{Attempts: 1001}}, "1001 attempts"},
		{"negative backoff", Fetch{Retry: Retry{Backoff: -1}}, "its backoff goes from -1ns"},
		{"backoff above its cap", Fetch{Retry: Retry{Backoff: time.Second, MaxBackoff: 1}}, "its backoff goes from 1s to 1ns"},
		{"negative pause", Fetch{Pauses: Pauses{Length: -1}}, "it has pauses of -1ns"},
		{"pauses without an end", Fetch{Pauses: Pauses{Length: time.Second, Every: time.Second}}, "the server would never answer"},
		{"negative rate", Fetch{Arrivals: Arrivals{PerSecond: -1}}, "-1 requests arrive a second"},
		{"rate that is no number", Fetch{Arrivals: Arrivals{PerSecond: math.NaN()}}, "NaN requests arrive a second"},
		{"huge rate", Fetch{Arrivals: Arrivals{PerSecond: math.Inf(1)}}, "+Inf requests arrive a second"},
		{"rate that takes days", Fetch{Arrivals: Arrivals{PerSecond: 0.001}}, "200 requests at 0.001 a second take longer than 24h"},
		{"arrivals without a rate", Fetch{Arrivals: Arrivals{Poisson: true}}, "set PerSecond"},
		{"no median", Fetch{Latency: LogNormal{P99: 1}}, "want a median above 0"},
		{"p99 below the median", Fetch{Latency: LogNormal{Median: 2, P99: 1}}, "want a median above 0 and a p99 that is not below it"},
		{"law that falls", Fetch{Latency: falling{}}, "latency falling gives 0s at the most: want 1s to 24h"},
		{"negative latency", Fetch{Latency: Fixed(-time.Millisecond)}, "latency -1 ms gives -1ms at the least: want 0 to 24h"},
		{"negative mean", Fetch{Latency: Exponential(-time.Millisecond)}, "latency exponential with mean -1 ms gives"},
		{"mean that overflows", Fetch{Latency: Exponential(math.MaxInt64)}, "at the most: want 0s to 24h"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := test.fetch.Prepare(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "apiwork: Fetch: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

// falling is not a quantile function.
type falling struct{}

func (falling) String() string { return "falling" }

func (falling) Delay(u float64) time.Duration { return time.Duration((1 - u) * float64(time.Second)) }

func TestStrings(t *testing.T) {
	for want, f := range map[string]Fetch{
		"200 requests of 1 KiB":                                       {},
		"1 request of 64 KiB":                                         {Requests: 1, Payload: 64 * lab.KiB},
		"500 requests of 1 KiB, latency 10 ms":                        {Requests: 500, Latency: Fixed(10 * time.Millisecond)},
		"200 requests of 1000 B, latency exponential with mean 1.5 s": {Latency: Exponential(1500 * time.Millisecond), Payload: 1000},
		"500 requests of 1 KiB, latency lognormal with median 10 ms and p99 100 ms, 1 % errors, 3 attempts, open loop 200/s": {
			Requests: 500, Latency: LogNormal{Median: 10 * time.Millisecond}, Errors: 0.01, Retry: Retry{Attempts: 3}, Arrivals: Arrivals{PerSecond: 200},
		},
		"200 requests of 1 KiB, a pause of 1.4 s after 2 s, open loop 0.5/s (Poisson), at most 1 connection, HTTP/2, seed 7": {
			Pauses: Pauses{Length: 1400 * time.Millisecond, First: 2 * time.Second}, Arrivals: Arrivals{PerSecond: 0.5, Poisson: true},
			Connections: 1, HTTP2: true, Seed: 7,
		},
		"200 requests of 1 KiB, 0.1 % errors, timeout 1 s, hedged after 20 ms, at most 8 connections": {
			Errors: 0.001, Timeout: time.Second, Hedge: 20 * time.Millisecond, Connections: 8,
		},
	} {
		if got := lab.NameOf(f); got != want {
			t.Errorf("name is %q, want %q", got, want)
		}
	}
}
