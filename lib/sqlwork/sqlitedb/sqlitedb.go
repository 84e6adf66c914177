// Package sqlitedb has SQLite for package sqlwork, in two ways: [Direct] by a driver with SQLite's own functions, the one to choose, and
// [SQL] behind database/sql, as most programs have it. Both are SQLite translated to Go, in the process, without cgo.
//
//	sqlwork.CRUD{DB: sqlitedb.Direct{}}
//	sqlwork.CRUD{DB: sqlitedb.SQL{Durability: sqlwork.Normal, BusyTimeout: time.Second}}
//
// The table lies in a file in a folder of its own, in the system's folder for temporary files, which is removed when the run has ended.
// Where that is kept in memory (tmpfs), durability costs nothing: name a folder on a disk with Dir. A process that is killed leaves
// its folder, named threadboost-*, to whatever clears the temporary files of the system.
//
// # What is set
//
// The file has a write-ahead log (journal_mode WAL): readers do not wait for a writer, nor it for them. [sqlwork.Full] is synchronous = FULL,
// an fsync for each commit; Normal is NORMAL, an fsync only when the log is written back, every 1,000 pages; Off is OFF, none at all. A
// transaction that writes begins with BEGIN IMMEDIATE; one statement by itself has no BEGIN. The page cache keeps its default of 2 MB a
// connection.
//
// # One writer
//
// SQLite lets one transaction write at a time. The others ask again and again, with pauses of 1 to 20 ms, until BusyTimeout has passed;
// "database is locked" then comes to sqlwork, which tries again and counts it. Without a timeout each such meeting is counted. So
// more workers write no faster, and wait longer. What helps is to write more in a transaction: the fsync is shared.
//
// Readers run at once, but the page cache of this build of SQLite has one lock for all connections, at which they meet. With Mapped the file
// is read as memory, past that cache; on two cores that makes no clear difference.
//
// # Cost
//
// Time in terms of the time of the one to compare with, for the same statements; median and quartiles of 20 pairs, on two cores that
// had other work besides, and a virtual disk (BenchmarkGives):
//
//	8 workers, full durability             1 worker                  1.0   0.8 to 1.5
//	8 workers, normal durability           1 worker                  2.3   1.4 to 3.4
//	8 workers with one writer, full        1 worker                  1.1   0.9 to 1.3
//	8 workers, selects                     1 worker                  0.73  0.43 to 1.05
//	8 workers, selects, mapped             1 worker, mapped          0.74  0.55 to 1.2
//	transactions of 100 statements, full   of 1                      0.03  0.015 to 0.06
//	transactions of 100, normal            of 1                      0.31  0.25 to 0.40
//	normal durability                      full                      0.04  0.03 to 0.06
//
// In transactions of 100 without durability, Direct takes 1.1 times as long as the C program in testdata, SQL 2.2 times
// (BenchmarkAgainstCAPI): database/sql starts a goroutine for each statement that has a context.
//
// In a program of a cell SQLite takes 4.3 MB.
package sqlitedb
