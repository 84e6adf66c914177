package sqlitedb_test

import (
	"context"
	"fmt"
	"time"

	"threadboost/lib/model"
	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/sqlitedb"
)

func ExampleDirect() {
	ctx := context.Background()
	crud := sqlwork.CRUD{
		DB:    sqlitedb.Direct{Durability: sqlwork.Normal, BusyTimeout: 10 * time.Second},
		Units: 20, Batch: 100,
		OneWriter: true, // the others queue in the program, not at the lock of the file
	}
	job, err := crud.Prepare(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(crud)
	fmt.Println(model.Pool{Workers: 4}.Run(ctx, job), job.Close())
	// Output:
	// 20 CRUD transactions of 100 statements on SQLite (zombiezen), normal durability, busy timeout 10s, one writer
	// <nil> <nil>
}

func ExampleSQL() {
	fmt.Println(sqlwork.CRUD{DB: sqlitedb.SQL{}, Mix: sqlwork.Mix{Select: 9, Update: 1}})
	// Output:
	// 200 select 9 : update 1 statements on SQLite (database/sql, modernc), full durability
}
