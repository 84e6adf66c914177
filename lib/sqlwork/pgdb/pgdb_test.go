package pgdb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"threadboost/kernel/postgres/postgrestest"
	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/procs"
	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/pgdb"
)

// TestMain lets the test's executable also be a worker of Processes.
func TestMain(m *testing.M) {
	procs.Serve(procs.Roster{pgdb.Name: pgdb.Remote})
	postgrestest.Main(m)
}

var models = lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 8}}

// ask returns the only value that the last of some statements gives.
func ask(t *testing.T, query string) string {
	t.Helper()
	ctx := context.Background() // it is also called when the test's own has ended
	conn, err := pgconn.Connect(ctx, postgrestest.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	results, err := conn.Exec(ctx, query).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return string(results[len(results)-1].Rows[0][0])
}

// left fails the test when a schema of ours is there.
func left(t *testing.T) {
	t.Helper()
	if n := ask(t, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'threadboost%'"); n != "0" {
		t.Errorf("%s schemas were left behind", n)
	}
}

func TestRun(t *testing.T) {
	tests := []struct {
		name string
		crud sqlwork.CRUD
		db   pgdb.Server
	}{
		{"default", sqlwork.CRUD{Units: 60}, pgdb.Server{}},
		{"batches", sqlwork.CRUD{Units: 20, Batch: 10}, pgdb.Server{Durability: sqlwork.Normal}},
		{"pipeline", sqlwork.CRUD{Units: 20, Batch: 30}, pgdb.Server{Pipeline: true}},
		{"not logged", sqlwork.CRUD{Units: 20, Batch: 3}, pgdb.Server{Durability: sqlwork.Off}},
		{"one writer", sqlwork.CRUD{Units: 50, OneWriter: true}, pgdb.Server{}},
		{"a network", sqlwork.CRUD{Units: 16}, pgdb.Server{Latency: 2 * time.Millisecond}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.db.DSN = postgrestest.DSN(t)
			test.crud.DB = test.db
			test.crud.Connections = 8
			for _, trial := range run(t, test.crud).Trials {
				if len(trial.Failures) > 0 {
					t.Errorf("%s: failures %v", trial.Model, trial.Failures)
				}
			}
			left(t)
		})
	}
}

// Workers in other processes connect by themselves, by a DSN or by what their environment says.
func TestProcesses(t *testing.T) {
	t.Setenv("THREADBOOST_POSTGRES", postgrestest.DSN(t))
	for _, db := range []pgdb.Server{{DSN: postgrestest.DSN(t)}, {Latency: time.Millisecond, Pipeline: true}} {
		t.Run(db.String(), func(t *testing.T) {
			e := lab.Experiment{Name: "test", Workload: sqlwork.CRUD{DB: db, Units: 30, Batch: 3, Connections: 2}, Trials: 1,
				Models: lab.Models{model.Sequential{}, procs.Processes{Workers: 2}}}
			results, err := lab.Run(t.Context(), e, lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range results.Trials {
				if len(trial.Failures) > 0 {
					t.Errorf("%s: failures %v", trial.Model, trial.Failures)
				}
			}
			left(t)
		})
	}
}

func run(t *testing.T, crud sqlwork.CRUD) *lab.Results {
	t.Helper()
	results, err := lab.Run(t.Context(), lab.Experiment{Name: "test", Workload: crud, Models: models, Trials: 1}, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// Updates of a few rows in different orders end in deadlocks, and serialisable ones fail: both are tried again, and the rows are right.
func TestMeetingTransactionsAreTriedAgain(t *testing.T) {
	for _, db := range []pgdb.Server{{}, {Pipeline: true}, {Serializable: true}, {Serializable: true, Pipeline: true}} {
		t.Run(db.String(), func(t *testing.T) {
			db.DSN = postgrestest.DSN(t) + "&deadlock_timeout=5ms"
			results := run(t, sqlwork.CRUD{DB: db, Units: 30, Batch: 4, Shared: 3, Mix: sqlwork.Mix{Update: 1}, Connections: 6})
			retries := 0
			for _, trial := range results.Trials {
				if len(trial.Failures) > 0 {
					t.Errorf("%s: failures %v", trial.Model, trial.Failures)
				}
				for _, u := range trial.Units {
					retries += int(u.Attempts) - 1
				}
			}
			if retries == 0 {
				t.Error("no transaction was tried again, want some")
			}
			left(t)
		})
	}
}

func TestWrongRowsAreCaught(t *testing.T) {
	crud := sqlwork.CRUD{DB: pgdb.Server{DSN: postgrestest.DSN(t)}, Units: 10, Connections: 2}
	staged, release, err := crud.Stage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	job, err := staged.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := (model.Sequential{}).Run(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	schema := ask(t, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'threadboost%'")
	ask(t, fmt.Sprintf("UPDATE %s.items SET amount = amount + 1 WHERE id = (SELECT min(id) FROM %[1]s.items) RETURNING id", schema))
	if err := job.Close(); err == nil || !strings.Contains(err.Error(), "has amount") {
		t.Errorf("a row that was changed from outside gave %v, want an error that tells it", err)
	}
}

// table opens a table with one row of each of some notes.
func table(t *testing.T, db pgdb.Server, notes ...string) sqlwork.Table {
	t.Helper()
	db.DSN = postgrestest.DSN(t)
	opened, err := db.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	err = opened.Fill(t.Context(), func(yield func(sqlwork.Row) bool) {
		for i, note := range notes {
			if !yield(sqlwork.Row{Key: int64(i), Amount: int64(-i), Note: note}) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func session(t *testing.T, opened sqlwork.Table) sqlwork.Session {
	t.Helper()
	s, err := opened.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// What is copied in comes back as it was, also by a statement.
func TestNotesAreKept(t *testing.T) {
	notes := []string{"plain", "", "a\tb\nc\rd\\e", `\N`, `\.`, "ü 漢 🙂", strings.Repeat("long ", 20_000)}
	opened := table(t, pgdb.Server{}, notes...)
	found := 0
	err := opened.Rows(t.Context(), func(r sqlwork.Row) error {
		found++
		if r.Note != notes[r.Key] || r.Amount != -r.Key {
			t.Errorf("row %d is %d, %.40q, want %d, %.40q", r.Key, r.Amount, r.Note, -r.Key, notes[r.Key])
		}
		return nil
	})
	if err != nil || found != len(notes) {
		t.Errorf("%d rows (%v), want %d", found, err, len(notes))
	}
	s := session(t, opened)
	for key, note := range notes {
		list := []sqlwork.Statement{{Kind: sqlwork.Select, Row: sqlwork.Row{Key: int64(key)}}}
		if err := s.Do(t.Context(), list); err != nil || list[0].Count != 1 || list[0].Got.Note != note {
			t.Errorf("select of row %d gave %d rows, %.40q (%v), want 1, %.40q", key, list[0].Count, list[0].Got.Note, err, note)
		}
	}
}

// A transaction with a statement that fails leaves nothing, and its session goes on.
func TestAFailedTransactionLeavesNothing(t *testing.T) {
	for _, db := range []pgdb.Server{{}, {Pipeline: true}} {
		t.Run(db.String(), func(t *testing.T) {
			t.Cleanup(func() { left(t) })
			opened := table(t, db, "here")
			s := session(t, opened)
			twice := sqlwork.Statement{Kind: sqlwork.Insert, Row: sqlwork.Row{Key: 7, Note: "new"}}
			err := s.Do(t.Context(), []sqlwork.Statement{twice, twice, twice})
			if err == nil || opened.Retryable(err) || !strings.Contains(err.Error(), "23505") { // unique_violation
				t.Errorf("the same key twice gave %v, want an error that is not to be tried again", err)
			}
			list := []sqlwork.Statement{{Kind: sqlwork.Select, Row: sqlwork.Row{Key: 7}}, {Kind: sqlwork.Update, Row: sqlwork.Row{Amount: 5}}, {Kind: sqlwork.Delete}}
			if err := s.Do(t.Context(), list); err != nil {
				t.Fatal(err)
			}
			if list[0].Count != 0 || list[1].Count != 1 || list[2].Count != 1 {
				t.Errorf("select, update and delete found %d, %d and %d rows, want 0, 1 and 1", list[0].Count, list[1].Count, list[2].Count)
			}
		})
	}
}

// Units that wait for a lock end soon after they are called off, and the table can be removed at once.
func TestCancelEndsSoon(t *testing.T) {
	t.Cleanup(func() { left(t) })
	opened := table(t, pgdb.Server{}, "locked")
	holder, waiter := session(t, opened), session(t, opened)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	update := sqlwork.Statement{Kind: sqlwork.Update, Row: sqlwork.Row{Amount: 1}}
	lock := fmt.Sprintf("BEGIN; UPDATE %s.items SET amount = 0 WHERE id = 0", ask(t, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'threadboost%'"))
	conn, err := pgconn.Connect(t.Context(), postgrestest.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), lock).ReadAll(); err != nil {
		t.Fatal(err)
	}
	if err := waiter.Do(ctx, []sqlwork.Statement{update, update}); err == nil || ctx.Err() == nil || opened.Retryable(err) {
		t.Errorf("a transaction that waits for a lock gave %v, want that it was called off", err)
	}
	if err := holder.Do(t.Context(), []sqlwork.Statement{{Kind: sqlwork.Select}}); err != nil {
		t.Error(err)
	}
}

// What a process that was killed has left is removed by the next one, and what another is using is not.
func TestLeftSchemasAreRemoved(t *testing.T) {
	t.Cleanup(func() { left(t) })
	table(t, pgdb.Server{}, "in use")
	const abandoned = "threadboost_abcdefghij234"
	ask(t, "CREATE SCHEMA "+abandoned+"; CREATE TABLE "+abandoned+".items (id INT); SELECT 1")
	table(t, pgdb.Server{}, "another")
	if n := ask(t, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'threadboost%'"); n != "2" {
		t.Errorf("there are %s schemas, want the two that are in use", n)
	}
}

// A connection that the server ends is the error of its unit; the next unit gets another one.
func TestLostConnection(t *testing.T) {
	crud := sqlwork.CRUD{DB: pgdb.Server{DSN: postgrestest.DSN(t)}, Units: 6, Connections: 1}
	staged, release, err := crud.Stage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	job, err := staged.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for i := range job.Units {
		if i == 2 {
			ask(t, "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = 'threadboost' AND query ~ 'items'")
		}
		if err := job.Do(t.Context(), 0, i); err != nil {
			failed++
		}
	}
	if failed != 1 {
		t.Errorf("%d units failed, want the one whose connection was ended", failed)
	}
}
