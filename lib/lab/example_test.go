package lab_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
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

// countWords is a function of one's own, which was not written for the lab.
func countWords(_ context.Context, text string) (map[string]int, error) {
	counts := make(map[string]int)
	for _, word := range strings.Fields(text) {
		counts[word]++
	}
	return counts, nil
}

func ExampleEach() {
	texts := []string{"a rose is a rose", "is a rose", "a rose"}
	e := lab.Experiment{
		Name:     "words",
		Workload: lab.Each("word counts", texts, countWords),
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 2}},
		Trials:   2,
	}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d units of %s, and all counts are the same\n", results.Units, results.Workload)
	// Output: 3 units of word counts, and all counts are the same
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

// Work of two stages, whose results lie in a slice by the unit's number.
func ExampleStaged() {
	squares := make([]int, 3)
	w := lab.Staged{
		Name: "squares", Units: 3,
		Stages: []lab.Stage{
			{Name: "read", Do: func(_ context.Context, i int) error { squares[i] = i + 1; return nil }},
			{Name: "square", Do: func(_ context.Context, i int) error { squares[i] *= squares[i]; return nil }},
		},
		Sum: func(i int) uint64 { return uint64(squares[i]) },
	}
	e := lab.Experiment{Name: "squares", Workload: w, Models: lab.Models{model.Sequential{}}, Trials: 1}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, stage := range results.Trials[0].Stages {
		fmt.Println(stage.Name, len(stage.Spans))
	}
	fmt.Println(squares)
	// Output:
	// read 3
	// square 3
	// [1 4 9]
}

// How the makespan depends on the number of workers.
func ExampleRunSweep() {
	s := lab.Sweep{
		Name: "scaling", Param: "workers", Values: []int{1, 2, 4},
		Make:   func(v int) (lab.Workload, lab.Model) { return naps, model.Pool{Workers: v} },
		Trials: 3,
	}
	results, err := lab.RunSweep(context.Background(), s, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, name := range results.Models {
		fmt.Printf("%s=%d: %d trials of %s\n", results.Param, results.Values[i], len(results.Of(name)), name)
	}
	// Output:
	// workers=1: 3 trials of Pool(1)
	// workers=2: 3 trials of Pool(2)
	// workers=4: 3 trials of Pool(4)
}

// Any number can be swept: here the percentage by which the heap may grow, a setting of the whole program. The first value runs once more
// in each round, and shows how large a difference is noise.
func ExampleGOGC() {
	s := lab.Sweep{
		Name: "garbage", Param: "GOGC", Values: []int{100, 25, 400}, Set: lab.GOGC, Control: true, Trials: 2,
		Make: func(int) (lab.Workload, lab.Model) { return allocating, model.Pool{Workers: 2} },
	}
	results, err := lab.RunSweep(context.Background(), s, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range results.Models {
		value, ok := results.Value(name)
		fmt.Println(name, value, ok)
	}
	// Output:
	// Pool(2), GOGC=100 100 true
	// Pool(2), GOGC=25 25 true
	// Pool(2), GOGC=400 400 true
	// Pool(2), GOGC=100 (control) 0 false
}

// allocating is work that leaves garbage.
var allocating = lab.Func{Name: "lists", Units: 20, Do: func(context.Context, int) (uint64, error) {
	lists := make([][]int, 100)
	for i := range lists {
		lists[i] = make([]int, 1000)
	}
	return uint64(len(lists)), nil
}}

// How many threads run Go code at once, in a program of eight workers.
func ExampleGOMAXPROCS() {
	s := lab.Sweep{
		Name: "cores", Param: "GOMAXPROCS", Values: []int{1, 2}, Set: lab.GOMAXPROCS, Trials: 2,
		Make: func(int) (lab.Workload, lab.Model) { return allocating, model.Pool{Workers: 8} },
	}
	results, err := lab.RunSweep(context.Background(), s, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(results.Models)
	// Output: [Pool(8), GOMAXPROCS=1 Pool(8), GOMAXPROCS=2]
}

// Rounds until every median is known within 20 %, two seconds at the most.
func ExampleUntil() {
	e := lab.Experiment{
		Name: "until", Workload: naps, Models: lab.Models{model.Sequential{}},
		Until: lab.Until{Precision: 0.2, Budget: 2 * time.Second},
	}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("six rounds or more:", results.Rounds >= 6)
	// Output: six rounds or more: true
}

// Units that never end.
func ExampleDeadlineError() {
	stuck := lab.Func{Name: "stuck", Units: 3, Do: func(ctx context.Context, i int) (uint64, error) {
		if i == 1 {
			<-ctx.Done()
		}
		return 0, nil
	}}
	e := lab.Experiment{
		Name: "stuck", Workload: stuck, Models: lab.Models{model.Goroutines{}}, Deadline: 100 * time.Millisecond,
	}
	_, err := lab.Run(context.Background(), e, lab.Options{})
	fmt.Println(err)
	// Output: lab: model Goroutines: the trial was called off at its deadline of 100ms: unit 1 still ran: give each wait a limit of its own, or raise Deadline
}
