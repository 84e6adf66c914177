package model_test

import (
	"context"
	"fmt"
	"sync"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/modeltest"
)

// Batches runs Size units at a time and waits for all of them before the next ones: a model of one's own is a type with one method.
type Batches struct{ Size int }

func (b Batches) Run(ctx context.Context, job *lab.Job) error {
	for from := 0; from < job.Units && ctx.Err() == nil; from += b.Size {
		var wg sync.WaitGroup
		for i := from; i < min(from+b.Size, job.Units); i++ {
			wg.Go(func() { job.Do(ctx, i-from, i) })
		}
		wg.Wait()
	}
	return ctx.Err()
}

// A model of one's own is checked, and then compared with the others.
func Example_ownModel() {
	fmt.Println("faults:", modeltest.Check(context.Background(), Batches{Size: 3}, modeltest.Limit(3)))
	e := lab.Experiment{
		Name:     "own model",
		Workload: lab.Func{Units: 10, Do: func(_ context.Context, i int) (uint64, error) { return uint64(i * i), nil }},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 3}, Batches{Size: 3}},
	}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	fmt.Println(results.Models, len(results.Of("Batches(3)")), err)
	// Output:
	// faults: <nil>
	// [Sequential Pool(3) Batches(3)] 10 <nil>
}
