package sharedwork

import (
	"slices"
	"testing"
	"time"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// BenchmarkOperation compares pools of two workers and of one, not recorded: ratio is 0.5 where nothing hinders the two, 1 where they
// gain nothing, and more where they get into each other's way. The others are medians of the makespan divided by all operations: the
// table in the package's doc. Use -benchtime 50x on a machine that does nothing else: what two cores lose by sharing shows only while both
// run.
func BenchmarkOperation(b *testing.B) {
	const operations, own = defaultUnits * defaultOperations, defaultUnits * defaultOwnIncrements
	for _, w := range []struct {
		lab.Workload
		operations int // of all units
	}{
		{Counter{By: Mutex}, operations}, {Counter{By: RWMutex}, operations}, {Counter{By: Atomic}, operations},
		{Counter{By: Channel}, operations}, {Counter{By: Sharded}, operations},
		{FalseSharing{}, own}, {FalseSharing{Padded: true}, own},
		{Map{By: Mutex}, operations}, {Map{By: RWMutex}, operations}, {Map{By: SyncMap}, operations}, {Map{By: Sharded}, operations},
		{Map{By: Mutex, Reads: 100}, operations}, {Map{By: RWMutex, Reads: 100}, operations}, {Map{By: SyncMap, Reads: 100}, operations},
		{Map{By: Sharded, Reads: 100}, operations},
	} {
		b.Run(lab.NameOf(w.Workload), func(b *testing.B) {
			var times [3][]float64 // of an operation in ns, by the number of workers
			timed := func(workers int) func() time.Duration {
				return func() time.Duration {
					took := makespan(b, w, model.Pool{Workers: workers})
					times[workers] = append(times[workers], float64(took)/float64(w.operations))
					return took
				}
			}
			paired.RatioOf(b, timed(2), timed(1))
			for workers, unit := range map[int]string{1: "ns/1-worker", 2: "ns/2-workers"} {
				slices.Sort(times[workers])
				b.ReportMetric(times[workers][len(times[workers])/2], unit)
			}
		})
	}
}

// makespan runs a job of its own under a model and returns how long that took.
func makespan(b *testing.B, w lab.Workload, m lab.Model) time.Duration {
	job, err := w.Prepare(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	err = m.Run(b.Context(), job)
	took := time.Since(start)
	if err != nil {
		b.Fatal(err)
	}
	if job.Close != nil {
		if err := job.Close(); err != nil {
			b.Fatal(err)
		}
	}
	return took
}

// BenchmarkChoice reports what it takes to choose an operation of a Map.
func BenchmarkChoice(b *testing.B) {
	m, reads := Map{}.withDefaults(), 0
	for i := 0; b.Loop(); i++ {
		if _, read := m.operation(1, i); read {
			reads++
		}
	}
	_ = reads
}
