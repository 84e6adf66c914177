package model_test

import (
	"context"
	"path"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/model/withants"
	"threadboost/lib/model/withconc"
	"threadboost/lib/model/witherrgroup"
	"threadboost/lib/model/withpond"
	"threadboost/lib/modeltest"
)

func TestModelsKeepTheContract(t *testing.T) {
	one := []modeltest.Claim{modeltest.Limit(1), modeltest.InOrder(), modeltest.KeysInOrder()}
	limit := func(n int) []modeltest.Claim { return []modeltest.Claim{modeltest.Limit(n)} }
	for _, test := range []struct {
		model  lab.Model
		claims []modeltest.Claim
	}{
		{model.Sequential{}, one},
		{model.Goroutines{}, nil},
		{model.Semaphore{}, nil},
		{model.Semaphore{Limit: 1}, one},
		{model.Semaphore{Limit: 7}, limit(7)},
		{model.Pool{}, limit(runtime.GOMAXPROCS(0))},
		{model.Pool{Workers: 1}, one},
		{model.Pool{Workers: 1, Queue: 1}, one},
		{model.Pool{Workers: 8}, limit(8)},
		{model.Pool{Workers: 3, Queue: 100}, limit(3)},
		{model.Pool{Workers: 2000}, nil},
		{&model.Pool{Workers: 2}, limit(2)},
		{model.Counter{}, limit(runtime.GOMAXPROCS(0))},
		{model.Counter{Workers: 1}, one},
		{model.Counter{Workers: 8}, limit(8)},
		{model.Chunks{Workers: 1}, one},
		{model.Chunks{Workers: 7}, limit(7)},
		{model.Chunks{Workers: 3, Size: 4}, limit(3)},
		{model.Chunks{Size: 2000}, nil},
		{model.Guided{Workers: 1}, one},
		{model.Guided{Workers: 7}, limit(7)},
		{model.Guided{Workers: 2, Size: 10}, limit(2)},
		{model.Steal{Workers: 1}, one},
		{model.Steal{Workers: 8}, limit(8)},
		{model.Steal{Workers: 2000}, nil},
		{model.Threads{Workers: 1}, one},
		{model.Threads{Workers: 8}, limit(8)},
		{model.Pipeline{}, nil},
		{model.Pipeline{Workers: []int{3}, Buffer: 8}, nil},
		{model.Pipeline{Workers: []int{1, 4}}, nil},
		{model.Pipeline{Workers: []int{1 << 40}}, nil},
		{model.Futures{}, nil},
		{model.Futures{Limit: 1}, one},
		{model.Futures{Limit: 8}, limit(8)},
		{model.EventLoop{}, []modeltest.Claim{modeltest.Limit(1), modeltest.InOrder()}}, // units of Limit do not mark their waits
		{model.EventLoop{Concurrency: 1}, one},
		{model.EventLoop{Concurrency: 8}, []modeltest.Claim{modeltest.Limit(1), modeltest.InOrder()}},
		{model.Actors{}, []modeltest.Claim{modeltest.KeysInOrder()}},
		{model.Actors{Mailboxes: 1}, one},
		{model.Actors{Mailboxes: 3, Queue: 100}, []modeltest.Claim{modeltest.Limit(3), modeltest.KeysInOrder()}},
		{model.RateLimit{}, nil},
		{model.RateLimit{PerSecond: 10_000, Burst: 10}, nil},
		{model.Adaptive{}, nil},
		{model.Adaptive{Min: 4, Max: 4}, limit(4)},
		{witherrgroup.Errgroup{}, nil},
		{witherrgroup.Errgroup{Limit: 1}, one},
		{witherrgroup.Errgroup{Limit: 8}, limit(8)},
		{withconc.Conc{}, limit(runtime.GOMAXPROCS(0))},
		{withconc.Conc{Workers: 8}, limit(8)},
		{withants.Ants{}, limit(runtime.GOMAXPROCS(0))},
		{withants.Ants{Workers: 8}, limit(8)},
		{withpond.Pond{}, limit(runtime.GOMAXPROCS(0))},
		{withpond.Pond{Workers: 8}, limit(8)},
		{withpond.Pond{Workers: 8, Queue: 4}, limit(8)},
	} {
		t.Run(lab.NameOf(test.model), func(t *testing.T) {
			t.Parallel()
			modeltest.Run(t, test.model, test.claims...)
		})
	}
}

// The records of a run are told apart by the names of its models.
func TestNamesAreShortAndDistinct(t *testing.T) {
	seen := make(map[string]bool)
	for _, test := range []struct {
		model lab.Model
		want  string
	}{
		{model.Sequential{}, "Sequential"},
		{model.Goroutines{}, "Goroutines"},
		{model.Semaphore{Limit: 8}, "Semaphore(8)"},
		{model.Pool{Workers: 8}, "Pool(8)"},
		{model.Pool{Workers: 8, Queue: 4}, "Pool(8, Queue=4)"},
		{model.Counter{Workers: 8}, "Counter(8)"},
		{model.Chunks{Workers: 8}, "Chunks(8)"},
		{model.Chunks{Workers: 8, Size: 4}, "Chunks(8, Size=4)"},
		{model.Guided{Workers: 8}, "Guided(8)"},
		{model.Steal{Workers: 8}, "Steal(8)"},
		{model.Threads{Workers: 8}, "Threads(8)"},
		{model.Pipeline{}, "Pipeline"},
		{model.Pipeline{Workers: []int{8}}, "Pipeline(8)"},
		{model.Pipeline{Workers: []int{1, 4, 1}, Buffer: 8}, "Pipeline(1-4-1, Buffer=8)"},
		{model.Pipeline{Buffer: 8}, "Pipeline(Buffer=8)"},
		{model.Futures{Limit: 8}, "Futures(8)"},
		{model.EventLoop{}, "EventLoop"},
		{model.EventLoop{Concurrency: 8}, "EventLoop(8)"},
		{model.Actors{Mailboxes: 8}, "Actors(8)"},
		{model.RateLimit{PerSecond: 1_000_000, Burst: 8}, "RateLimit(1000000, Burst=8)"},
		{model.Adaptive{Min: 2, Max: 8}, "Adaptive(2, Max=8)"},
		{model.Adaptive{Max: 8}, "Adaptive(Max=8)"},
		{witherrgroup.Errgroup{Limit: 8}, "Errgroup(8)"},
		{withconc.Conc{Workers: 8}, "Conc(8)"},
		{withants.Ants{Workers: 8}, "Ants(8)"},
		{withpond.Pond{Workers: 8}, "Pond(8)"},
	} {
		got := lab.NameOf(test.model)
		if got != test.want || seen[got] {
			t.Errorf("name is %s (seen before: %t), want %s", got, seen[got], test.want)
		}
		seen[got] = true
	}
}

func TestModelsRefuseWhatMakesNoSense(t *testing.T) {
	plain := &lab.Job{Units: 5}
	staged := &lab.Job{Units: 5, Stages: make([]lab.Stage, 3)}
	for _, test := range []struct {
		model lab.Model
		job   *lab.Job
		want  string
	}{
		{model.Semaphore{Limit: -1}, plain, "Semaphore has Limit -1: it must be 0 (for the default) or more"},
		{model.Pool{Workers: -1}, plain, "Pool has Workers -1: it must be 0 (for the default) or more"},
		{model.Pool{Workers: 2, Queue: -5}, plain, "Pool has Queue -5: it must be 0 (for the default) or more"},
		{model.Counter{Workers: -1}, plain, "Counter has Workers -1: it must be 0 (for the default) or more"},
		{model.Chunks{Workers: -1}, plain, "Chunks has Workers -1: it must be 0 (for the default) or more"},
		{model.Chunks{Size: -1}, plain, "Chunks has Size -1: it must be 0 (for the default) or more"},
		{model.Guided{Workers: -1}, plain, "Guided has Workers -1: it must be 0 (for the default) or more"},
		{model.Guided{Size: -1}, plain, "Guided has Size -1: it must be 0 (for the default) or more"},
		{model.Steal{Workers: -1}, plain, "Steal has Workers -1: it must be 0 (for the default) or more"},
		{model.Steal{}, &lab.Job{Units: 1 << 32}, "Steal takes 4294967295 units at most, the job has 4294967296: make units larger, or choose Chunks"},
		{model.Threads{Workers: -1}, plain, "Threads has Workers -1: it must be 0 (for the default) or more"},
		{model.Threads{Workers: 3000}, &lab.Job{Units: 3000}, "Threads has Workers 3000: 2000 at most, beyond the system may end the program; Pool has no such limit"},
		{model.Pipeline{}, plain, "Pipeline needs units that go through stages, but this job has none: set Job.Stages (lab.Staged does), or choose Pool"},
		{model.Pipeline{Workers: []int{1, 2}}, staged, "Pipeline has workers for 2 stages, the job has 3: give one number for each stage, or one for all"},
		{model.Pipeline{Workers: []int{1, 0, 2}}, staged, "Pipeline has 0 workers for stage 1: at least 1 is needed"},
		{model.Pipeline{Buffer: -1}, staged, "Pipeline has Buffer -1: it must be 0 (for the default) or more"},
		{model.Futures{Limit: -1}, plain, "Futures has Limit -1: it must be 0 (for the default) or more"},
		{model.EventLoop{Concurrency: -1}, plain, "EventLoop has Concurrency -1: it must be 0 (for the default) or more"},
		{model.Actors{}, plain, "Actors needs units that say which state they touch, but this job does not: set Job.Key, or choose Pool"},
		{model.Actors{Mailboxes: -1}, &lab.Job{Units: 5, Key: key}, "Actors has Mailboxes -1: it must be 0 (for the default) or more"},
		{model.Actors{Queue: -1}, &lab.Job{Units: 5, Key: key}, "Actors has Queue -1: it must be 0 (for the default) or more"},
		{model.RateLimit{PerSecond: -1}, plain, "RateLimit has PerSecond -1: it must be 0 (for the default) or more"},
		{model.RateLimit{Burst: -1}, plain, "RateLimit has Burst -1: it must be 0 (for the default) or more"},
		{model.Adaptive{Min: -1}, plain, "Adaptive has Min -1: it must be 0 (for the default) or more"},
		{model.Adaptive{Max: -1}, plain, "Adaptive has Max -1: it must be 0 (for the default) or more"},
		{model.Adaptive{Min: 5, Max: 3}, plain, "Adaptive has Min 5 and Max 3: Max must be the greater one"},
		{witherrgroup.Errgroup{Limit: -1}, plain, "Errgroup has Limit -1: it must be 0 (for the default) or more"},
		{withconc.Conc{Workers: -1}, plain, "Conc has Workers -1: it must be 0 (for the default) or more"},
		{withants.Ants{Workers: -1}, plain, "Ants has Workers -1: it must be 0 (for the default) or more"},
		{withpond.Pond{Workers: -1}, plain, "Pond has Workers -1: it must be 0 (for the default) or more"},
		{withpond.Pond{Queue: -1}, plain, "Pond has Queue -1: it must be 0 (for the default) or more"},
	} {
		t.Run(lab.NameOf(test.model), func(t *testing.T) {
			want := path.Base(reflect.TypeOf(test.model).PkgPath()) + ": " + test.want
			if err := test.model.Run(t.Context(), test.job); err == nil || err.Error() != want {
				t.Errorf("Run gave the error\n\t%v\nwant\n\t%s", err, want)
			}
		})
	}
}

// A job without units is not refused by any model: it has nothing to do.
func TestAJobOfNothing(t *testing.T) {
	for _, m := range every {
		if err := m.Run(t.Context(), &lab.Job{Key: key, Stages: make([]lab.Stage, 1)}); err != nil {
			t.Errorf("%s gave %v, want nothing", lab.NameOf(m), err)
		}
	}
}

// census counts units that run at once.
type census struct {
	mu        sync.Mutex
	now, most int
}

func (c *census) enter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now++
	c.most = max(c.most, c.now)
}

func (c *census) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now--
}

// atOnce returns how many of 100 units that wait are under way at once at most. What bounds nothing cannot be claimed to modeltest.
func atOnce(t *testing.T, m lab.Model) (most int) {
	synctest.Test(t, func(t *testing.T) {
		var c census
		release := make(chan struct{})
		job := &lab.Job{Units: 100, Key: func(i int) uint64 { return uint64(i) }, Unit: func(ctx context.Context, i int) (uint64, error) {
			c.enter()
			defer c.leave()
			return 0, lab.Wait(ctx, func() error {
				<-release
				return nil
			})
		}}
		ended := make(chan error)
		go func() { ended <- m.Run(t.Context(), job) }()
		synctest.Wait() // until all workers are busy
		close(release)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		most = c.most
	})
	return most
}

func TestHowManyUnitsAreUnderWay(t *testing.T) {
	for _, test := range []struct {
		model lab.Model
		want  int
	}{
		{model.Sequential{}, 1},
		{model.Goroutines{}, 100},
		{model.Semaphore{}, 100},
		{model.Semaphore{Limit: 1000}, 100},
		{model.Pool{Workers: 7, Queue: 1000}, 7},
		{model.Pool{Workers: 1000}, 100},
		{model.Chunks{Workers: 3, Size: 99}, 2}, // nothing is left for the third
		{model.Steal{Workers: 1000}, 100},
		{model.Futures{}, 100},
		{model.EventLoop{}, 100},
		{model.EventLoop{Concurrency: 7}, 7},
		{model.Actors{Mailboxes: 1000, Queue: 1}, 100},
		{model.RateLimit{}, 100},
		{model.Adaptive{Min: 7}, 7},
	} {
		t.Run(lab.NameOf(test.model), func(t *testing.T) {
			if got := atOnce(t, test.model); got != test.want {
				t.Errorf("%d units were under way at once, want %d", got, test.want)
			}
		})
	}
}

func TestWorkersAreNumbered(t *testing.T) {
	const n = 60
	for _, test := range []struct {
		model   lab.Model
		workers int
	}{
		{model.Sequential{}, 1}, {model.Goroutines{}, n}, {model.Semaphore{Limit: 4}, 4}, {model.Pool{Workers: 4}, 4},
		{model.Counter{Workers: 4}, 4}, {model.Chunks{Workers: 4}, 4}, {model.Guided{Workers: 4}, 4}, {model.Steal{Workers: 4}, 4},
		{model.Threads{Workers: 4}, 4}, {model.Pipeline{Workers: []int{4}}, 8}, {model.Futures{Limit: 4}, 4},
		{model.EventLoop{Concurrency: 4}, 4}, {model.Actors{Mailboxes: 4}, 4}, {model.RateLimit{}, n}, {model.Adaptive{Max: 4}, 4},
		{witherrgroup.Errgroup{Limit: 4}, 4}, {withconc.Conc{Workers: 4}, 4}, {withants.Ants{Workers: 4}, 4}, {withpond.Pond{Workers: 4}, 4},
	} {
		t.Run(lab.NameOf(test.model), func(t *testing.T) {
			trial := run(t, prepared{&lab.Job{Units: n, Key: key, Stages: make2stages(), Unit: nothingMarked}}, test.model)
			for i, u := range trial.Units {
				if u.Worker < 0 || int(u.Worker) >= test.workers {
					t.Errorf("unit %d was run by worker %d, want 0 to %d", i, u.Worker, test.workers-1)
				}
			}
			for _, stage := range trial.Stages {
				for i, span := range stage.Spans {
					if strings.HasPrefix(lab.NameOf(test.model), "Pipeline") && int(span.Worker)/4 != 0 != (stage.Name == "second") {
						t.Errorf("stage %s of unit %d was run by worker %d, want 0 to 3 for the first and 4 to 7 for the second", stage.Name, i, span.Worker)
					}
				}
			}
		})
	}
}

func make2stages() []lab.Stage {
	nap := func(ctx context.Context, _ int) error { return lab.Wait(ctx, nothing) }
	return []lab.Stage{{Name: "first", Do: nap}, {Name: "second", Do: nap}}
}
