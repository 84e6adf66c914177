// A cell that measures work of its own and shows a table and all figures.
package main

import (
	"context"
	"flag"
	"time"

	"threadboost/lib/boost"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func nap(ctx context.Context, i int) (uint64, error) {
	return 0, lab.Wait(ctx, func() error { time.Sleep(5 * time.Millisecond); return nil })
}

var naps = lab.Experiment{
	Name:     "naps",
	Workload: lab.Func{Name: "100 naps of 5 ms", Units: 100, Do: nap},
	Models:   lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 8}},
}

func main() {
	flag.Parse()
	df := boost.Run(naps)
	boost.Table(df)
	boost.Speedup(df)
	boost.Latency(df)
	boost.TaskStream(naps, "Pool(8)")
}
