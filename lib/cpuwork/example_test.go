package cpuwork_test

import (
	"context"
	"fmt"

	"threadboost/lib/cpuwork"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// compare runs a workload under two models and says whether they found the same.
func compare(w lab.Workload) {
	e := lab.Experiment{Name: "computing", Workload: w, Trials: 2, Models: lab.Models{model.Sequential{}, model.Pool{Workers: 2}}}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %d trials, and all found the same\n", results.Workload, len(results.Trials))
}

func ExamplePrimes() {
	compare(cpuwork.Primes{Units: 20, Size: 500, Skew: 1})
	// Output: primes in 20 ranges of 500, skew 1: 4 trials, and all found the same
}

func ExampleMandelbrot() {
	compare(cpuwork.Mandelbrot{Rows: 20, Columns: 40})
	compare(cpuwork.Mandelbrot{Rows: 20, Columns: 40, Even: true})
	// Output:
	// Mandelbrot set, 20 rows of 40 points: 4 trials, and all found the same
	// Mandelbrot set, 20 rows of 40 points, dealt out evenly: 4 trials, and all found the same
}

func ExampleSHA256() {
	compare(cpuwork.SHA256{Units: 20, Size: 64 * lab.KiB})
	// Output: 20 SHA-256 sums of 64 KiB: 4 trials, and all found the same
}

func ExampleMatrixProduct() {
	compare(cpuwork.MatrixProduct{Size: 60, Units: 20, Skew: 0.5})
	// Output: product of matrices, 60 by 60, in 20 bands, skew 0.5: 4 trials, and all found the same
}
