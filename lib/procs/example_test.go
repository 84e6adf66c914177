package procs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/procs"
)

// TestMain makes the test's own program the workers' program, as the main of a program of your own does.
func TestMain(m *testing.M) {
	procs.ServeTests(procs.Roster{"example.Cubes": procs.Decode[Cubes], "example.Lengths": procs.Decode[Lengths]})
	m.Run()
}

// Cubes is a workload that can be sent to another process: its fields, as JSON, make it there.
type Cubes struct{ Units int }

func (c Cubes) Prepare(context.Context) (*lab.Job, error) {
	params, err := json.Marshal(c)
	return &lab.Job{
		Units: c.Units,
		Unit:  func(_ context.Context, i int) (uint64, error) { return uint64(i * i * i), nil },
		Spec:  &lab.Spec{Workload: "example.Cubes", Params: params},
	}, err
}

// The main of this program calls procs.Serve with a roster that has "example.Cubes"; see there.
func ExampleProcesses() {
	started := 0
	e := lab.Experiment{Name: "cubes", Workload: Cubes{Units: 100}, Trials: 1, Models: lab.Models{procs.Processes{
		Workers: 2,
		Chunk:   10,
		OnStart: func(worker, pid int) { started++ },
	}}}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(results.Models[0], "ran", len(results.Trials[0].Units), "units in", started, "processes")

	e.Workload = lab.Func{Units: 100, Do: func(context.Context, int) (uint64, error) { return 0, nil }}
	_, err = lab.Run(context.Background(), e, lab.Options{})
	fmt.Println(err)
	// Output:
	// Processes(2, Chunk=10) ran 100 units in 2 processes
	// lab: model Processes(2, Chunk=10): procs: the work cannot be sent to another process: it is a Go func, or its units share memory, or its workload has no Spec; give a workload type that is in the workers' roster (waitwork.Sleep, cpuwork.Primes, ...), or register yours: see procs.Serve
}

// Lengths is a function of one's own and the items that it is for, which travel as its field.
type Lengths struct{ Texts []string }

func (l Lengths) Prepare(ctx context.Context) (*lab.Job, error) {
	job, err := lab.Each("lengths", l.Texts, length).Prepare(ctx)
	if err != nil {
		return nil, err
	}
	params, err := json.Marshal(l)
	job.Spec = &lab.Spec{Workload: "example.Lengths", Params: params}
	return job, err
}

func length(_ context.Context, text string) (int, error) { return len(text), nil }

// A function of one's own over a slice, in other processes. The roster has "example.Lengths".
func ExampleProcesses_each() {
	e := lab.Experiment{
		Name:     "lengths",
		Workload: Lengths{Texts: []string{"how", "long", "are", "these", "words"}},
		Models:   lab.Models{model.Sequential{}, procs.Processes{Workers: 2}},
		Trials:   2,
	}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(results.Trials), "trials of", results.Units, "units gave the same lengths")
	// Output: 4 trials of 5 units gave the same lengths
}

// A program of your own calls Serve first in its main. Its workers are copies of it, which get no further than that call.
func ExampleServe() {
	main := func() {
		procs.Serve(procs.Roster{"example.Cubes": procs.Decode[Cubes]})
		fmt.Println("the program itself goes on")
	}
	main()
	// Output: the program itself goes on
}
