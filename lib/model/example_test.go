package model_test

import (
	"context"
	"fmt"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// squares is a job of four units, which print in their order only if the model keeps it.
func squares() *lab.Job {
	return &lab.Job{Units: 4, Unit: func(_ context.Context, i int) (uint64, error) {
		fmt.Println(i, "squared is", i*i)
		return 0, nil
	}}
}

func ExampleSequential() {
	model.Sequential{}.Run(context.Background(), squares())
	// Output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}

func ExampleGoroutines() {
	model.Goroutines{}.Run(context.Background(), squares())
	// Unordered output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}

func ExamplePool() {
	model.Pool{Workers: 2}.Run(context.Background(), squares())
	// Unordered output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}

// A pool of one worker keeps the order, as Sequential does.
func ExamplePool_oneWorker() {
	fmt.Println(lab.NameOf(model.Pool{Workers: 1, Queue: 10}))
	model.Pool{Workers: 1, Queue: 10}.Run(context.Background(), squares())
	// Output:
	// Pool(1, Queue=10)
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}
