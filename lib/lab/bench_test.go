package lab_test

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// BenchmarkRecording reports what recording adds to a unit: an empty unit under a pool of two, recorded, and by hand without lab.
// The goal is an overhead of 120 ns a unit.
func BenchmarkRecording(b *testing.B) {
	const n = 200_000
	e := once(units(n, nothing), model.Pool{Workers: 2})
	recorded, bare := byTurns(b, e, func() time.Duration { return poolOfTwo(b.Context(), n) })
	overhead := make([]float64, len(recorded))
	for i := range recorded {
		overhead[i] = (recorded[i] - bare[i]) / n
	}
	b.ReportMetric(median(overhead), "overhead-ns/unit")
	b.ReportMetric(median(recorded)/n, "recorded-ns/unit")
}

// byTurns measures a trial of an experiment and the same by hand, by turns, and returns both times in nanoseconds. It takes the
// trial's own wall time, not what Run does before and after.
func byTurns(b *testing.B, e lab.Experiment, byHand func() time.Duration) (recorded, bare []float64) {
	for b.Loop() {
		recorded = append(recorded, wall(b, e))
		runtime.GC() // as Run does
		bare = append(bare, float64(byHand()))
	}
	b.ReportMetric(0, "ns/op") // says nothing
	return recorded, bare
}

func wall(b *testing.B, e lab.Experiment) float64 {
	r, err := lab.Run(b.Context(), e, lab.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return float64(r.Trials[0].Wall)
}

// poolOfTwo does by hand what model.Pool{Workers: 2} does.
func poolOfTwo(ctx context.Context, n int) time.Duration {
	start := time.Now()
	queue := make(chan int, 4)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := range queue {
				nothing(ctx, i)
			}
		})
	}
	for i := range n {
		queue <- i
	}
	close(queue)
	wg.Wait()
	return time.Since(start)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	return (sorted[middle] + sorted[(len(sorted)-1)/2]) / 2
}

// BenchmarkWait reports what a marked wait costs that takes no time.
func BenchmarkWait(b *testing.B) {
	work := units(1, func(ctx context.Context, _ int) (uint64, error) {
		for range b.N {
			lab.Wait(ctx, func() error { return nil })
		}
		return 0, nil
	})
	b.ReportMetric(wall(b, once(work, model.Sequential{}))/float64(b.N), "wait-ns")
}

func TestAUnitAllocatesNothing(t *testing.T) {
	const n = 100_000
	var mallocs uint64
	counted := fake{"Counted", func(ctx context.Context, job *lab.Job) error {
		before := memory().Mallocs
		err := model.Pool{Workers: 2}.Run(ctx, job)
		mallocs = memory().Mallocs - before
		return err
	}}
	waiting := units(n, func(ctx context.Context, i int) (sum uint64, err error) {
		err = lab.Wait(ctx, func() error { sum = uint64(i); return nil }) // what a wait captures stays on the stack
		return sum, err
	})
	mustRun(t, once(waiting, counted), lab.Options{})
	if mallocs > n/100 {
		t.Errorf("%d units made %d allocations, want those of the pool's start alone", n, mallocs)
	}
}

func memory() (m runtime.MemStats) {
	runtime.ReadMemStats(&m)
	return m
}

// million measures a million units in so many trials. heap is what they take while the last trial runs, with what it needs.
func million(b *testing.B, trials int) (r *lab.Results, heap float64) {
	var during uint64
	weighed := fake{"Weighed", func(ctx context.Context, job *lab.Job) error {
		err := model.Pool{Workers: 2}.Run(ctx, job)
		during = memory().HeapInuse
		return err
	}}
	e := once(units(1_000_000/trials, nothing), weighed)
	e.Trials = trials
	runtime.GC()
	before := memory().HeapInuse
	r, err := lab.Run(b.Context(), e, lab.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return r, float64(during-before) / 1e6
}

// BenchmarkMillion reports the memory and the times of a million recorded units. The goals are 100 MB, and 2 s to save and to open.
func BenchmarkMillion(b *testing.B) {
	for _, trials := range []int{1, 10} {
		b.Run(fmt.Sprintf("Run/trials=%d", trials), func(b *testing.B) {
			for b.Loop() {
				_, heap := million(b, trials)
				b.ReportMetric(heap, "MB")
			}
		})
	}
	r, _ := million(b, 10)
	store := &lab.Store{Dir: b.TempDir()}
	b.Run("Save", func(b *testing.B) {
		for b.Loop() {
			if err := store.Save(r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			if _, err := store.Open(r.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// waits are n units that each wait 10 ms.
func waits(n int) lab.Workload {
	return units(n, func(ctx context.Context, _ int) (uint64, error) { return 0, nap(ctx, 10) })
}

// BenchmarkGoroutines compares 10,000 goroutines that each wait 10 ms, recorded, with the bare loop: the same unit as there, and one
// that marks its wait, which takes two more readings of the clock. The goal is a ratio of 1.05.
func BenchmarkGoroutines(b *testing.B) {
	const n = 10_000
	sleeping := units(n, func(context.Context, int) (uint64, error) {
		time.Sleep(10 * time.Millisecond)
		return 0, nil
	})
	for _, test := range []struct {
		name string
		work lab.Workload
	}{{"sleep", sleeping}, {"wait marked", waits(n)}} {
		b.Run(test.name, func(b *testing.B) {
			recorded, bare := byTurns(b, once(test.work, model.Goroutines{}), func() time.Duration { return bareLoop(n) })
			ratios := make([]float64, len(recorded))
			for i := range recorded {
				ratios[i] = recorded[i] / bare[i]
			}
			b.ReportMetric(median(ratios), "ratio")
			b.ReportMetric(median(recorded)/1e6, "ours-ms")
		})
	}
}

func bareLoop(n int) time.Duration {
	start := time.Now()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() { time.Sleep(10 * time.Millisecond) })
	}
	wg.Wait()
	return time.Since(start)
}

// BenchmarkManyWaits compares 2000 waits of 10 ms on 512 workers with the ideal, four rounds of waits. The goal is a ratio of 1.15.
func BenchmarkManyWaits(b *testing.B) {
	const n, workers = 2000, 512
	ideal := math.Ceil(float64(n)/workers) * float64(10*time.Millisecond)
	e := once(waits(n), model.Pool{Workers: workers})
	var walls []float64
	for b.Loop() {
		walls = append(walls, wall(b, e))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(walls)/ideal, "makespan/ideal")
}
