package sqlitedb

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/sqlwork"
)

var models = lab.Models{model.Sequential{}, model.Pool{Workers: 8}}

func TestString(t *testing.T) {
	tests := []struct {
		db   sqlwork.Database
		want string
	}{
		{Direct{}, "SQLite (zombiezen), full durability"},
		{SQL{Durability: sqlwork.Normal}, "SQLite (database/sql, modernc), normal durability"},
		{Direct{Durability: sqlwork.Off, BusyTimeout: 2 * time.Second}, "SQLite (zombiezen), no durability, busy timeout 2s"},
		{SQL{BusyTimeout: -1, Mapped: true}, "SQLite (database/sql, modernc), full durability, no busy timeout, mapped"},
		{Direct{Durability: 9}, "SQLite (zombiezen), durability 9"},
	}
	for _, test := range tests {
		if got := test.db.String(); got != test.want {
			t.Errorf("String gave %q, want %q", got, test.want)
		}
	}
}

// databases returns one of each, whose files lie in a folder.
func databases(dir string) map[string]sqlwork.Database {
	return map[string]sqlwork.Database{"Direct": Direct{Durability: sqlwork.Off, Dir: dir}, "SQL": SQL{Durability: sqlwork.Off, Dir: dir}}
}

// empty fails the test unless a folder holds nothing.
func empty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		t.Errorf("%s was left behind in %s", entry.Name(), dir)
	}
}

func TestRun(t *testing.T) {
	cruds := []struct {
		name string
		crud sqlwork.CRUD
	}{
		{"default", sqlwork.CRUD{Units: 60}},
		{"batches", sqlwork.CRUD{Units: 10, Batch: 30, Rows: 300, Connections: 8}},
		{"selects", sqlwork.CRUD{Units: 50, Batch: 4, Mix: sqlwork.Mix{Select: 1}, Rows: 300, Connections: 8}},
		{"shared rows", sqlwork.CRUD{Units: 50, Batch: 3, Shared: 2, Rows: 300, Connections: 8}},
		{"one writer", sqlwork.CRUD{Units: 50, OneWriter: true, Rows: 300, Connections: 4}},
	}
	for name := range databases("") {
		for _, test := range cruds {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "a b?c%41#d") // no letter of it may be taken for a part of an address
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
				test.crud.DB = databases(dir)[name]
				results, err := lab.Run(t.Context(), lab.Experiment{Name: "test", Workload: test.crud, Models: models, Trials: 1}, lab.Options{})
				if err != nil {
					t.Fatal(err)
				}
				for _, trial := range results.Trials {
					if len(trial.Failures) > 0 {
						t.Errorf("%s: failures %v", trial.Model, trial.Failures)
					}
				}
				empty(t, dir)
			})
		}
	}
}
