package model_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// A server works on so many requests at once; the others queue.
type server struct {
	slots chan struct{}
	time  func(i int) time.Duration
}

func (s server) unit(ctx context.Context, i int) (uint64, error) {
	return 0, lab.Wait(ctx, func() error {
		s.slots <- struct{}{}
		defer func() { <-s.slots }()
		time.Sleep(s.time(i))
		return nil
	})
}

// limits returns those that the model took.
func limits(t *testing.T, m model.Adaptive, units, slots int, latency func(i int) time.Duration) (values []float64) {
	synctest.Test(t, func(t *testing.T) {
		s := server{make(chan struct{}, slots), latency}
		for _, p := range run(t, prepared{&lab.Job{Units: units, Unit: s.unit}}, m).Series["limit"] {
			values = append(values, p.Value)
		}
	})
	return values
}

// Where it settles is between what the server works on at once and twice as much: with less it would leave it idle, more only queues.
func TestAdaptiveFindsTheLimit(t *testing.T) {
	fixed := func(int) time.Duration { return 10 * ms }
	for _, test := range []struct {
		name         string
		model        model.Adaptive
		units, slots int
		latency      func(i int) time.Duration
		least, most  float64
	}{
		{"two cores", model.Adaptive{}, 500, 2, fixed, 3, 6},
		{"a server for 16", model.Adaptive{}, 2000, 16, fixed, 16, 34},
		{"a server for 64", model.Adaptive{}, 5000, 64, fixed, 64, 120},
		{"from 10", model.Adaptive{Min: 10, Max: 500}, 2000, 16, fixed, 16, 34},
		{"a Min beyond the server", model.Adaptive{Min: 50, Max: 500}, 2000, 16, fixed, 50, 65},
		{"nothing queues", model.Adaptive{Max: 200}, 3000, 1000, fixed, 200, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := limits(t, test.model, test.units, test.slots, test.latency)
			if got := settled(path); got < test.least || got > test.most {
				t.Errorf("it settled at %.1f, want %v to %v; its path is %v", got, test.least, test.most, path)
			}
		})
	}
}

// settled is the mean of the last third.
func settled(limits []float64) float64 {
	tail := limits[len(limits)*2/3:]
	sum := 0.0
	for _, limit := range tail {
		sum += limit
	}
	return sum / float64(len(tail))
}

// Latencies that differ by far, each with the same mean, do not lead it astray: neither down, as if they were load, nor up.
func TestAdaptiveBearsUnevenLatency(t *testing.T) {
	for seed := range uint64(8) {
		exponential := func(i int) time.Duration {
			return time.Duration(rand.New(rand.NewPCG(seed, uint64(i))).ExpFloat64() * float64(10*ms))
		}
		if path := limits(t, model.Adaptive{}, 3000, 16, exponential); settled(path) < 12 || settled(path) > 40 {
			t.Errorf("seed %d: with a server for 16 it settled at %.1f, want 12 to 40; its path is %v", seed, settled(path), path)
		}
		if path := limits(t, model.Adaptive{Max: 50}, 3000, 1000, exponential); settled(path) < 30 {
			t.Errorf("seed %d: where nothing queues it settled at %.1f, want 30 to 50; its path is %v", seed, settled(path), path)
		}
	}
}

// Units that fail at once are no reason to start more of them.
func TestAdaptiveLearnsNothingFromFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		job := &lab.Job{Units: 500, Unit: func(_ context.Context, i int) (uint64, error) { return 0, context.DeadlineExceeded }}
		if path := run(t, prepared{job}, model.Adaptive{Min: 3}).Series["limit"]; len(path) != 1 || path[0].Value != 3 {
			t.Errorf("its path is %v, want the least limit alone", path)
		}
	})
}
