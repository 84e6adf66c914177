package apiwork

import (
	"math"
	"slices"
	"testing"
	"time"

	"threadboost/lib/lab"
)

func TestSchedule(t *testing.T) {
	want := []time.Duration{0, 5 * time.Millisecond, 10 * time.Millisecond}
	if got := (Arrivals{PerSecond: 200}).schedule(0, 3); !slices.Equal(got, want) {
		t.Errorf("arrivals are at %v, want %v", got, want)
	}
}

// The gaps of a Poisson process are exponential: their mean and their standard deviation are 1/rate. The standard errors of both are
// below 1.5 % for 10,000 gaps.
func TestPoisson(t *testing.T) {
	a := Arrivals{PerSecond: 1000, Poisson: true}
	due := a.schedule(7, 10_000)
	if !slices.IsSorted(due) || due[0] <= 0 || !slices.Equal(due, a.schedule(7, 10_000)) || slices.Equal(due, a.schedule(8, 10_000)) {
		t.Error("arrivals want to be sorted, the same for a seed, and others for another")
	}
	sum, squares, before := 0.0, 0.0, time.Duration(0)
	for _, at := range due {
		gap := (at - before).Seconds() * 1000
		sum, squares, before = sum+gap, squares+gap*gap, at
	}
	mean := sum / 10_000
	if spread := math.Sqrt(squares/10_000 - mean*mean); math.Abs(mean-1) > 0.05 || math.Abs(spread-1) > 0.05 {
		t.Errorf("gaps have mean %v ms and standard deviation %v ms, want 1 and 1", mean, spread)
	}
}

func TestRequestsAreSentWhenTheyAreDue(t *testing.T) {
	noLeak(t)
	f := Fetch{Requests: 40, Arrivals: Arrivals{PerSecond: 2000, Poisson: true}, Seed: 1}
	for _, trial := range run(t, f).Trials {
		want := f.Arrivals.schedule(1, 40)
		for i, u := range trial.Units {
			if trial.Due[i] != int64(want[i]) || u.Started < trial.Due[i] {
				t.Errorf("%s: request %d was due at %d ns and sent at %d, want at %d or later", trial.Model, i, trial.Due[i], u.Started, want[i])
			}
		}
	}
	job, err := Fetch{}.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer job.Close()
	if job.Due != nil {
		t.Error("a closed loop has a schedule")
	}
}

func TestWorkersThatAreTooFewAreLate(t *testing.T) {
	f := Fetch{Requests: 20, Latency: Fixed(2 * time.Millisecond), Arrivals: Arrivals{PerSecond: 1000}}
	for _, trial := range run(t, f).Trials {
		if trial.Model == lab.NameOf(models[0]) && trial.Latency(19) < int64(20*time.Millisecond) {
			t.Errorf("one worker has a latency of %d ns in the end, want 21 ms or more: 20 requests of 2 ms, the last due after 19 ms", trial.Latency(19))
		}
	}
}
