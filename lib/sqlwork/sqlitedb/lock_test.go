package sqlitedb

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"threadboost/lib/sqlwork"

	"zombiezen.com/go/sqlite"
)

// table opens a table with three rows.
func table(t *testing.T, db sqlwork.Database) sqlwork.Table {
	t.Helper()
	table, err := db.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	err = table.Fill(t.Context(), func(yield func(sqlwork.Row) bool) {
		for key := range int64(3) {
			if !yield(sqlwork.Row{Key: key, Amount: 10 * key, Note: "note"}) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func connected(t *testing.T, table sqlwork.Table) sqlwork.Session {
	t.Helper()
	s, err := table.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// rows returns the amounts by their keys.
func rows(t *testing.T, table sqlwork.Table) map[int64]int64 {
	t.Helper()
	found := make(map[int64]int64)
	err := table.Rows(t.Context(), func(r sqlwork.Row) error {
		found[r.Key] = r.Amount
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// lock takes the lock for writing by another connection.
func lock(t *testing.T, table sqlwork.Table) (unlock func()) {
	t.Helper()
	f := new(file)
	switch table := table.(type) {
	case *directTable:
		f = table.file
	case *sqlTable:
		f = table.file
	}
	c, err := connect(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.just(beginWriting); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(c.just(rollback), c.Close()); err != nil {
			t.Error(err)
		}
	}
}

func add(key, amount int64) sqlwork.Statement {
	return sqlwork.Statement{Kind: sqlwork.Update, Row: sqlwork.Row{Key: key, Amount: amount}}
}

// sizes are transactions that go different ways.
var sizes = map[string][]sqlwork.Statement{
	"one statement":  {add(1, 5)},
	"two statements": {add(1, 5), add(2, 5)},
}

func TestLocked(t *testing.T) {
	for name, db := range map[string]sqlwork.Database{
		"Direct": Direct{BusyTimeout: -1, Durability: sqlwork.Off, Dir: t.TempDir()},
		"SQL":    SQL{BusyTimeout: -1, Durability: sqlwork.Off, Dir: t.TempDir()},
	} {
		for size, list := range sizes {
			t.Run(name+"/"+size, func(t *testing.T) {
				table := table(t, db)
				s := connected(t, table)
				unlock := lock(t, table)
				err := s.Do(t.Context(), list)
				if !table.Retryable(err) || !strings.Contains(err.Error(), "locked") {
					t.Errorf("error is %v, want one that it is locked, to be retried", err)
				}
				unlock()
				if err := s.Do(t.Context(), list); err != nil {
					t.Errorf("once the lock is free: %v", err)
				}
				if got := rows(t, table)[1]; got != 15 {
					t.Errorf("amount is %d, want 15", got)
				}
			})
		}
	}
}

func TestBusyTimeoutWaitsForTheLock(t *testing.T) {
	for name, db := range map[string]sqlwork.Database{
		"Direct": Direct{BusyTimeout: time.Hour, Durability: sqlwork.Off, Dir: t.TempDir()},
		"SQL":    SQL{BusyTimeout: time.Hour, Durability: sqlwork.Off, Dir: t.TempDir()},
	} {
		for size, list := range sizes {
			t.Run(name+"/"+size, func(t *testing.T) {
				table := table(t, db)
				s := connected(t, table)
				unlock := lock(t, table)
				time.AfterFunc(2*slice, unlock)
				if err := s.Do(t.Context(), list); err != nil {
					t.Errorf("error is %v, want none once the lock is free", err)
				}
			})
		}
	}
}

func TestCancelEndsWaitForTheLock(t *testing.T) {
	for name, db := range map[string]sqlwork.Database{
		"Direct": Direct{BusyTimeout: time.Hour, Durability: sqlwork.Off, Dir: t.TempDir()},
		"SQL":    SQL{BusyTimeout: time.Hour, Durability: sqlwork.Off, Dir: t.TempDir()},
	} {
		for size, list := range sizes {
			t.Run(name+"/"+size, func(t *testing.T) {
				table := table(t, db)
				s := connected(t, table)
				defer lock(t, table)()
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
				defer cancel()
				if err := s.Do(ctx, list); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("error is %v, want %v", err, context.DeadlineExceeded)
				}
			})
		}
	}
}

func TestTransactionIsAllOrNothing(t *testing.T) {
	for name, db := range databases(t.TempDir()) {
		t.Run(name, func(t *testing.T) {
			table := table(t, db)
			s := connected(t, table)
			taken := sqlwork.Statement{Kind: sqlwork.Insert, Row: sqlwork.Row{Key: 2}}
			err := s.Do(t.Context(), []sqlwork.Statement{add(0, 7), {Kind: sqlwork.Delete, Row: sqlwork.Row{Key: 1}}, taken})
			if err == nil || table.Retryable(err) {
				t.Errorf("error is %v, want one that is not to be retried", err)
			}
			if got := rows(t, table); len(got) != 3 || got[0] != 0 {
				t.Errorf("rows are %v, want those before", got)
			}
			list := []sqlwork.Statement{
				add(0, 7), {Kind: sqlwork.Select}, {Kind: sqlwork.Delete, Row: sqlwork.Row{Key: 1}},
				{Kind: sqlwork.Select, Row: sqlwork.Row{Key: 1}}, add(1, 1),
			}
			if err := s.Do(t.Context(), list); err != nil {
				t.Fatalf("the session after an error: %v", err)
			}
			for i, want := range []int64{1, 1, 1, 0, 0} {
				if list[i].Count != want {
					t.Errorf("statement %d found %d rows, want %d", i, list[i].Count, want)
				}
			}
			if got := list[1].Got; got.Amount != 7 || got.Note != "note" {
				t.Errorf("select gave %+v, want what the update before it has left", got)
			}
		})
	}
}

func TestDurability(t *testing.T) {
	for durability, want := range map[sqlwork.Durability]int64{sqlwork.Full: 2, sqlwork.Normal: 1, sqlwork.Off: 0} {
		t.Run(durability.String(), func(t *testing.T) {
			direct := connected(t, table(t, Direct{Durability: durability, Dir: t.TempDir()})).(*connection)
			var got int64
			var mode string
			err := errors.Join(
				query(direct.conn, "PRAGMA synchronous", func(s *sqlite.Stmt) error { got = s.ColumnInt64(0); return nil }),
				query(direct.conn, "PRAGMA journal_mode", func(s *sqlite.Stmt) error { mode = s.ColumnText(0); return nil }),
			)
			if err != nil || got != want || mode != "wal" {
				t.Errorf("Direct: synchronous %d, mode %s, %v, want %d and wal", got, mode, err, want)
			}
			s := connected(t, table(t, SQL{Durability: durability, Dir: t.TempDir()})).(*session)
			err = errors.Join(
				s.conn.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&got),
				s.conn.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode),
			)
			if err != nil || got != want || mode != "wal" {
				t.Errorf("SQL: synchronous %d, mode %s, %v, want %d and wal", got, mode, err, want)
			}
		})
	}
}

func TestMapped(t *testing.T) {
	for mapped, want := range map[bool]int64{false: 0, true: 1 << 30} {
		direct := connected(t, table(t, Direct{Mapped: mapped, Dir: t.TempDir()})).(*connection)
		var got int64
		err := query(direct.conn, "PRAGMA mmap_size", func(s *sqlite.Stmt) error { got = s.ColumnInt64(0); return nil })
		if err != nil || got != want {
			t.Errorf("Mapped: %t gives mmap_size %d, %v, want %d", mapped, got, err, want)
		}
	}
}

// What somebody else does to the rows meanwhile is found when the job is closed.
func TestChangedRowIsCaught(t *testing.T) {
	for name, db := range databases(t.TempDir()) {
		t.Run(name, func(t *testing.T) {
			var opened sqlwork.Table
			crud := sqlwork.CRUD{DB: spy{db, &opened}, Units: 10}
			job, err := crud.Prepare(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for i := range job.Units {
				if err := job.Do(t.Context(), 0, i); err != nil {
					t.Error(err)
				}
			}
			s, err := opened.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(s.Do(t.Context(), []sqlwork.Statement{add(999, 1)}), s.Close()); err != nil {
				t.Fatal(err)
			}
			if err := job.Close(); err == nil || !strings.Contains(err.Error(), "there is the row {Key:999 ") {
				t.Errorf("error is %v, want one about the row 999", err)
			}
		})
	}
}

// A spy gives away the table that it opens.
type spy struct {
	sqlwork.Database
	opened *sqlwork.Table
}

func (s spy) Open(ctx context.Context) (sqlwork.Table, error) {
	t, err := s.Database.Open(ctx)
	*s.opened = t
	return t, err
}

func TestRefused(t *testing.T) {
	missing, dir := "/nonexistent", t.TempDir()
	tests := []struct {
		name string
		db   sqlwork.Database
		want string
	}{
		{"no folder", Direct{Dir: missing}, "sqlitedb: stat /nonexistent"},
		{"no folder, SQL", SQL{Dir: missing}, "sqlitedb: stat /nonexistent"},
		{"durability", Direct{Durability: 9, Dir: dir}, "sqlitedb: durability 9: want sqlwork.Full, Normal or Off"},
		{"durability, SQL", SQL{Durability: 9, Dir: dir}, "sqlitedb: durability 9: want sqlwork.Full, Normal or Off"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.db.Open(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
			empty(t, dir)
		})
	}
}
