package model

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
)

func TestDeque(t *testing.T) {
	var d deque
	d.row.Store(pack(10, 15))
	if i, ok := d.pop(); i != 10 || !ok {
		t.Errorf("pop gave %d, %t, want 10 from the front", i, ok)
	}
	if from, to, ok := d.half(); from != 13 || to != 15 || !ok {
		t.Errorf("half gave %d to %d, %t, want 13 to 15 of 11 to 15", from, to, ok)
	}
	for _, want := range []int{11, 12} {
		if i, ok := d.pop(); i != want || !ok {
			t.Errorf("pop gave %d, %t, want %d", i, ok, want)
		}
	}
	if _, ok := d.pop(); ok {
		t.Error("pop took a unit from an empty deque")
	}
	if _, _, ok := d.half(); ok {
		t.Error("half took units from an empty deque")
	}
	d.row.Store(pack(7, 8))
	if from, to, ok := d.half(); from != 7 || to != 8 || !ok {
		t.Errorf("half of one unit gave %d to %d, %t, want the unit", from, to, ok)
	}
}

// Owner and thieves at the ends of one deque: nothing is lost and nothing taken twice.
func TestDequeUnderContention(t *testing.T) {
	const n = 100_000
	var d deque
	d.row.Store(pack(0, n))
	taken := make([]atomic.Int32, n)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i, ok := d.pop(); ok; i, ok = d.pop() {
			taken[i].Add(1)
		}
	})
	for range 3 {
		wg.Go(func() {
			for {
				row := d.row.Load()
				from, to := unpack(row)
				if from >= to {
					return
				}
				if d.row.CompareAndSwap(row, pack(from, to-1)) { // a smaller bite than half, to meet more often
					taken[to-1].Add(1)
				}
			}
		})
	}
	wg.Wait()
	for i := range taken {
		if got := taken[i].Load(); got != 1 {
			t.Fatalf("unit %d was taken %d times, want once", i, got)
		}
	}
}

// A thief that looks while units are between two deques does not give up.
func TestAThiefWaitsForUnitsOnTheirWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newThieves(2, 0)
		s.begun.Add(1) // another thief has taken units 4 to 7 and not put them down yet
		found := make(chan bool)
		go func() { found <- s.steal(0) }()
		s.deques[1].row.Store(pack(4, 8))
		s.done.Add(1)
		if !<-found {
			t.Error("it gave up, want it to take units")
		}
		if from, to := unpack(s.deques[0].row.Load()); from != 6 || to != 8 {
			t.Errorf("it took %d to %d, want 6 to 8", from, to)
		}
	})
}

// 80 units on 4 workers; the first 20, which are all of the first worker's, take ten times as long. Times are those of synctest.
func TestUnevenUnits(t *testing.T) {
	cost := func(i int) time.Duration {
		if i < 20 {
			return 10 * time.Millisecond
		}
		return time.Millisecond
	}
	const ideal = 65 * time.Millisecond // 20 * 10 ms + 60 * 1 ms on 4 workers
	for _, test := range []struct {
		model       lab.Model
		least, most time.Duration
	}{
		{Sequential{}, 4 * ideal, 4 * ideal},
		{Chunks{Workers: 4}, 200 * time.Millisecond, 200 * time.Millisecond},
		{Chunks{Workers: 4, Size: 1}, ideal, ideal}, // long ones are dealt out equally here
		{Steal{Workers: 4}, ideal, ideal + 10*time.Millisecond},
		{Counter{Workers: 4}, ideal, ideal + 10*time.Millisecond},
		{Guided{Workers: 4}, 100 * time.Millisecond, 100 * time.Millisecond}, // its first chunk, a tenth of the units, has only long ones
	} {
		t.Run(lab.NameOf(test.model), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				test.model.Run(t.Context(), &lab.Job{Units: 80, Unit: func(_ context.Context, i int) (uint64, error) {
					time.Sleep(cost(i))
					return 0, nil
				}})
				if got := time.Since(start); got < test.least || got > test.most {
					t.Errorf("it took %v, want %v to %v", got, test.least, test.most)
				}
			})
		})
	}
}
