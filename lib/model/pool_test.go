package model

import (
	"runtime"
	"testing"
	"testing/synctest"
)

func TestPoolSizes(t *testing.T) {
	cores := runtime.GOMAXPROCS(0)
	tests := []struct {
		name           string
		pool           Pool
		workers, queue int
	}{
		{"default", Pool{}, cores, 2 * cores},
		{"workers", Pool{Workers: 8}, 8, 16},
		{"queue", Pool{Queue: 3}, cores, 3},
		{"both", Pool{Workers: 8, Queue: 1}, 8, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			workers, queue, err := test.pool.sizes()
			if err != nil || workers != test.workers || queue != test.queue {
				t.Errorf("sizes are %d, %d and %v, want %d and %d", workers, queue, err, test.workers, test.queue)
			}
		})
	}
}

func TestAFullQueueHoldsTheSubmitterBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		units := make(chan int, 3)
		go submit(t.Context(), units, 10)
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
