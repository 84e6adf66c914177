package sqlwork_test

import (
	"context"
	"fmt"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/sqlitedb"
)

func ExampleCRUD() {
	crud := lab.Experiment{
		Name:     "crud",
		Workload: sqlwork.CRUD{DB: sqlitedb.Direct{Durability: sqlwork.Normal}, Units: 50, Batch: 10},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 4}},
		Trials:   2,
	}
	results, err := lab.Run(context.Background(), crud, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(results.Workload)
	fmt.Println(len(results.Trials), "trials of", len(results.Trials[0].Units), "units")
	// Output:
	// 50 CRUD transactions of 10 statements on SQLite (zombiezen), normal durability
	// 4 trials of 50 units
}

// Every update goes to one of three rows, and nothing of it is lost: the rows are compared when the job is closed.
func ExampleCRUD_shared() {
	ctx := context.Background()
	crud := sqlwork.CRUD{DB: sqlitedb.Direct{Durability: sqlwork.Off}, Units: 20, Batch: 5, Mix: sqlwork.Mix{Update: 1}, Shared: 3}
	job, err := crud.Prepare(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(crud)
	fmt.Println(model.Goroutines{}.Run(ctx, job), job.Close())
	// Output:
	// 20 update transactions of 5 statements on SQLite (zombiezen), no durability, updates share 3 rows
	// <nil> <nil>
}

func ExampleCRUD_refused() {
	_, err := sqlwork.CRUD{DB: sqlitedb.Direct{}, Batch: 10, Mix: sqlwork.Mix{Delete: 1}, Rows: 500}.Prepare(context.Background())
	fmt.Println(err)
	// Output:
	// sqlwork: CRUD: it asks for 500 rows: want at least 2000, because each of the 200 transactions works on up to 10 rows of its own, or 0 for that
}
