package boost_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"

	"threadboost/lib/boost"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// naps is what a notebook declares in one of its first cells.
var naps = lab.Experiment{
	Name:     "naps",
	Workload: lab.Func{Name: "20 naps of 1 ms", Units: 20, Do: nap},
	Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 4}},
	Trials:   2,
}

func nap(ctx context.Context, _ int) (uint64, error) {
	return 0, lab.Wait(ctx, func() error { time.Sleep(time.Millisecond); return nil })
}

// inStore gives an example a store of its own, which a notebook does not need: it keeps its runs in data/results.
func inStore() (remove func()) {
	dir, err := os.MkdirTemp("", "results")
	if err != nil {
		panic(err)
	}
	before := os.Getenv("THREADBOOST_RESULTS") // empty counts as not set
	os.Setenv("THREADBOOST_RESULTS", dir)
	return func() {
		os.Setenv("THREADBOOST_RESULTS", before)
		os.RemoveAll(dir)
	}
}

// A whole lesson: measure, then show.
func Example() {
	df := boost.Run(naps)
	boost.Table(df)
	boost.Speedup(df)
	boost.Latency(df)
	boost.TaskStream(df, "Pool(4)")
}

func ExampleRun() {
	defer inStore()()
	df := boost.Run(naps)
	for _, row := range df.Select([]string{"model", "rounds", "units", "errors"}).Records() {
		fmt.Println(row)
	}
	// Output:
	// [model rounds units errors]
	// [Sequential 2 20 0]
	// [Pool(4) 2 20 0]
}

func ExampleCompare() {
	defer inStore()()
	df := boost.Compare(naps.Workload)
	fmt.Println(df.Col("workload").Elem(0))
	fmt.Println(df.Col("model").Records())
	df = boost.Compare(naps.Workload, model.Sequential{}, model.Pool{Workers: 2})
	fmt.Println(df.Col("model").Records())
	// Output:
	// 20 naps of 1 ms
	// [Sequential Goroutines Pool(8)]
	// [Sequential Pool(2)]
}

// A later cell, or another program: nothing is measured again.
func ExampleLoad() {
	df := boost.Load(naps)
	boost.Table(df)
}

// A dataframe of your own is shown as it is.
func ExampleTable() {
	boost.Table(dataframe.New(
		series.New([]string{"apple", "pear"}, series.String, "fruit"),
		series.New([]float64{0.1875, 1234.56}, series.Float, "kg"),
	))
	// Output:
	// fruit  kg
	// apple  0.188
	// pear   1,235
}

// In any later cell, by the experiment: what each worker did in one trial of the pool.
func ExampleTaskStream() {
	boost.TaskStream(naps, "Pool(4)")
}

// Without the slowest model, whose latencies hide those of the others.
func ExampleLatency() {
	df := boost.Load(naps)
	boost.Latency(df.Filter(dataframe.F{Colname: "model", Comparator: series.Neq, Comparando: "Sequential"}))
}

func ExampleSpeedup() {
	boost.Speedup(naps)
}

// How throughput grows with workers: measure, then show the law and the best number.
func ExampleSweep() {
	defer inStore()()
	df := boost.Sweep(lab.Sweep{
		Name: "workers", Param: "workers", Values: []int{1, 2, 4}, Trials: 2,
		Make: func(n int) (lab.Workload, lab.Model) { return naps.Workload, model.Pool{Workers: n} },
	})
	for _, row := range df.Select([]string{"workers", "model", "rounds", "units"}).Records() {
		fmt.Println(row)
	}
	// Output:
	// [workers model rounds units]
	// [1 Pool(1) 2 20]
	// [2 Pool(2) 2 20]
	// [4 Pool(4) 2 20]
}

// In any later cell, by the sweep.
func ExampleScaling() {
	boost.Scaling(lab.Sweep{Name: "workers", Param: "workers", Values: []int{1, 2, 4}})
}

// How many units were in flight and in the queue.
func ExampleDepth() {
	boost.Depth(naps, "Pool(4)")
}

// How an adaptive model found its limit.
func ExamplePath() {
	adaptive := naps
	adaptive.Models = lab.Models{model.Adaptive{}}
	df := boost.Run(adaptive)
	boost.Path(df, "Adaptive")
}

// Which trials were cold or disturbed.
func ExampleTrials() {
	boost.Trials(naps)
}

func ExampleNoise() {
	boost.Noise()
}

// How much of the time is saved, and how much could be.
func ExampleImprovement() {
	boost.Improvement(naps)
}

// Which differences can be believed: against the baseline, and against the pool.
func ExampleForest() {
	df := boost.Load(naps)
	boost.Forest(df)
	boost.Forest(df, "Pool(4)")
}

// How latencies are distributed.
func ExampleECDF() {
	boost.ECDF(naps)
}

// Which percentile suffers with how many workers.
func ExampleHeatMap() {
	boost.HeatMap(lab.Sweep{Name: "workers", Param: "workers", Values: []int{1, 2, 4}})
}

// How far the trials of each model scatter.
func ExampleSpread() {
	boost.Spread(naps)
}

// What each worker of a sweep still does of what one alone does.
func ExampleEfficiency() {
	boost.Efficiency(lab.Sweep{Name: "workers", Param: "workers", Values: []int{1, 2, 4}})
}

// What the models take beside time.
func ExampleResources() {
	boost.Resources(naps)
}

// In a cell before the run.
func ExamplePredict() {
	defer inStore()()
	boost.Predict(naps, boost.Guess{"Pool(4)": 3.5})
	// Output:
	// naps: predicted Pool(4) 3.5×; boost.Score tells after the run how near that is
}

// In a cell after the run: how near was what was predicted?
func ExampleScore() {
	defer inStore()()
	boost.Predict("naps", boost.Guess{"Pool(4)": 3.5})
	df := boost.Run(naps)
	score := boost.Score(df)
	fmt.Println(score.Names())
}

// A ready-made experiment: less work than usual, two rounds, one kind of it.
func ExampleContention() {
	defer inStore()()
	df := boost.Contention(boost.Work("counter by mutex"), boost.Scale(0.05), boost.Rounds(2))
	fmt.Println(df.Col("model").Records())
	// Output: [Sequential Pool(2) Pool(32) EventLoop Goroutines Sequential (control)]
}

// Work of your own, under few workers and many.
func ExampleOwn() {
	defer inStore()()
	words := []string{"one", "two", "three"}
	df := boost.Own("lengths", len(words), func(_ context.Context, i int) (uint64, error) { return uint64(len(words[i])), nil }, boost.Rounds(2))
	fmt.Println(df.Col("workload").Elem(0), df.Nrow())
	// Output: lengths 7
}
