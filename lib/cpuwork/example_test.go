package cpuwork_test

import (
	"context"
	"fmt"

	"threadboost/lib/cpuwork"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func ExamplePrimes() {
	e := lab.Experiment{
		Name:     "computing",
		Workload: cpuwork.Primes{Units: 20, Size: 500, Skew: 1},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 2}},
		Trials:   2,
	}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %d trials, and all counted the same\n", results.Workload, len(results.Trials))
	// Output: primes in 20 ranges of 500, skew 1: 4 trials, and all counted the same
}
