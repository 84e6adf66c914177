// Package pgdb is PostgreSQL for sqlwork, by pgx.
//
//	sqlwork.CRUD{DB: pgdb.Server{}}                                          // the server of go run ./kernel postgres
//	sqlwork.CRUD{DB: pgdb.Server{DSN: "postgres://me@example.org/db"}}       // one of yours
//	sqlwork.CRUD{DB: pgdb.Server{Latency: 8 * time.Millisecond}}             // as if it were 8 ms away
//	sqlwork.CRUD{DB: pgdb.Server{Pipeline: true}, Batch: 100}                // each transaction in one round trip
//
// A run works in a schema of its own, threadboost_ and a random name, which is removed at its end; one that was left by a process that was
// killed is removed by the next run. Rows are prepared with COPY, statements are prepared once a connection. How many connections there
// are is the CRUD's to say (Connections); a server takes 100 where nothing else is set there, that of kernel postgres 300.
//
// # Round trips
//
// A statement by itself is one round trip. A transaction of more is one for each, and two for its BEGIN and COMMIT: over a network most of
// its time is waiting. With Pipeline all is sent before the first answer is read, and the server makes one transaction of it: one round trip.
//
// Latency puts a proxy on this machine before the server, which holds back each byte for half of it in each direction; every description
// says "simulated". Bandwidth stays as it is, nothing is lost, and a piece may come later than it should on a busy machine. The rows
// before and after a trial go to the server directly.
//
// # Transactions that meet
//
// Deadlocks (40P01) and serialisation failures (40001) are tried again. The server looks for a deadlock after 1 s of waiting; a DSN with
// deadlock_timeout=10ms makes that shorter, where the user may set it.
//
// # Cost
//
// On two cores, a virtual disk, and PostgreSQL 15 on the same machine, which was busy with other work besides, so that figures of two runs
// differ (go test -bench . threadboost/lib/sqlwork/pgdb); ratios are of neighbours and hold better:
//
//	a statement, full durability                 1.5 to 1.7 ms   it waits for the disk
//	a statement, normal durability               0.18 to 0.25 ms
//	one of 100 in a transaction, full            0.16 to 0.26 ms
//	one of 100 in a transaction, full, pipeline  0.05 to 0.08 ms
//	8 workers, full durability                   1.21 times as long as pgbench (quartiles 1.17 to 1.25)
//	8 workers, normal durability                 1.08 times (0.95 to 1.22)
//	a row before the trial (COPY)                7 to 19 us
//	a connection with its prepared statements    20 to 33 ms
//	64 workers over one, 2 ms of network         90.5, 92.1 and 95.1 % improvement, the busier the less
//	64 workers over one, 8 ms of network         96.1, 97.7 and 97.4 %
//
// A cell that imports it has 13.2 MB, 3.5 more than one that only draws.
package pgdb
