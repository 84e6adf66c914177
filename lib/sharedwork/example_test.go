package sharedwork_test

import (
	"context"
	"fmt"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/sharedwork"
)

// compare runs a workload under two models and says whether all was right.
func compare(w lab.Workload) {
	e := lab.Experiment{Name: "sharing", Workload: w, Trials: 2, Models: lab.Models{model.Sequential{}, model.Pool{Workers: 2}}}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %d trials, and nothing was lost\n", results.Workload, len(results.Trials))
}

func ExampleCounter() {
	compare(sharedwork.Counter{By: sharedwork.Atomic, Units: 10})
	compare(sharedwork.Counter{By: sharedwork.Channel, Units: 10, Increments: 500})
	// Output:
	// 10 times 5000 increments by atomic: 4 trials, and nothing was lost
	// 10 times 500 increments by channel: 4 trials, and nothing was lost
}

func ExampleMap() {
	compare(sharedwork.Map{By: sharedwork.RWMutex, Reads: 99, Units: 10})
	compare(sharedwork.Map{By: sharedwork.Sharded, Shards: 8, Units: 10})
	// Output:
	// 10 times 5000 operations on 1000 keys, 99 % reads, by RWMutex: 4 trials, and nothing was lost
	// 10 times 5000 operations on 1000 keys, 90 % reads, by 8 shards: 4 trials, and nothing was lost
}

func ExampleFalseSharing() {
	compare(sharedwork.FalseSharing{Units: 10, Increments: 20_000})
	compare(sharedwork.FalseSharing{Units: 10, Increments: 20_000, Padded: true})
	// Output:
	// 10 times 20000 increments, false sharing: 4 trials, and nothing was lost
	// 10 times 20000 increments, padded: 4 trials, and nothing was lost
}
