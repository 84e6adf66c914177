package pgdb_test

import (
	"context"
	"fmt"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/pgdb"
)

// A server 8 ms away, and transactions of ten statements that are sent as a whole.
func ExampleServer() {
	fmt.Println(sqlwork.CRUD{DB: pgdb.Server{Latency: 8 * time.Millisecond, Pipeline: true}, Batch: 10})
	// Output:
	// 200 CRUD transactions of 10 statements on PostgreSQL, full durability, pipeline, simulated 8 ms network
}

// The server of go run ./kernel postgres is found by itself.
func Example() {
	far := lab.Experiment{
		Name:     "far",
		Workload: sqlwork.CRUD{DB: pgdb.Server{Latency: 2 * time.Millisecond}, Connections: 64},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 64}},
	}
	results, err := lab.Run(context.Background(), far, lab.Options{})
	if err != nil {
		fmt.Println(err) // there is no server: it says how to start one
		return
	}
	for _, trial := range results.Trials {
		fmt.Println(trial.Model, trial.Wall)
	}
}
