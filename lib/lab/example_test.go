package lab_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// naps is work that waits: ten units of a millisecond.
var naps = lab.Func{Name: "naps", Units: 10, Do: func(ctx context.Context, i int) (uint64, error) {
	return 0, lab.Wait(ctx, func() error {
		time.Sleep(time.Millisecond)
		return nil
	})
}}

func ExampleRun() {
	e := lab.Experiment{
		Name:     "napping",
		Workload: naps,
		Models:   lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 5}},
		Trials:   3,
	}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d units of %s, compared with %s\n", results.Units, results.Workload, results.Baseline)
	for _, name := range results.Models {
		fmt.Printf("%s: %d trials\n", name, len(results.Of(name)))
	}
	// Output:
	// 10 units of naps, compared with Sequential
	// Sequential: 3 trials
	// Goroutines: 3 trials
	// Pool(5): 3 trials
}

// What a broken model would give is not a fast result but an error.
func ExampleModelError() {
	hasty := fake{"Hasty", func(ctx context.Context, job *lab.Job) error {
		for i := range job.Units - 1 {
			job.Do(ctx, 0, i)
		}
		return ctx.Err()
	}}
	_, err := lab.Run(context.Background(), lab.Experiment{Name: "hasty", Workload: naps, Models: lab.Models{hasty}}, lab.Options{})
	var wrong *lab.ModelError
	fmt.Println(errors.As(err, &wrong))
	fmt.Println(err)
	// Output:
	// true
	// lab: model Hasty: it ran 9 of 10 units, unit 9 is the first left out: call job.Do once for each i < job.Units
}

// EveryOther is a learner's own model: one goroutine for the even units and one for the odd.
type EveryOther struct{}

func (EveryOther) Run(ctx context.Context, job *lab.Job) error {
	var wg sync.WaitGroup
	for worker := range 2 {
		wg.Go(func() {
			for i := worker; i < job.Units && ctx.Err() == nil; i += 2 {
				job.Do(ctx, worker, i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

func ExampleModel() {
	e := lab.Experiment{Name: "own", Workload: naps, Models: lab.Models{EveryOther{}}, Trials: 1}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, unit := range results.Trials[0].Units[:4] {
		fmt.Printf("unit %d was run by worker %d\n", i, unit.Worker)
	}
	// Output:
	// unit 0 was run by worker 0
	// unit 1 was run by worker 1
	// unit 2 was run by worker 0
	// unit 3 was run by worker 1
}

func ExampleStore() {
	dir, err := os.MkdirTemp("", "results")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store := &lab.Store{Dir: dir}
	e := lab.Experiment{Name: "napping", Workload: naps, Models: lab.Models{model.Sequential{}}, Trials: 2}
	if _, err := lab.Run(context.Background(), e, lab.Options{Store: store}); err != nil {
		fmt.Println(err)
		return
	}

	stored, err := store.Load("napping") // in any later program; it never measures
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d trials of %s\n", len(stored.Trials), stored.Workload)
	_, err = store.Load("dreaming")
	fmt.Println(errors.Is(err, lab.ErrNotFound))
	// Output:
	// 2 trials of naps
	// true
}

func ExampleWait() {
	e := lab.Experiment{Name: "waiting", Workload: naps, Models: lab.Models{model.Sequential{}}, Trials: 1}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	unit := results.Trials[0].Units[0]
	fmt.Println(unit.Waits, "wait of a millisecond or more:", unit.Waited >= 1_000_000)
	// Output: 1 wait of a millisecond or more: true
}

func ExampleFunc() {
	sums := lab.Func{Name: "sums", Units: 3, Do: func(_ context.Context, i int) (uint64, error) {
		if i == 2 {
			return 0, errors.New("no such number")
		}
		return uint64(i + i), nil
	}}
	e := lab.Experiment{Name: "sums", Workload: sums, Models: lab.Models{model.Sequential{}}, Trials: 1}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	fmt.Println(results.Trials[0].Failures, err)
	// Output: map[2:no such number] <nil>
}

// tickets is a workload with a schedule and something to release.
type tickets struct{ Sold int }

func (w tickets) Prepare(context.Context) (*lab.Job, error) {
	counter, err := os.CreateTemp("", "counter") // not timed
	if err != nil {
		return nil, err
	}
	return &lab.Job{
		Units: w.Sold,
		Unit: func(_ context.Context, i int) (uint64, error) {
			n, err := fmt.Fprintln(counter, "ticket", i)
			return uint64(n), err
		},
		Due:   func(i int) time.Duration { return time.Duration(i) * time.Microsecond },
		Close: func() error { return errors.Join(counter.Close(), os.Remove(counter.Name())) },
	}, nil
}

func ExampleWorkload() {
	e := lab.Experiment{Name: "tickets", Workload: tickets{Sold: 20}, Models: lab.Models{model.Sequential{}}, Trials: 1}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(results.Workload, "due at", results.Trials[0].Due[:3], "ns")
	// Output: tickets(20) due at [0 1000 2000] ns
}

func ExampleNameOf() {
	fmt.Println(lab.NameOf(model.Pool{Workers: 8, Queue: 16}))
	fmt.Println(lab.NameOf(naps))
	// Output:
	// Pool(8, Queue=16)
	// naps
}

func ExampleBytes() {
	fmt.Println(64*lab.KiB, 3*lab.MiB, lab.Bytes(1000))
	// Output: 64 KiB 3 MiB 1000 B
}
