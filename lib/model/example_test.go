package model_test

import (
	"context"
	"fmt"
	"time"

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

func ExampleSemaphore() {
	model.Semaphore{Limit: 2}.Run(context.Background(), squares())
	// Unordered output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}

func ExampleCounter() {
	model.Counter{Workers: 2}.Run(context.Background(), squares())
	// Unordered output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}

// workers prints who runs each of ten units.
func workers(m lab.Model) {
	e := lab.Experiment{Name: "workers", Models: lab.Models{m}, Trials: 1, Workload: lab.Func{Units: 10, Do: func(context.Context, int) (uint64, error) {
		return 0, nil
	}}}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, unit := range results.Trials[0].Units {
		fmt.Print(unit.Worker, " ")
	}
	fmt.Println(lab.NameOf(m))
}

// Equal shares, or small ones in turn.
func ExampleChunks() {
	workers(model.Chunks{Workers: 2})
	workers(model.Chunks{Workers: 2, Size: 2})
	// Output:
	// 0 0 0 0 0 1 1 1 1 1 Chunks(2)
	// 0 0 1 1 0 0 1 1 0 0 Chunks(2, Size=2)
}

func ExampleGuided() {
	model.Guided{Workers: 2}.Run(context.Background(), squares())
	// Unordered output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}

func ExampleSteal() {
	model.Steal{Workers: 2}.Run(context.Background(), squares())
	// Unordered output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}

func ExampleThreads() {
	model.Threads{Workers: 2}.Run(context.Background(), squares())
	// Unordered output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}

// Each stage has a worker; the one in the middle, which takes longest, has three.
func ExamplePipeline() {
	numbers := make([]int, 4)
	job := &lab.Job{Units: 4, Stages: []lab.Stage{
		{Name: "read", Do: func(_ context.Context, i int) error { numbers[i] = i + 1; return nil }},
		{Name: "square", Do: func(_ context.Context, i int) error { numbers[i] *= numbers[i]; return nil }},
		{Name: "double", Do: func(_ context.Context, i int) error { numbers[i] *= 2; return nil }},
	}}
	m := model.Pipeline{Workers: []int{1, 3, 1}, Buffer: 2}
	err := m.Run(context.Background(), job)
	fmt.Println(lab.NameOf(m), numbers, err)
	fmt.Println(m.Run(context.Background(), squares()))
	// Output:
	// Pipeline(1-3-1, Buffer=2) [2 8 18 32] <nil>
	// model: Pipeline needs units that go through stages, but this job has none: set Job.Stages (lab.Staged does), or choose Pool
}

func ExampleFutures() {
	model.Futures{Limit: 2}.Run(context.Background(), squares())
	// Unordered output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
}

func ExampleSubmit() {
	slow := model.Submit(func() string { time.Sleep(time.Millisecond); return "later" })
	fast := model.Submit(func() int { return 42 })
	fmt.Println(fast.Await(), slow.Await())
	// Output: 42 later
}

// One unit has the turn at a time, so that units need no lock; where one waits, the other goes on.
func ExampleEventLoop() {
	asked := make(chan int)
	job := &lab.Job{Units: 2, Unit: func(ctx context.Context, i int) (uint64, error) {
		fmt.Println("unit", i, "begins")
		if i == 0 {
			lab.Wait(ctx, func() error { fmt.Println("answer", <-asked); return nil })
		} else {
			lab.Wait(ctx, func() error { asked <- 42; return nil })
		}
		return 0, nil
	}}
	fmt.Println(model.EventLoop{}.Run(context.Background(), job))
	// Output:
	// unit 0 begins
	// unit 1 begins
	// answer 42
	// <nil>
}

// Three accounts belong to two actors. Nobody else touches them, so that they need no lock and their entries keep their order.
func ExampleActors() {
	var accounts [3]string
	job := &lab.Job{
		Units: 9,
		Key:   func(i int) uint64 { return uint64(i % 3) },
		Unit: func(_ context.Context, i int) (uint64, error) {
			accounts[i%3] += fmt.Sprint(i, " ")
			return 0, nil
		},
	}
	model.Actors{Mailboxes: 2}.Run(context.Background(), job)
	fmt.Printf("%q\n", accounts)
	// Output: ["0 3 6 " "1 4 7 " "2 5 8 "]
}

func ExampleRateLimit() {
	start := time.Now()
	model.RateLimit{PerSecond: 1000, Burst: 2}.Run(context.Background(), squares())
	fmt.Println("no sooner than 2 ms after the start:", time.Since(start) >= 2*time.Millisecond)
	// Unordered output:
	// 0 squared is 0
	// 1 squared is 1
	// 2 squared is 4
	// 3 squared is 9
	// no sooner than 2 ms after the start: true
}

// The path of the limit is recorded.
func ExampleAdaptive() {
	waits := lab.Func{Units: 200, Do: func(ctx context.Context, i int) (uint64, error) {
		return 0, lab.Wait(ctx, func() error { time.Sleep(time.Millisecond); return nil })
	}}
	e := lab.Experiment{Name: "limit", Workload: waits, Models: lab.Models{model.Adaptive{Max: 16}}, Trials: 1}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	path := results.Trials[0].Series["limit"]
	fmt.Println("starts with", path[0].Value, "and moves:", len(path) > 3)
	// Output: starts with 1 and moves: true
}
