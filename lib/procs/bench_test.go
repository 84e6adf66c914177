package procs

import (
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
	"threadboost/lib/model"
	"threadboost/lib/wire"
)

// BenchmarkSpeedup reports how many times as fast two processes are as one after the other, for 1.5 s of computing: the start of the
// processes counts. The metric ratio is sequential/processes.
func BenchmarkSpeedup(b *testing.B) {
	run := func(m lab.Model) func() time.Duration {
		return func() time.Duration { return measured(b, m, compute{400, 3_000_000}).Wall }
	}
	paired.RatioOf(b, run(model.Sequential{}), run(Processes{Workers: 2}))
}

// BenchmarkDispatch reports what an empty unit costs in two processes, recorded, without what it takes to start and end these: its
// share of the makespan, and processor time in parent and workers, which says more where others use the machine.
func BenchmarkDispatch(b *testing.B) {
	for _, bench := range []struct{ units, chunk int }{{10_000, 1}, {100_000, 10}, {1_000_000, 100}} {
		b.Run(fmt.Sprint("chunk=", bench.chunk), func(b *testing.B) {
			p := Processes{Workers: 2, Chunk: bench.chunk}
			var walls, cpus []float64
			for b.Loop() {
				idle := measured(b, p, compute{2 * bench.chunk, 0})
				busy := measured(b, p, compute{bench.units, 0})
				walls = append(walls, float64(busy.Wall-idle.Wall)/1e3/float64(bench.units))
				cpus = append(cpus, float64(cpu(busy)-cpu(idle))/1e3/float64(bench.units))
			}
			slices.Sort(walls)
			slices.Sort(cpus)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(walls[len(walls)/2], "us/unit")
			b.ReportMetric(walls[len(walls)/4], "us/unit-q1")
			b.ReportMetric(walls[len(walls)*3/4], "us/unit-q3")
			b.ReportMetric(cpus[len(cpus)/2], "cpu-us/unit")
		})
	}
}

func cpu(t *lab.Trial) time.Duration { return t.Usage.User + t.Usage.System }

// python measures its process pool in the same way: it prints the microseconds of a unit, and the milliseconds that it takes to start
// two workers, have each do a unit, and end them.
const python = `
import sys, time
from concurrent.futures import ProcessPoolExecutor
def square(i): return i * i
units, chunk = int(sys.argv[1]), int(sys.argv[2])
start = time.perf_counter()
with ProcessPoolExecutor(2) as pool:
    list(pool.map(square, range(2 * chunk), chunksize=chunk))
idle = time.perf_counter() - start
start = time.perf_counter()
with ProcessPoolExecutor(2) as pool:
    list(pool.map(square, range(units), chunksize=chunk))
busy = time.perf_counter() - start
print((busy - idle) * 1e6 / units, idle * 1e3)
`

// BenchmarkPython reports the figures of BenchmarkDispatch for Python's ProcessPoolExecutor, where there is a Python.
func BenchmarkPython(b *testing.B) {
	program, err := exec.LookPath("python3")
	if err != nil {
		b.Skip("there is no python3 to compare with")
	}
	for _, bench := range []struct{ units, chunk int }{{5000, 1}, {100_000, 100}} {
		b.Run(fmt.Sprint("chunk=", bench.chunk), func(b *testing.B) {
			var costs, starts []float64
			for b.Loop() {
				out, err := exec.Command(program, "-c", python, strconv.Itoa(bench.units), strconv.Itoa(bench.chunk)).Output()
				fields := strings.Fields(string(out))
				if err != nil || len(fields) != 2 {
					b.Fatalf("python3 gives %q and %v", out, err)
				}
				cost, _ := strconv.ParseFloat(fields[0], 64)
				start, _ := strconv.ParseFloat(fields[1], 64)
				costs, starts = append(costs, cost), append(starts, start)
			}
			slices.Sort(costs)
			slices.Sort(starts)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(costs[len(costs)/2], "us/unit")
			b.ReportMetric(starts[len(starts)/2], "ms-start-of-2")
		})
	}
}

// BenchmarkWorker reports what the worker's part of an empty unit costs, without the pipe.
func BenchmarkWorker(b *testing.B) {
	for _, chunk := range []int{1, 100} {
		b.Run(fmt.Sprint("chunk=", chunk), func(b *testing.B) {
			job, err := compute{chunk, 0}.Prepare(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			w := &worker{out: wire.NewWriter(io.Discard), clock: measure.StartClock(), job: job}
			b.ReportAllocs()
			for b.Loop() {
				w.units(b.Context(), wire.Range{To: chunk})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*chunk), "ns/unit")
		})
	}
}
