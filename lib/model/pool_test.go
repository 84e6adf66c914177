package model

import (
	"context"
	"math"
	"runtime"
	"testing"
	"testing/synctest"

	"threadboost/lib/lab"
)

func TestPoolSizes(t *testing.T) {
	cores := runtime.GOMAXPROCS(0)
	tests := []struct {
		name           string
		pool           Pool
		units          int
		workers, queue int
	}{
		{"default", Pool{}, 100 * cores, cores, 2 * cores},
		{"workers", Pool{Workers: 8}, 100, 8, 16},
		{"queue", Pool{Queue: 3}, 100 * cores, cores, 3},
		{"both", Pool{Workers: 8, Queue: 1}, 100, 8, 1},
		{"more than units", Pool{Workers: 8, Queue: 20}, 5, 5, 5},
		{"more than memory", Pool{Workers: 1 << 40, Queue: 1 << 40}, 5, 5, 5},
		{"twice the workers overflows", Pool{Workers: math.MaxInt}, 5, 5, 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			workers, queue, err := test.pool.sizes(test.units)
			if err != nil || workers != test.workers || queue != test.queue {
				t.Errorf("sizes are %d, %d and %v, want %d and %d", workers, queue, err, test.workers, test.queue)
			}
		})
	}
}

func TestAFullQueueHoldsTheSubmitterBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		units := make(chan int, 3)
		go submit(t.Context(), &lab.Job{Units: 10}, units)
		synctest.Wait() // until submit is held back
		if len(units) != 3 {
			t.Errorf("%d units lie in the queue, want 3", len(units))
		}
		got := 0
		for i := range units { // closed after the last unit
			if i != got {
				t.Errorf("unit %d left the queue, want %d: the order of submission", i, got)
			}
			got++
		}
		if got != 10 {
			t.Errorf("%d units were submitted, want 10", got)
		}
	})
}

// A submitter that a full queue holds back goes on when the context ends: busy workers are all that it waits for.
func TestTheEndOfTheContextReleasesTheSubmitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		started := 0
		job := &lab.Job{Units: 100, Unit: func(ctx context.Context, _ int) (uint64, error) {
			started++
			<-ctx.Done()
			return 0, ctx.Err()
		}}
		go func() { ended <- Pool{Workers: 1, Queue: 2}.Run(ctx, job) }()
		synctest.Wait() // until the worker is busy, the queue full and the submitter held back
		cancel()
		if err := <-ended; err != context.Canceled || started != 1 {
			t.Errorf("Run started %d units and gave %v, want 1 and context.Canceled", started, err)
		}
	})
}
