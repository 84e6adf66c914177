package model_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/modeltest"
)

func TestModelsKeepTheContract(t *testing.T) {
	models := lab.Models{
		model.Sequential{},
		model.Goroutines{},
		model.Pool{},
		model.Pool{Workers: 1},
		model.Pool{Workers: 1, Queue: 1},
		model.Pool{Workers: 8},
		model.Pool{Workers: 3, Queue: 100},
		model.Pool{Workers: 2000},
		&model.Pool{Workers: 2},
	}
	for _, m := range models {
		t.Run(lab.NameOf(m), func(t *testing.T) {
			t.Parallel()
			modeltest.Run(t, m)
		})
	}
}

func TestPoolRefusesBadSizes(t *testing.T) {
	tests := []struct {
		name string
		pool model.Pool
		want string
	}{
		{"workers", model.Pool{Workers: -1}, "model: Pool has -1 workers and a queue of 0: both must be 0 (for the default) or more"},
		{"queue", model.Pool{Workers: 2, Queue: -5}, "model: Pool has 2 workers and a queue of -5: both must be 0 (for the default) or more"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := test.pool.Run(t.Context(), &lab.Job{Units: 1})
			if err == nil || err.Error() != test.want {
				t.Errorf("Run gave the error\n\t%v\nwant\n\t%s", err, test.want)
			}
		})
	}
}

// census counts units that run at once and remembers who ran them.
type census struct {
	mu        sync.Mutex
	now, most int
	order     []int
}

func (c *census) enter(i int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now++
	c.most = max(c.most, c.now)
	c.order = append(c.order, i)
}

func (c *census) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now--
}

// atOnce returns how many of 100 units that wait run at once at most.
func atOnce(t *testing.T, m lab.Model) (most int) {
	synctest.Test(t, func(t *testing.T) {
		var c census
		release := make(chan struct{})
		job := &lab.Job{Units: 100, Unit: func(_ context.Context, i int) (uint64, error) {
			c.enter(i)
			defer c.leave()
			<-release
			return 0, nil
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

func TestHowManyUnitsRunAtOnce(t *testing.T) {
	tests := []struct {
		model lab.Model
		want  int
	}{
		{model.Sequential{}, 1},
		{model.Goroutines{}, 100},
		{model.Pool{}, runtime.GOMAXPROCS(0)},
		{model.Pool{Workers: 7}, 7},
		{model.Pool{Workers: 7, Queue: 1000}, 7},
		{model.Pool{Workers: 1000}, 100},
	}
	for _, test := range tests {
		t.Run(lab.NameOf(test.model), func(t *testing.T) {
			if got := atOnce(t, test.model); got != test.want {
				t.Errorf("%d units ran at once, want %d", got, test.want)
			}
		})
	}
}

func TestWorkersAreNumbered(t *testing.T) {
	const n = 60
	tests := []struct {
		model   lab.Model
		workers int
	}{
		{model.Sequential{}, 1}, {model.Goroutines{}, n}, {model.Pool{Workers: 4}, 4},
	}
	for _, test := range tests {
		t.Run(lab.NameOf(test.model), func(t *testing.T) {
			e := lab.Experiment{Name: "workers", Models: lab.Models{test.model}, Trials: 1, Workload: lab.Func{
				Units: n, Do: func(context.Context, int) (uint64, error) { return 0, nil },
			}}
			r, err := lab.Run(t.Context(), e, lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i, u := range r.Trials[0].Units {
				if u.Worker < 0 || int(u.Worker) >= test.workers {
					t.Errorf("unit %d was run by worker %d, want 0 to %d", i, u.Worker, test.workers-1)
				}
			}
		})
	}
}
