package frame_test

import (
	"fmt"
	"time"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// naps are results as lab.Run returns them, with times made up: six rounds of four naps of 10 ms, one after the other and by a pool
// of two workers. Some rounds took longer.
func naps() *lab.Results {
	r := &lab.Results{Info: lab.Info{
		ID: "20260102T150405Z-naps", Experiment: "naps", Workload: "4 naps of 10 ms", Models: []string{"Sequential", "Pool(2)"},
		Baseline: "Sequential", Rounds: 6, Units: 4, Seed: 1,
	}}
	for round, nap := range [][2]time.Duration{{10, 10}, {10, 11}, {11, 10}, {10, 10}, {13, 11}, {10, 12}} {
		r.Trials = append(r.Trials, trial("Sequential", round+1, 1, nap[0]*time.Millisecond), trial("Pool(2)", round+1, 2, nap[1]*time.Millisecond))
	}
	return r
}

// trial is four naps of one length, shared by some workers.
func trial(model string, round, workers int, nap time.Duration) lab.Trial {
	t := lab.Trial{
		Model: model, Round: round, Order: workers, Wall: 4 * nap / time.Duration(workers), Units: make([]measure.Unit, 4),
		Usage: measure.Usage{User: 300 * time.Microsecond, System: 100 * time.Microsecond},
	}
	for i := range t.Units {
		started := int64(nap) * int64(i/workers)
		t.Units[i] = measure.Unit{
			Worker: int32(i % workers), Started: started, Ended: started + int64(nap),
			Waits: 1, WaitStarted: started, Waited: int64(nap),
		}
	}
	return t
}

func ExampleSummary() {
	df, warnings := frame.Summary(naps())
	for _, column := range []string{"model", "wall_ms", "latency_ms", "units_per_s", "speedup", "speedup_low", "speedup_high"} {
		fmt.Println(column, df.Col(column))
	}
	fmt.Println(df.Col("verdict").Elem(1))
	fmt.Println(warnings[0].Code)
	// Output:
	// model [Sequential Pool(2)]
	// wall_ms [40.000000 21.000000]
	// latency_ms [26.666667 16.000000]
	// units_per_s [100.000000 190.909091]
	// speedup [1.000000 2.000000]
	// speedup_low [1.000000 1.666667]
	// speedup_high [1.000000 2.363636]
	// Pool(2) is 2.0 times as fast as Sequential (95 % interval 1.67 to 2.4, 6 rounds, Holm p = 0.031)
	// few-units
}

func ExampleTrials() {
	df := frame.Trials(naps())
	pool := df.Filter(dataframe.F{Colname: "model", Comparator: series.Eq, Comparando: "Pool(2)"})
	fmt.Println(pool.Col("round"), pool.Col("wall_ms"))
	// Output: [1 2 3 4 5 6] [20.000000 22.000000 20.000000 20.000000 22.000000 24.000000]
}

// One row a value of a sweep; the times are made up.
func ExampleScaling() {
	r := naps()
	r.Param, r.Values = "workers", []int{1, 2}
	df, _ := frame.Scaling(r)
	for _, column := range []string{"workers", "model", "wall_ms", "units_per_s", "speedup"} {
		fmt.Println(column, df.Col(column))
	}
	// Output:
	// workers [1 2]
	// model [Sequential Pool(2)]
	// wall_ms [40.000000 21.000000]
	// units_per_s [100.000000 190.909091]
	// speedup [1.000000 2.000000]
}

// The unit that ended last in the first trial of the pool.
func ExampleUnits() {
	df := frame.Units(naps())
	fmt.Println(df.Nrow(), "units")
	unit := df.Subset(7)
	for _, column := range []string{"model", "unit", "worker", "due_ms", "started_ms", "ended_ms", "latency_ms", "service_ms", "waited_ms"} {
		fmt.Println(column, unit.Col(column).Elem(0))
	}
	// Output:
	// 48 units
	// model Pool(2)
	// unit 3
	// worker 1
	// due_ms 0.000000
	// started_ms 10.000000
	// ended_ms 20.000000
	// latency_ms 20.000000
	// service_ms 10.000000
	// waited_ms 10.000000
}

// Seven rounds, of which the first one found nothing in the caches. The other six are enough for a verdict.
func ExampleSteady() {
	r := naps()
	for i := range r.Trials {
		r.Trials[i].Round++
	}
	r.Trials = append([]lab.Trial{trial("Sequential", 1, 1, 45*time.Millisecond), trial("Pool(2)", 1, 2, 41*time.Millisecond)}, r.Trials...)
	r.Rounds = 7
	steady, cold := frame.Steady(r)
	fmt.Println(cold)
	fmt.Println(len(steady.Trials), "of", len(r.Trials), "trials count")
	df, _ := frame.Summary(r)
	fmt.Println(frame.Medians(df))
	// Output:
	// the first round was cold: it took 4.0 times as long as the later ones (p < 0.0001)
	// 12 of 14 trials count
	// medians of 6 rounds with intervals, without 1 cold round
}

func ExampleLatencies() {
	fmt.Println(frame.Latencies(naps(), "Pool(2)")[:8])
	// Output: [10 10 20 20 11 11 22 22]
}

// From when they started, and from when they were due: all four at the start of the trial.
func ExamplePercentiles() {
	df, _ := frame.Percentiles(naps())
	sequential := df.Filter(dataframe.F{Colname: "model", Comparator: series.Eq, Comparando: "Sequential"})
	for _, column := range []string{"percentile", "raw_ms", "corrected_ms"} {
		fmt.Println(column, sequential.Col(column))
	}
	// Output:
	// percentile [50.000000 90.000000 95.000000 99.000000 99.900000]
	// raw_ms [10.000000 13.000000 13.000000 NaN NaN]
	// corrected_ms [28.000000 40.000000 43.400000 NaN NaN]
}

func ExamplePresent() {
	df, warnings := frame.Summary(naps())
	grid, err := frame.Present(df, warnings...)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(grid.Text())
	// Output:
	// 4 naps of 10 ms: medians of 6 rounds with intervals
	// Model       Total time           Average latency  p50    p95      p99  Throughput  Speed-up            Improvement  CPU time  Errors
	// Sequential  40 ms (40 to 52 ms)  26.7 ms          28 ms  43.4 ms  –    100/s       1.00×               0.0 %        400 µs    0
	// Pool(2)     21 ms (20 to 24 ms)  16 ms            16 ms  23.7 ms  –    191/s       2.0× (1.67 to 2.4)  50.0 %       400 µs    0
	// - Sequential is the baseline of the comparison
	// - Pool(2) is 2.0 times as fast as Sequential (95 % interval 1.67 to 2.4, 6 rounds, Holm p = 0.031)
	// - p99 needs 100 units and p95 20, got 24: a percentile without a unit beyond it is left out; raise the number of units or of trials
}

// Other frames are shown as they are.
func ExamplePresent_ofYourOwn() {
	fruit := dataframe.New(
		series.New([]string{"apple", "pear"}, series.String, "fruit"),
		series.New([]float64{0.1875, 1234.56}, series.Float, "kg"),
	)
	grid, err := frame.Present(fruit)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(grid.Text())
	// Output:
	// fruit  kg
	// apple  0.188
	// pear   1,235
}

func ExampleGrid_Text() {
	grid := frame.Grid{
		Caption: "Reading",
		Head:    []string{"Model", "Total time"},
		Rows: [][]frame.Cell{
			{{Text: "Sequential"}, {Text: "40 ms", Under: "40 to 52 ms"}},
			{{Text: "Pool(2)"}, {Text: "20 ms"}},
		},
		Notes: []string{"few rounds"},
	}
	fmt.Println(grid.Text())
	// Output:
	// Reading
	// Model       Total time
	// Sequential  40 ms (40 to 52 ms)
	// Pool(2)     20 ms
	// - few rounds
}

// Whatever a name holds, it is shown as text.
func ExampleGrid_HTML() {
	grid := frame.Grid{Head: []string{"Model"}, Rows: [][]frame.Cell{{{Text: "<b>Mine</b>"}}}}
	fmt.Println(grid.HTML())
	// Output: <div class="tb-result"><table class="tb-table"><thead><tr><th scope="col">Model</th></tr></thead><tbody><tr><th scope="row">&lt;b&gt;Mine&lt;/b&gt;</th></tr></tbody></table></div>
}
