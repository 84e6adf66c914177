package infer_test

import (
	"fmt"

	"threadboost/lib/infer"
)

// Ten rounds of two models, in milliseconds. The third round was slow for both.
var (
	sequential = []float64{101, 99, 180, 103, 100, 98, 102, 104, 99, 101}
	pool       = []float64{26, 25, 47, 24, 25, 26, 27, 25, 24, 26}
)

func ExampleSample_Quantile() {
	s := infer.NewSample([]float64{10, 1, 9, 2, 8, 3, 7, 4, 6, 5})
	fmt.Println(s.Quantile(0.25), s.Quantile(0.5), s.Quantile(0.75))
	// Output: 3.25 5.5 7.75
}

func ExampleSample_Median() {
	m := infer.NewSample(sequential).Median(0.95)
	fmt.Printf("%.1f ms, %.0f to %.0f ms (asked %g, achieved %.4f)\n",
		m.Value, m.Interval.Low, m.Interval.High, m.Interval.Level, m.Interval.Coverage)
	// Output: 101.0 ms, 99 to 104 ms (asked 0.95, achieved 0.9785)
}

func ExampleSpeedup() {
	s := infer.Speedup(sequential, pool, 0.95, 1)
	fmt.Printf("%.2f times as fast, %.1f to %.1f, %d rounds: %v\n",
		s.Value, s.Interval.Low, s.Interval.High, s.N, infer.VerdictOf(s))
	// Output: 3.96 times as fast, 3.8 to 4.1, 10 rounds: faster
}

func ExampleImprovement() {
	i := infer.Improvement(infer.Speedup(sequential, pool, 0.95, 1))
	fmt.Printf("%.1f %% of the time saved, %.0f to %.0f %%\n", i.Value, i.Interval.Low, i.Interval.High)
	// Output: 74.8 % of the time saved, 74 to 76 %
}

// Three rounds carry no 95 % interval. The range is shown for what it is worth, and the verdict
// waits for more.
func ExampleWarning() {
	s := infer.Speedup(sequential[:3], pool[:3], 0.95, 1)
	fmt.Println(infer.VerdictOf(s))
	for _, w := range s.Warnings {
		fmt.Println(w.Text)
	}
	// Output:
	// too few rounds
	// speed-up: a 95 % interval needs 6 trials, got 3: the interval shown covers about 75 %; set Trials to 6 or more
}
