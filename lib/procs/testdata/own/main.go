// Command own is a program whose workers are copies of itself.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/procs"
)

// Cubes is a workload that can be sent: its fields make it.
type Cubes struct{ Units int }

func (c Cubes) Prepare(context.Context) (*lab.Job, error) {
	params, err := json.Marshal(c)
	return &lab.Job{
		Units: c.Units,
		Unit:  func(_ context.Context, i int) (uint64, error) { return uint64(i * i * i), nil },
		Spec:  &lab.Spec{Workload: "main.Cubes", Params: params},
	}, err
}

func main() {
	procs.Serve(procs.Roster{"main.Cubes": procs.Decode[Cubes]})

	fmt.Println("measuring")
	results, err := lab.Run(context.Background(), lab.Experiment{
		Name: "cubes", Workload: Cubes{Units: 100}, Trials: 2,
		Models: lab.Models{model.Sequential{}, procs.Processes{Workers: 2, Chunk: 10}},
	}, lab.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, name := range results.Models {
		fmt.Println(len(results.Of(name)), "trials of", name)
	}
}
