package model

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync/atomic"

	"threadboost/lib/lab"
)

// Steal deals the units out like [Chunks], but a worker that has none left steals half of what lies at the far end of another's deque.
//
// Elsewhere: Java's ForkJoinPool and parallel streams, Rayon, Intel TBB, Cilk, .NET's thread pool, and the Go scheduler itself.
//
// Where the last tenth of the units takes ten times as long, two workers take 0.7 times as long as with equal shares (BenchmarkSkewed).
//
// Cost of a unit: 24 ns (BenchmarkUnit).
//
// Choose it for computing units of very uneven length that lie together: it costs little more than Chunks while all are busy, and nobody
// is idle until the last unit has begun. Do not choose it when units are equal (Chunks does the same with less) or have to start in
// their order.
type Steal struct {
	// Workers is the number of goroutines; zero means GOMAXPROCS.
	Workers int
}

// Run runs the units and waits for the workers. A worker takes its own units in their order.
func (s Steal) Run(ctx context.Context, job *lab.Job) error {
	workers, err := workersOf("Steal", s.Workers, job.Units)
	if err != nil {
		return err
	}
	if uint64(job.Units) > math.MaxUint32 {
		return fmt.Errorf("model: Steal takes %d units at most, the job has %d: make units larger, or choose Chunks", uint32(math.MaxUint32), job.Units)
	}
	t := newThieves(workers, job.Units)
	team(workers, func(w int) {
		for ctx.Err() == nil {
			i, ok := t.deques[w].pop()
			if !ok {
				if !t.steal(w) {
					return
				}
				continue
			}
			job.Do(ctx, w, i)
		}
	})
	return ctx.Err()
}

// A deque holds a row of units: its owner takes them from the front, thieves from the back. Both ends are in one word, so that one
// compare-and-swap decides who gets what. That the word may return to an earlier value between a load and the swap does no harm: it is
// all there is to know about the deque.
type deque struct {
	row atomic.Uint64 // from << 32 | to: the units from (included) to to (excluded)
	_   [56]byte      // a cache line of its own
}

func pack(from, to int) uint64 { return uint64(from)<<32 | uint64(to) }

func unpack(row uint64) (from, to int) { return int(row >> 32), int(row & math.MaxUint32) }

// pop takes the first unit.
func (d *deque) pop() (i int, ok bool) {
	for {
		row := d.row.Load()
		from, to := unpack(row)
		if from >= to {
			return 0, false
		}
		if d.row.CompareAndSwap(row, pack(from+1, to)) {
			return from, true
		}
	}
}

// half takes the second half of the units, the larger one of an odd number.
func (d *deque) half() (from, to int, ok bool) {
	for {
		row := d.row.Load()
		from, to := unpack(row)
		if from >= to {
			return 0, 0, false
		}
		middle := from + (to-from)/2
		if d.row.CompareAndSwap(row, pack(from, middle)) {
			return middle, to, true
		}
	}
}

// thieves are workers that steal from each other.
type thieves struct {
	deques []deque
	// begun and done count the steals. While they differ, units are on their way from one deque to another and in none.
	begun, done atomic.Int64
}

func newThieves(workers, units int) *thieves {
	t := &thieves{deques: make([]deque, workers)}
	for w := range t.deques {
		t.deques[w].row.Store(pack(share(w, workers, units)))
	}
	return t
}

// steal fills the empty deque of a worker from another's, or reports that there is nothing to steal any more. That is sure only when
// no steal was under way while it looked.
func (t *thieves) steal(w int) bool {
	for {
		done := t.done.Load()
		for n := 1; n < len(t.deques); n++ {
			if t.take(w, &t.deques[(w+n)%len(t.deques)]) {
				return true
			}
		}
		if t.begun.Load() == done {
			return false
		}
		runtime.Gosched()
	}
}

// take moves half of a victim's units to the deque of a worker.
func (t *thieves) take(w int, victim *deque) bool {
	if from, to := unpack(victim.row.Load()); from >= to {
		return false
	}
	t.begun.Add(1)
	defer t.done.Add(1)
	from, to, ok := victim.half()
	if ok {
		t.deques[w].row.Store(pack(from, to))
	}
	return ok
}
