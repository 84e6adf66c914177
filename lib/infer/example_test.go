package infer_test

import (
	"fmt"

	"threadboost/lib/infer"
)

// Ten rounds of two models, in milliseconds. The third round was slow for both.
var (
	sequential = []float64{101, 99, 180, 103, 100, 98, 102, 104, 99, 101}
	pool       = []float64{26, 25, 47, 24, 25, 26, 27, 25, 24, 26}
	chunks     = []float64{100, 101, 178, 104, 99, 97, 103, 103, 100, 100}
	again      = []float64{100, 100, 181, 103, 101, 98, 101, 104, 100, 100}
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
	s := infer.Speedup(sequential, pool, 0.95)
	fmt.Printf("%.2f times as fast, %.1f to %.1f, %d rounds: %v\n",
		s.Value, s.Interval.Low, s.Interval.High, s.N, infer.VerdictOf(s))
	// Output: 3.96 times as fast, 3.8 to 4.1, 10 rounds: faster
}

func ExampleImprovement() {
	i := infer.Improvement(infer.Speedup(sequential, pool, 0.95))
	fmt.Printf("%.1f %% of the time saved, %.0f to %.0f %%\n", i.Value, i.Interval.Low, i.Interval.High)
	// Output: 74.7 % of the time saved, 74 to 76 %
}

// The three models ran in the same ten rounds, and the baseline ran twice.
func ExampleRun_Compare() {
	run := infer.Run{
		Baseline: infer.Times{Name: "Sequential", Values: sequential},
		Models:   []infer.Times{{Name: "Pool(4)", Values: pool}, {Name: "Chunks", Values: chunks}},
		Control:  again,
	}
	for _, c := range run.Compare() {
		fmt.Println(c)
	}
	// Output:
	// Pool(4) is 4.0 times as fast as Sequential (95 % interval 3.8 to 4.1, 10 rounds, Holm p = 0.0039)
	// no evidence that Chunks differs from Sequential: 1.00 times as fast (95 % interval 0.99 to 1.01, 10 rounds, Holm p = 0.48); this does not say that they are equal: only 1.01 times or more would have shown in 4 of 5 such runs
}

// The quotient of the medians in a table, 101/25.5, for a reader who asks for it.
func ExampleMedianRatio() {
	m := infer.MedianRatio(sequential, pool, 0.95, 1)
	fmt.Printf("%.2f, %.1f to %.1f\n", m.Value, m.Interval.Low, m.Interval.High)
	// Output:
	// 3.96, 3.8 to 4.1
}

// What makes a run worth less than its numbers.
func ExampleRun_Check() {
	run := infer.Run{Baseline: infer.Times{Name: "Sequential", Values: sequential}, Models: []infer.Times{{Name: "Pool(4)", Values: pool}}}
	for _, w := range run.Check() {
		fmt.Println(w.Text)
	}
	// Output:
	// trials far from the others of their model: Sequential in round 3 (1.78 times its median), Pool(4) in round 3 (1.84 times its median): they are kept; averages follow them, medians hardly do; look at them before blaming the model
}

// The same work on two machines shares no rounds.
func ExampleMannWhitney() {
	desktop, laptop := []float64{21, 20, 22, 20.5, 21.5}, []float64{25, 23, 24, 26, 24.5, 23.5}
	u := infer.MannWhitney(laptop, desktop)
	s := infer.Shift(laptop, desktop, 0.95)
	fmt.Printf("U = %g, p = %.4f, exact: %v\n", u.Statistic, u.P, u.Exact)
	fmt.Printf("the laptop needs %g ms more, %g to %g\n", s.Value, s.Interval.Low, s.Interval.High)
	// Output:
	// U = 30, p = 0.0043, exact: true
	// the laptop needs 3.25 ms more, 2 to 5
}

func ExampleSignedRank() {
	t := infer.SignedRank([]float64{1, 2, 3, 4, 5, -6})
	fmt.Println(t.Statistic, t.P, t.Exact)
	// Output:
	// 15 0.4375 true
}

func ExampleHolm() {
	fmt.Println(infer.Holm([]float64{0.01, 0.04, 0.03, 0.005}))
	// Output: [0.03 0.06 0.06 0.02]
}

func ExampleSample_Percentile() {
	var latencies []float64
	for i := range 400 {
		latencies = append(latencies, float64(i))
	}
	s := infer.NewSample(latencies)
	p99 := s.Percentile(0.99, 0.95)
	fmt.Printf("p99 %.1f, %g to %g\n", p99.Value, p99.Interval.Low, p99.Interval.High)
	fmt.Println(s.Percentile(0.999, 0.95).Warnings[0].Text)
	// Output:
	// p99 395.0, 391 to 399
	// p99.9 needs 1000 values, so that one is expected beyond it, got 400: it is left out; raise the number of units or of trials
}

func ExampleOutliersOf() {
	o := infer.OutliersOf(sequential)
	fmt.Println("far above, at", o.HighSevere)
	// Output: far above, at [2]
}

func ExampleDrift() {
	slope, t := infer.Drift([]float64{100, 101, 103, 104, 104.5, 106, 108})
	fmt.Printf("%.2f ms a trial, p = %.4f\n", slope, t.P)
	// Output:
	// 1.25 ms a trial, p = 0.0004
}

func ExampleAutocorrelation() {
	lag1, t := infer.Autocorrelation([]float64{10, 11, 12, 14, 13, 12, 11, 9, 8, 7, 8, 9})
	fmt.Printf("%.2f, p = %.4f\n", lag1, t.P)
	// Output:
	// 0.85, p = 0.0001
}

func ExampleWarmUp() {
	c := infer.WarmUp(0.95, []float64{160, 131, 101, 100, 102, 99, 101, 100, 102, 100})
	fmt.Println(c)
	// Output:
	// the first 2 rounds were cold: the first took 1.59 times as long as the later ones (p < 0.0001)
}

// The SPEC SDM91 benchmark: throughput with 1 to 216 users.
func ExampleFitScaling() {
	s := infer.FitScaling([]infer.Point{{1, 65}, {18, 996}, {36, 1652}, {72, 1853}, {108, 1829}, {144, 1775}, {216, 1702}}, 0.95, 1)
	fmt.Printf("%v: sigma %.4f, kappa %.6f, lambda %.2f\n", s.Law, s.Sigma.Value, s.Kappa.Value, s.Lambda.Value)
	fmt.Printf("best with %.0f, %.0f to %.0f\n", s.Best.Value, s.Best.Interval.Low, s.Best.Interval.High)
	_, warnings := s.At(500)
	fmt.Println(warnings[0].Text)
	// Output:
	// Universal Scalability Law: sigma 0.0277, kappa 0.000104, lambda 89.99
	// best with 97, 76 to 274
	// scaling: 500 workers are more than the 216 that were measured: the law is a guess there; measure one point further out
}

// What Amdahl's law would say of the same points, although it cannot fall.
func ExampleFitLaw() {
	points := []infer.Point{{1, 65}, {18, 996}, {36, 1652}, {72, 1853}, {108, 1829}, {144, 1775}, {216, 1702}}
	for _, law := range []infer.Law{infer.Amdahl, infer.Universal} {
		s := infer.FitLaw(law, points, 0.95, 1)
		fmt.Printf("%v: R² %.3f, at most %.0f\n", law, s.R2, s.Limit.Value)
	}
	// Output:
	// Amdahl: R² 0.950, at most 1985
	// Universal Scalability Law: R² 0.990, at most 1884
}

func ExampleQueue_Predict() {
	p := infer.Queue{Arrivals: 320, Service: 100, Servers: 4}.Predict()
	fmt.Printf("%.0f %% busy, mean wait %.1f ms, p99 %.0f ms\n", 100*p.Utilisation, 1000*p.MeanWait, 1000*p.ResponseQuantile(0.99))
	fmt.Println(infer.Queue{Arrivals: 450, Service: 100, Servers: 4}.Predict().Warnings[0].Text)
	// Output:
	// 80 % busy, mean wait 7.5 ms, p99 69 ms
	// queue: unstable: 450 units a second arrive and 4 servers complete 400: the line grows for ever and no mean exists; take 5 servers or more
}

func ExampleLittleCheck() {
	fmt.Println(infer.LittleCheck(5.1, 100, 0.05, 0.05).Holds())
	fmt.Println(infer.LittleCheck(8, 100, 0.05, 0.05).Warnings[0].Text)
	// Output:
	// true
	// Little's law is violated: 8 units in flight, but 100 units a second of 0.05 s each make 5: a measuring error; look for units without a record, a window that cuts units, or a clock of another unit
}

// Ten units a second are due; the third hangs for a second, and those behind it are started late.
func ExampleFromSchedule() {
	due := []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5}
	started := []float64{0, 0.1, 0.2, 1.2, 1.21, 1.22}
	ended := []float64{0.01, 0.11, 1.2, 1.21, 1.22, 1.23}
	for _, row := range infer.FromSchedule(due, started, ended).Percentiles(0.95, 0.5) {
		fmt.Printf("p%g: raw %.3f s, corrected %.3f s\n", 100*row.P, row.Raw.Value, row.Corrected.Value)
	}
	// Output:
	// p50: raw 0.010 s, corrected 0.775 s
}

// Three rounds carry no 95 % interval. The range is shown for what it is worth, and the verdict
// waits for more.
func ExampleWarning() {
	s := infer.Speedup(sequential[:3], pool[:3], 0.95)
	fmt.Println(infer.VerdictOf(s))
	for _, w := range s.Warnings {
		fmt.Println(w.Text)
	}
	// Output:
	// too few rounds
	// speed-up: a 95 % interval needs 6 trials, got 3: the interval shown covers about 75 %; set Trials to 6 or more
}
