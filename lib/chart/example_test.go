package chart_test

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"threadboost/lib/chart"
	"threadboost/lib/infer"
)

// The title claims what the intervals carry: the two fastest cannot be told apart.
func ExampleSpeedup() {
	figure, err := chart.Speedup{
		Measured: []string{"Speed-up of 500 file reads", "median of 10 rounds, 95 % interval"},
		Rows: []chart.Ratio{
			{Name: "Sequential", Value: 1, Baseline: true},
			{Name: "Goroutines", Value: 9.6, Low: 9.1, High: 10},
			{Name: "Pool(32)", Value: 9.4, Low: 8.9, High: 9.9},
			{Name: "Pool(8)", Value: 5.9, Low: 5.6, High: 6.2},
		},
	}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// Goroutines and Pool(32) are about 9.5 times as fast as Sequential. Times as fast: Goroutines 9.6, interval 9.1 to 10; Pool(32) 9.4, interval 8.9 to 9.9; Pool(8) 5.9, interval 5.6 to 6.2. <nil>
}

func ExampleLatency() {
	var quick, slow []float64
	for i := range 200 {
		quick = append(quick, 10+0.01*float64(i))
		slow = append(slow, 10+0.2*float64(i))
	}
	figure, err := chart.Latency{
		Measured: []string{"Latency of 200 requests"},
		Series:   []chart.Series{{Name: "Sequential", MS: quick, Baseline: true}, {Name: "Goroutines", MS: slow}},
	}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// 99 % of the units end within 12 ms with Sequential, 49.4 ms with Goroutines. Latency: Sequential p50 11 ms, p99 12 ms, of 200 units; Goroutines p50 29.9 ms, p99 49.4 ms, of 200 units. <nil>
}

// Two workers, each with one unit that computes for 1 ms, waits for 8 ms and computes for 1 ms.
func ExampleTaskStream() {
	const ms = 1_000_000
	figure, err := chart.TaskStream{
		Model: "Pool(2)", WallNS: 10 * ms, Cores: 2,
		Units: []chart.Span{
			{Lane: 0, Started: 0, WaitStarted: 1 * ms, Waited: 8 * ms, Waits: 1, Ended: 10 * ms},
			{Lane: 1, Started: 0, WaitStarted: 1 * ms, Waited: 8 * ms, Waits: 1, Ended: 10 * ms},
		},
	}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// 2 workers overlap 16 ms of waiting in 10 ms. Task stream of Pool(2): 2 units on 2 workers in 10 ms, 4 ms running, 16 ms waiting. <nil>
}

// Eight points that follow Amdahl's law: a twentieth of the work is done by one at a time.
func ExampleScaling() {
	figure := chart.Scaling{Measured: []string{"500 requests", "medians of 10 rounds"}, Param: "workers", Unit: "units/s"}
	var points []infer.Point
	for _, n := range []float64{1, 2, 4, 8, 16, 32, 48, 64} {
		rate := 100 * n / (1 + 0.05*(n-1))
		figure.Points = append(figure.Points, chart.Level{At: n, Value: rate, Low: 0.99 * rate, High: 1.01 * rate})
		points = append(points, infer.Point{Workers: n, Throughput: rate})
	}
	figure.Fit = infer.FitScaling(points, 0.95, 1)
	drawn, err := figure.Draw()
	fmt.Println(drawn.Alt, err)
	// Output:
	// More workers help less and less: at most about 20 times one. 1 worker 100 units/s, interval 99 to 101; 2 workers 190 units/s, interval 189 to 192; 4 workers 348 units/s, interval 344 to 351; 8 workers 593 units/s, interval 587 to 599; 16 workers 914 units/s, interval 905 to 923; 32 workers 1,255 units/s, interval 1,242 to 1,267; 48 workers 1,433 units/s, interval 1,419 to 1,447; 64 workers 1,542 units/s, interval 1,527 to 1,558. Amdahl fit: σ 0.05 (0.05 to 0.05), R² > 0.999. <nil>
}

// Two workers and three units: the third one is queued until a worker is free.
func ExampleDepth() {
	const ms = 1_000_000
	figure, err := chart.Depth{
		Model: "Pool(2)", WallNS: 20 * ms, Cores: 2, Limit: 2,
		Units: []chart.Span{
			{Lane: 0, Started: 0, Ended: 10 * ms},
			{Lane: 1, Started: 0, Ended: 10 * ms},
			{Lane: 0, Queued: 1, Started: 10 * ms, Ended: 20 * ms},
		},
	}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// 1.5 units in flight on average, at most 2; up to 1 in the queue. Pool(2): 3 units in 20 ms, 1.5 of them running on average on 2 cores. <nil>
}

func ExamplePath() {
	const ms = 1_000_000
	figure := chart.Path{Model: "Adaptive", Name: "limit", WallNS: 80 * ms}
	for i, limit := range []float64{1, 2, 4, 8, 7, 8, 6, 7} {
		figure.Points = append(figure.Points, chart.Moment{At: int64(i) * 10 * ms, Value: limit})
	}
	drawn, err := figure.Draw()
	fmt.Println(drawn.Alt, err)
	// Output:
	// The limit settles at about 7, between 6 and 8. Adaptive: limit from 1 to 7 in 80 ms. <nil>
}

func ExampleTrials() {
	const ms = 1_000_000
	figure, err := chart.Trials{
		Measured: []string{"500 file reads"},
		Trials: []chart.Trial{
			{Model: "Pool(8)", Round: 1, WallNS: 120 * ms, Cold: true},
			{Model: "Pool(8)", Round: 2, WallNS: 100 * ms},
			{Model: "Pool(8)", Round: 3, WallNS: 150 * ms, Disturbed: "other programs used 60 % of a core"},
			{Model: "Pool(8)", Round: 4, WallNS: 98 * ms},
			{Model: "Pool(8)", Round: 5, WallNS: 101 * ms},
		},
	}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// Half of 5 trials lie within 3.1 % of their model's median; one was disturbed. Marked: trial 3 of Pool(8) took 1.49 times its median, disturbed: other programs used 60 % of a core. <nil>
}

// Pool(8) cannot save more than seven eighths of the time.
func ExampleImprovement() {
	figure, err := chart.Improvement{
		Measured: []string{"500 file reads", "10 rounds, 95 % intervals"},
		Rows: []chart.Saving{
			{Ratio: chart.Ratio{Name: "Sequential", Value: 1, Baseline: true}},
			{Ratio: chart.Ratio{Name: "Pool(8)", Value: 5.9, Low: 5.6, High: 6.2}, Ceiling: 87.5},
		},
	}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// Pool(8) saves 83.1 % of the time of Sequential. Time saved: Pool(8) 83.1 %, interval 82.1 to 83.9 %, of 87.5 % possible. <nil>
}

// Eight rounds of a baseline and of a model that takes half as long, within some per cent.
func ExampleForest() {
	comparisons := infer.Run{
		Baseline: infer.Times{Name: "Sequential", Values: []float64{100, 102, 99, 101, 103, 98, 100, 101}},
		Models:   []infer.Times{{Name: "Pool(2)", Values: []float64{51, 50, 50, 49, 52, 50, 51, 50}}},
	}.Compare()
	figure, err := chart.Forest{Measured: []string{"500 file reads"}, Comparisons: comparisons, BaselineNS: 100e6}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// Pool(2) is faster than Sequential. Times as fast: Pool(2) 1.99, interval 1.96 to 2.0, P 0.008, -49.9 ms, faster. <nil>
}

// One unit is due every 10 ms and takes 1 ms, but the third one takes 100 ms: those behind it are late, and do not know it.
func ExampleECDF() {
	figure, err := chart.ECDF{
		Measured: []string{"6 requests, one every 10 ms"},
		Series:   []chart.Series{{Name: "Pool(1)", MS: []float64{1, 1, 100, 91, 82, 73}, RawMS: []float64{1, 1, 100, 1, 1, 1}}},
	}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// Half of the units of Pool(1) end within 77.5 ms of when they were due, 1 ms of their start. Latency: Pool(1) p50 77.5 ms (raw p50 1 ms), of 6 units. <nil>
}

func ExampleHeatMap() {
	var few, many []float64
	for i := range 200 {
		few = append(few, 40+0.01*float64(i))
		many = append(many, 10+0.4*float64(i))
	}
	figure, err := chart.HeatMap{Param: "workers", Series: []chart.Series{{Name: "1", MS: few}, {Name: "16", MS: many}}}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// 99 % of the units end within 42 ms with 1 worker, 88.8 ms with 16 workers. Latency: 1 p50 41 ms, p90 41.8 ms, p95 41.9 ms, p99 42 ms, most 42 ms; 16 p50 49.8 ms, p90 81.6 ms, p95 85.6 ms, p99 88.8 ms, most 89.6 ms. <nil>
}

func ExampleSpread() {
	const ms = 1e6
	figure, err := chart.Spread{Models: []chart.Strip{
		{Name: "Sequential", WallNS: []float64{104 * ms, 100 * ms, 98 * ms, 101 * ms, 99 * ms}, Cold: []bool{true}, Baseline: true},
		{Name: "Pool(8)", WallNS: []float64{14 * ms, 12 * ms, 11 * ms, 13 * ms, 12 * ms}},
	}}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// The middle half of the trials spans 2.0 % of their median with Sequential, 8.3 % with Pool(8). Total time: Pool(8) median 12 ms, middle half 12 to 13 ms, all 11 to 14 ms, of 5 trials; Sequential median 100 ms, middle half 99 to 101 ms, all 98 to 104 ms, of 5 trials. <nil>
}

func ExampleEfficiency() {
	figure, err := chart.Efficiency{Param: "workers", Points: []chart.Level{
		{At: 1, Value: 1, Low: 1, High: 1}, {At: 2, Value: 1.9, Low: 1.86, High: 1.94}, {At: 8, Value: 3.2, Low: 3, High: 3.4},
	}}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// Up to 2 workers each does more than half of one alone; of 8, 40 %. Efficiency: 1 worker 100.0 %; 2 workers 95.0 %, interval 93.0 % to 97.0 %; 8 workers 40.0 %, interval 37.5 % to 42.5 %. <nil>
}

func ExampleResources() {
	six := func(v float64) []float64 { return []float64{v, v, v, v, v, v} } // trials
	figure, err := chart.Resources{Models: []chart.Usage{
		{Name: "Sequential", User: six(80e6), System: six(20e6), Pauses: six(0), Heap: six(3 << 20), Allocated: six(32 << 20)},
		{Name: "Goroutines", User: six(90e6), System: six(90e6), Pauses: six(1e5), Heap: six(28 << 20), Allocated: six(34 << 20)},
	}}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// Goroutines takes more processor time than Sequential: 180 ms a trial, not 100 ms. Medians of the trials: Sequential processor time 100 ms, GC pauses 0 ns, heap, most 3 MiB, allocated 32 MiB (80.0 % of it in the program); Goroutines processor time 180 ms, GC pauses 100 µs, heap, most 28 MiB, allocated 34 MiB (50.0 % of it in the program). <nil>
}

// Six was near enough for the pool; that goroutines would be as many times faster as there are units was too much.
func ExamplePrediction() {
	figure, err := chart.Prediction{Guesses: []chart.Guess{
		{Ratio: chart.Ratio{Name: "Pool(8)", Value: 5.9, Low: 5.6, High: 6.2}, Predicted: 6},
		{Ratio: chart.Ratio{Name: "Goroutines", Value: 9.6, Low: 9.1, High: 10}, Predicted: 500},
	}}.Draw()
	fmt.Println(figure.Alt, err)
	// Output:
	// The predictions are off by 7.2× on average; 1 of 2 lie inside the interval. Goroutines measured 9.6×, 9.1 to 10, predicted 500×, 52× too high; Pool(8) measured 5.9×, 5.6 to 6.2, predicted 6.0×, inside. <nil>
}

// Any plot of gonum becomes a figure that follows the theme.
func ExamplePlot() {
	p := plot.New()
	p.Title.Text = "Throughput by workers"
	p.X.Label.Text, p.Y.Label.Text = "workers", "units per second"
	line, err := plotter.NewLine(plotter.XYs{{X: 1, Y: 120}, {X: 2, Y: 225}, {X: 4, Y: 430}})
	if err != nil {
		fmt.Println(err)
		return
	}
	line.Color = chart.Hue(0)
	p.Add(line)
	figure, err := chart.Plot(p, "Throughput grows with each worker, from 120 to 430 units per second.")
	fmt.Println(figure.Alt, err)
	// Output:
	// Throughput grows with each worker, from 120 to 430 units per second. <nil>
}

// A hue is a color.Color for lines and bars.
func ExampleHue() {
	var first color.Color = chart.Hue(0)
	fmt.Println(first != chart.Hue(1), first == chart.Hue(5))
	// Output:
	// true true
}
