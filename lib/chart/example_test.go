package chart_test

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"threadboost/lib/chart"
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
