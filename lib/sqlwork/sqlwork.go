// Package sqlwork is work on the rows of a database: a [CRUD] inserts, selects, updates and deletes them, in a mix that is asked for, one
// transaction a unit.
//
//	sqlwork.CRUD{DB: sqlitedb.Direct{}}                                        // 200 statements, each committed by itself
//	sqlwork.CRUD{DB: sqlitedb.Direct{}, Batch: 100}                            // 200 transactions of 100
//	sqlwork.CRUD{DB: pgdb.Server{...}, Mix: sqlwork.Mix{Select: 9, Update: 1}} // mostly reads
//
// The package links no driver: a [Database] comes from a package below this one, sqlwork/sqlitedb or sqlwork/pgdb. It resembles
// pgbench, for any database that has the four statements, and compares what they did.
//
// # What is compared
//
// Each unit works on rows of its own, so that the outcome is the same in whatever order the units run, and adds to shared rows if there
// are to be some ([CRUD.Shared]), where transactions meet. What a statement gave (the rows that it found, how many it changed) is compared
// with what it had to give, and when a trial has ended all rows are read back: an update that was lost, a row too many, half a transaction
// or a changed row of nobody end the run with an error that names the row. Of a unit that failed nothing may be left. Neither the rows before
// a trial nor the comparison are timed.
//
// # What waits and what computes
//
// A transaction is one marked wait, from the moment when the unit asks for a connection to the answer to its commit. An embedded
// database computes within it, on the cores of the units: the trial's processor time shows that.
//
// A transaction that the database turned down because of others (it is locked, a deadlock, a serialisation failure) is tried again, up to 50
// times, after a pause that is random and grows from 1 to 100 ms, as a careful program does. The record counts the attempts
// (lab.Retried), the pauses are waits.
//
// # Connections
//
// [CRUD.Connections] are opened before the trials; a unit borrows one, that which was used last, and queues where there is none. One that
// fails otherwise than by others is closed and replaced. With [CRUD.OneWriter] the transactions that write share one of the connections:
// the queue is then in the program, not in the database.
//
// # Cost
//
// Beside the database a unit takes about 2 us, and 0.1 us for each statement of a large one (BenchmarkOwn). A plan is not stored: the
// statements of a unit follow from the seed and its number.
//
// # Processes
//
// The work travels where the database lets it (SQLite's file, PostgreSQL's address): each worker has connections of its own, and its own
// writer if there is to be one. A worker compares what its units did. One that is killed just after a commit has its transaction run
// again by another, twice in all, which the comparison shows: a unit that must bear that would need a mark in the database.
package sqlwork
