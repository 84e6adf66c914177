package apiwork_test

import (
	"context"
	"fmt"
	"time"

	"threadboost/lib/apiwork"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func ExampleFetch() {
	fetching := lab.Experiment{
		Name:     "fetching",
		Workload: apiwork.Fetch{Requests: 50, Latency: apiwork.Fixed(2 * time.Millisecond)},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 16}},
		Trials:   1,
	}
	results, err := lab.Run(context.Background(), fetching, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(results.Workload)
	for _, model := range results.Models {
		trial := results.Of(model)[0]
		fmt.Println(model, "ran", len(trial.Units), "requests,", len(trial.Failures), "failed")
	}
	// Output:
	// 50 requests of 1 KiB, latency 2 ms
	// Sequential ran 50 requests, 0 failed
	// Pool(16) ran 50 requests, 0 failed
}

func ExampleExponential() {
	law := apiwork.Exponential(10 * time.Millisecond)
	for _, share := range []float64{0.5, 0.99} {
		fmt.Println(share, law.Delay(share).Round(time.Millisecond/10))
	}
	// Output:
	// 0.5 6.9ms
	// 0.99 46.1ms
}

// coffeeBreak is a law of one's own: one request in ten takes ten times as long.
type coffeeBreak time.Duration

func (c coffeeBreak) Delay(u float64) time.Duration {
	if u < 0.9 {
		return time.Duration(c)
	}
	return 10 * time.Duration(c)
}

func (c coffeeBreak) String() string {
	return fmt.Sprintf("%v, ten times that for one in ten", time.Duration(c))
}

func ExampleLaw() {
	fmt.Println(apiwork.Fetch{Requests: 100, Latency: coffeeBreak(time.Millisecond)})
	// Output:
	// 100 requests of 1 KiB, latency 1ms, ten times that for one in ten
}
