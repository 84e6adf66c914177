package modeltest_test

import (
	"context"
	"fmt"

	"threadboost/lib/lab"
	"threadboost/lib/modeltest"
)

// Halves is a learner's model: two goroutines, each with one half of the units.
type Halves struct{}

func (Halves) Run(ctx context.Context, job *lab.Job) error {
	done := make(chan bool)
	half := func(worker, from, to int) {
		for i := from; i < to && ctx.Err() == nil; i++ {
			job.Do(ctx, worker, i)
		}
		done <- true
	}
	go half(0, 0, job.Units/2)
	go half(1, job.Units/2, job.Units)
	<-done
	<-done
	return ctx.Err()
}

// Hasty forgets that units are numbered from 0.
type Hasty struct{}

func (Hasty) Run(ctx context.Context, job *lab.Job) error {
	for i := 1; i < job.Units && ctx.Err() == nil; i++ {
		job.Do(ctx, 0, i)
	}
	return ctx.Err()
}

func ExampleCheck() {
	fmt.Println(modeltest.Check(context.Background(), Halves{}))
	fmt.Println(modeltest.Check(context.Background(), Hasty{}))
	// Output:
	// <nil>
	// modeltest: Hasty: runs every unit once: on a job of 1: it ran 0 of 1 units, unit 0 is the first left out: call job.Do once for each i < job.Units
}

// What a model promises beyond the contract is checked with it.
func ExampleLimit() {
	fmt.Println(modeltest.Check(context.Background(), Halves{}, modeltest.Limit(2)))
	fmt.Println(modeltest.Check(context.Background(), Halves{}, modeltest.Limit(4)))
	// Output:
	// <nil>
	// modeltest: Halves: runs 4 units at once: at most 2 of 18 units ran at once: look for what else holds them back
}
