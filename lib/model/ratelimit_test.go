package model_test

import (
	"context"
	"runtime/pprof"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// starts returns when units started, in the order of their numbers.
func starts(t *testing.T, m lab.Model, units int) []time.Duration {
	var at []time.Duration
	synctest.Test(t, func(t *testing.T) {
		for _, u := range run(t, prepared{&lab.Job{Units: units, Unit: unit(func(context.Context, int) { computing(time.Hour) })}}, m).Units {
			at = append(at, time.Duration(u.Started))
		}
	})
	return at
}

func TestRate(t *testing.T) {
	for _, test := range []struct {
		model model.RateLimit
		want  []time.Duration // starts of the units
	}{
		{model.RateLimit{}, []time.Duration{0, 0, 0, 0, 0}},
		{model.RateLimit{PerSecond: 100}, []time.Duration{0, 10 * ms, 20 * ms, 30 * ms, 40 * ms}},
		{model.RateLimit{PerSecond: 100, Burst: 3}, []time.Duration{0, 0, 0, 10 * ms, 20 * ms}},
		{model.RateLimit{PerSecond: 1, Burst: 100}, []time.Duration{0, 0, 0, 0, 0}},
	} {
		if got := starts(t, test.model, len(test.want)); !slices.Equal(got, test.want) {
			t.Errorf("%s started units after %v, want %v", lab.NameOf(test.model), got, test.want)
		}
	}
}

// It waits for tokens for an hour, but not when it is called off.
func TestARateIsCalledOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), ms)
		defer cancel()
		start := time.Now()
		err := model.RateLimit{PerSecond: 1}.Run(ctx, &lab.Job{Units: 3600, Unit: unit(func(context.Context, int) {})})
		if err != context.DeadlineExceeded || time.Since(start) != ms {
			t.Errorf("Run gave %v after %v, want the context's error after 1ms", err, time.Since(start))
		}
	})
}

// While they are busy, there is a thread for each worker.
func TestThreadsAreThreads(t *testing.T) {
	const n = 40
	var busy sync.WaitGroup
	busy.Add(n)
	threads := 0
	var once sync.Once
	err := model.Threads{Workers: n}.Run(t.Context(), &lab.Job{Units: n, Unit: unit(func(context.Context, int) {
		busy.Done()
		busy.Wait()
		once.Do(func() { threads = pprof.Lookup("threadcreate").Count() })
	})})
	if err != nil || threads < n {
		t.Errorf("%d workers had %d threads and gave %v, want a thread each", n, threads, err)
	}
}

// The stage in the middle takes three times as long: it decides the time, and units pile up before it.
func TestThePipelineIsAsFastAsItsSlowestStage(t *testing.T) {
	const n = 30
	var stages []lab.Stage
	for _, cost := range []struct {
		name string
		time time.Duration
	}{{"read", ms}, {"shrink", 3 * ms}, {"write", ms}} {
		stages = append(stages, lab.Stage{Name: cost.name, Do: func(context.Context, int) error {
			time.Sleep(cost.time)
			return nil
		}})
	}
	for _, test := range []struct {
		model lab.Model
		want  time.Duration
		queue float64 // the most units before the stage in the middle
	}{
		{model.Sequential{}, n * 5 * ms, 0},
		{model.Pipeline{}, (n*3 + 2) * ms, 1},          // one is in the hand of the first stage
		{model.Pipeline{Buffer: 4}, (n*3 + 2) * ms, 5}, // and four in the buffer
		{model.Pipeline{Workers: []int{1, 3, 1}, Buffer: 4}, (n + 4) * ms, 1},
		{model.Pool{Workers: 3}, n * 5 * ms / 3, 0},
	} {
		t.Run(lab.NameOf(test.model), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				trial := run(t, prepared{&lab.Job{Units: n, Stages: stages}}, test.model)
				most := 0.0
				for _, p := range trial.Series["queue shrink"] {
					most = max(most, p.Value)
				}
				if trial.Wall != test.want || most != test.queue {
					t.Errorf("it took %v with %v units before the slow stage at most, want %v and %v", trial.Wall, most, test.want, test.queue)
				}
				if left := trial.Series["queue shrink"]; len(left) > 0 && left[len(left)-1].Value != 0 {
					t.Errorf("the queue ends with %v units, want none", left[len(left)-1].Value)
				}
			})
		})
	}
}

// A unit that fails goes no further, and the others do.
func TestAFailedUnitLeavesThePipeline(t *testing.T) {
	var stored []int
	job := &lab.Job{Units: 6, Stages: []lab.Stage{
		{Name: "check", Do: func(_ context.Context, i int) error {
			if i%3 == 0 {
				return context.DeadlineExceeded
			}
			return nil
		}},
		{Name: "store", Do: func(_ context.Context, i int) error {
			stored = append(stored, i)
			return nil
		}},
	}}
	trial := run(t, prepared{job}, model.Pipeline{Buffer: 2})
	if want := []int{1, 2, 4, 5}; !slices.Equal(stored, want) || len(trial.Failures) != 2 {
		t.Errorf("units %v were stored and %d failed, want %v and 2", stored, len(trial.Failures), want)
	}
}

// Units of a queue are recorded as queued before they start; a full queue holds the submitter back.
func TestQueuesAreRecorded(t *testing.T) {
	for _, m := range (lab.Models{
		model.Pool{Workers: 1, Queue: 3}, model.Threads{Workers: 1}, model.Actors{Mailboxes: 1, Queue: 3}, model.Pipeline{Buffer: 3},
	}) {
		synctest.Test(t, func(t *testing.T) {
			job := &lab.Job{Units: 10, Key: key, Stages: []lab.Stage{{Do: func(context.Context, int) error { computing(ms); return nil }}}}
			for i, u := range run(t, prepared{job}, m).Units {
				depth := time.Duration(u.Started-max(u.Queued, 0)) / ms // each unit takes a millisecond
				if u.Queued == 0 || depth > 4 || i > 5 && depth < 3 {
					t.Errorf("%s: unit %d was queued at %d ns for %d units, want 3 or 4 once the queue is full", lab.NameOf(m), i, u.Queued, depth)
				}
			}
		})
	}
}
