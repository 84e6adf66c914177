package waitwork_test

import (
	"context"
	"fmt"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/waitwork"
)

func ExampleSleep() {
	e := lab.Experiment{
		Name:     "waiting",
		Workload: waitwork.Sleep{Units: 20, Wait: 2 * time.Millisecond},
		Models:   lab.Models{model.Sequential{}, model.Goroutines{}},
		Trials:   1,
	}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	one, all := results.Of("Sequential")[0], results.Of("Goroutines")[0]
	fmt.Println(results.Workload)
	fmt.Println("all at once is faster:", all.Wall < one.Wall)
	// Output:
	// 20 waits of 2ms
	// all at once is faster: true
}

func ExampleSleep_Ideal() {
	s := waitwork.Sleep{Units: 10_000, Wait: 10 * time.Millisecond}
	for _, workers := range []int{1, 512, 10_000} {
		fmt.Println(workers, s.Ideal(workers))
	}
	// Output:
	// 1 1m40s
	// 512 200ms
	// 10000 10ms
}
