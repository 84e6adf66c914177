package sqlwork

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

var models = lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 8}, model.EventLoop{}}

func run(t *testing.T, w lab.Workload) (*lab.Results, error) {
	t.Helper()
	return lab.Run(t.Context(), lab.Experiment{Name: "test", Workload: w, Models: models, Trials: 1}, lab.Options{})
}

var cruds = []struct {
	name string
	crud CRUD
}{
	{"default", CRUD{}},
	{"one unit", CRUD{Units: 1}},
	{"batches", CRUD{Units: 20, Batch: 50}},
	{"many rows", CRUD{Units: 30, Batch: 5, Rows: 4321}},
	{"inserts", CRUD{Mix: Mix{Insert: 1}}},
	{"selects", CRUD{Mix: Mix{Select: 1}}},
	{"updates", CRUD{Mix: Mix{Update: 1}, Batch: 3}},
	{"deletes", CRUD{Mix: Mix{Delete: 1}, Batch: 7, Units: 50}},
	{"deletes and selects", CRUD{Mix: Mix{Delete: 5, Select: 1}, Batch: 9, Units: 50}},
	{"shared rows", CRUD{Shared: 3, Batch: 4}},
	{"shared rows, updates", CRUD{Shared: 3, Mix: Mix{Update: 1}, Rows: 10}},
	{"one connection", CRUD{Connections: 1}},
	{"one writer", CRUD{OneWriter: true, Batch: 2}},
	{"one writer and no other connection", CRUD{OneWriter: true, Connections: 1}},
	{"another seed", CRUD{Seed: 99, Batch: 8}},
}

func TestRun(t *testing.T) {
	for _, test := range cruds {
		t.Run(test.name, func(t *testing.T) {
			f := newFake()
			test.crud.DB = f
			results, err := run(t, test.crud)
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range results.Trials {
				if len(trial.Failures) > 0 {
					t.Errorf("%s: failures %v", trial.Model, trial.Failures)
				}
				for i, u := range trial.Units {
					if u.Waits != 1 {
						t.Fatalf("%s: unit %d has %d waits, want 1", trial.Model, i, u.Waits)
					}
				}
			}
			if *f.open != 0 {
				t.Errorf("%d tables and sessions are open", *f.open)
			}
		})
	}
}

// once returns a fault that is done to the n-th transaction of a trial that has a statement of the kind.
func once(kind Kind, n int, fault func(*fakeTable, *Statement)) func(*fakeTable, []Statement) error {
	var of *fakeTable
	var seen int
	return func(t *fakeTable, statements []Statement) error {
		if of != t || t.calls == 1 {
			of, seen = t, 0
		}
		for i := range statements {
			if statements[i].Kind != kind {
				continue
			}
			if seen++; seen == n {
				fault(t, &statements[i])
			}
			break
		}
		return nil
	}
}

func TestPlantedFaultsAreCaught(t *testing.T) {
	change := func(by func(*Row)) func(*fakeTable, *Statement) {
		return func(t *fakeTable, s *Statement) {
			r := t.rows[s.Row.Key]
			by(&r)
			t.rows[s.Row.Key] = r
		}
	}
	untouched := func(t *fakeTable, s *Statement) { delete(t.rows, 997) }
	tests := []struct {
		name  string
		crud  CRUD
		fault func(*fakeTable, []Statement) error
		want  string
	}{
		{"lost update", CRUD{}, once(Update, 5, change(func(r *Row) { r.Amount-- })), "has amount"},
		{"lost update of a shared row", CRUD{Shared: 2}, once(Update, 5, change(func(r *Row) { r.Amount-- })), "the shared row is"},
		{"spoilt note", CRUD{}, once(Update, 5, change(func(r *Row) { r.Note += "!" })), "and note"},
		{"wrong select", CRUD{Mix: Mix{Select: 1}}, once(Select, 9, change(func(r *Row) { r.Amount++ })), "it gave amount"},
		{"row that is not found", CRUD{Mix: Mix{Select: 1}}, once(Select, 9, func(t *fakeTable, s *Statement) { delete(t.rows, s.Row.Key) }), "it found 0 rows, want 1"},
		{"lost insert", CRUD{Mix: Mix{Insert: 1}}, func(t *fakeTable, s []Statement) error {
			if t.calls == 200 {
				t.rows[s[0].Row.Key] = Row{}
			}
			return nil
		}, "it found 0 rows, want 1"},
		{"lost neighbour", CRUD{}, once(Delete, 2, untouched), "of those that no statement has touched"},
		{"changed neighbour", CRUD{}, once(Delete, 2, func(t *fakeTable, _ *Statement) { t.rows[997] = Row{Key: 997} }), "which no statement can have left"},
		{"row too many", CRUD{}, once(Delete, 2, func(t *fakeTable, _ *Statement) { t.rows[0] = Row{} }), "which no statement can have left"},
		{"inserted row too many", CRUD{}, once(Delete, 2, func(t *fakeTable, _ *Statement) { t.rows[100_000] = Row{Key: 100_000} }), "rows, want"},
		{"half a transaction", CRUD{Batch: 5}, halfOnce(17), "a part of it is there"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFake()
			f.fault = test.fault
			test.crud.DB = f
			_, err := run(t, test.crud)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "sqlwork: ") {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
			if *f.open != 0 {
				t.Errorf("%d tables and sessions are open", *f.open)
			}
		})
	}
}

// halfOnce does three statements of a transaction and loses the others. It takes the first one from a call on of which both parts write
// once: two writes, such as an insert and a delete, can come to nothing.
func halfOnce(from int) func(*fakeTable, []Statement) error {
	once := func(s []Statement) bool {
		n := 0
		for i := range s {
			if Writes(s[i : i+1]) {
				n++
			}
		}
		return n == 1
	}
	return func(t *fakeTable, s []Statement) error {
		if t.calls < from || !once(s[:3]) || !once(s[3:]) {
			return nil
		}
		from = math.MaxInt
		for i := range 3 {
			t.do(&s[i])
		}
		return errors.New("power failure")
	}
}

// A unit that failed has left nothing, and the shared rows are without what it would have added.
func TestFailedUnitsAreMissing(t *testing.T) {
	f := newFake()
	f.fault = func(t *fakeTable, _ []Statement) error {
		if t.calls%7 == 3 {
			return errors.New("no such luck")
		}
		return nil
	}
	results, err := run(t, CRUD{DB: f, Batch: 3, Shared: 4})
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range results.Trials {
		if len(trial.Failures) != 28 && len(trial.Failures) != 29 {
			t.Errorf("%s: %d failures, want every seventh of 200", trial.Model, len(trial.Failures))
		}
		for i, text := range trial.Failures {
			if want := fmt.Sprintf("sqlwork: transaction %d: no such luck", i); text != want {
				t.Errorf("failure is %q, want %q", text, want)
			}
		}
	}
}

func TestRetries(t *testing.T) {
	tests := []struct {
		name     string
		locked   func(call int) bool
		attempts int32
		failures int
	}{
		{"one attempt in two", func(call int) bool { return call%2 == 1 }, 2, 0},
		{"never", func(int) bool { return true }, attempts, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFake()
			f.fault = func(t *fakeTable, _ []Statement) error {
				if test.locked(t.calls) {
					return fmt.Errorf("wrapped: %w", errLocked)
				}
				return nil
			}
			var results *lab.Results
			synctest.Test(t, func(t *testing.T) {
				e := lab.Experiment{Name: "test", Workload: CRUD{DB: f, Units: 2}, Models: lab.Models{model.Sequential{}}, Trials: 1}
				var err error
				if results, err = lab.Run(t.Context(), e, lab.Options{}); err != nil {
					t.Fatal(err)
				}
			})
			trial := results.Trials[0]
			if len(trial.Failures) != test.failures {
				t.Errorf("failures are %v, want %d", trial.Failures, test.failures)
			}
			for i, u := range trial.Units {
				if u.Attempts != test.attempts || u.Waits != 2*test.attempts-1 {
					t.Errorf("unit %d has %d attempts and %d waits, want %d and one between two", i, u.Attempts, u.Waits, test.attempts)
				}
				if text := trial.Failures[i]; text != "" && !strings.Contains(text, "given up after 50 attempts: wrapped: the fake is locked") {
					t.Errorf("failure is %q", text)
				}
			}
		})
	}
}

func TestConnectionsAreLimited(t *testing.T) {
	tests := []struct {
		name string
		crud CRUD
		most int
	}{
		{"3 connections", CRUD{Connections: 3}, 3},
		{"one writer of updates", CRUD{Connections: 3, OneWriter: true, Mix: Mix{Update: 1}}, 1},
		{"one writer and selects", CRUD{Connections: 3, OneWriter: true, Mix: Mix{Select: 1}}, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFake()
			f.wait = time.Millisecond
			test.crud.DB, test.crud.Units = f, 20
			w, err := test.crud.stage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer w.close()
			job, err := w.Prepare(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := (model.Goroutines{}).Run(t.Context(), job); err != nil {
				t.Fatal(err)
			}
			if got := w.table.(*fakeTable).most; got != test.most {
				t.Errorf("%d sessions were used at once, want %d", got, test.most)
			}
			if err := job.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCancelEndsSoon(t *testing.T) {
	f := newFake()
	f.wait = time.Hour
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	started := time.Now()
	_, err := lab.Run(ctx, lab.Experiment{Name: "test", Workload: CRUD{DB: f, Connections: 2}, Models: models, Trials: 1}, lab.Options{})
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(started) > 30*time.Second {
		t.Errorf("error is %v after %v, want %v soon", err, time.Since(started), context.DeadlineExceeded)
	}
	if *f.open != 0 {
		t.Errorf("%d tables and sessions are open", *f.open)
	}
}

func TestRefused(t *testing.T) {
	tests := []struct {
		name string
		crud CRUD
		want string
	}{
		{"no database", CRUD{}, "sqlwork: CRUD: it has no database: set DB"},
		{"negative units", CRUD{DB: newFake(), Units: -1}, "it asks for -1 transactions of 1 statements"},
		{"negative batch", CRUD{DB: newFake(), Batch: -1}, "it asks for 200 transactions of -1 statements"},
		{"too many", CRUD{DB: newFake(), Units: 1 << 40, Batch: 1 << 40}, "at most 10000000 in all"},
		{"negative rows", CRUD{DB: newFake(), Rows: -1}, "it asks for -1 rows and 0 shared ones"},
		{"negative shared rows", CRUD{DB: newFake(), Shared: -1}, "it asks for 0 rows and -1 shared ones"},
		{"negative connections", CRUD{DB: newFake(), Connections: -1}, "it asks for -1 connections: want 1 to 10000, or 0 for 32"},
		{"negative weight", CRUD{DB: newFake(), Mix: Mix{Insert: 1, Update: -2}}, "its mix has -2 updates: want weights of 0"},
		{"too few rows", CRUD{DB: newFake(), Mix: Mix{Delete: 1}, Batch: 10, Rows: 1999}, "it asks for 1999 rows: want at least 2000, because each of the 200 transactions works on up to 10 rows"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.crud.Prepare(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestString(t *testing.T) {
	tests := []struct {
		crud CRUD
		want string
	}{
		{CRUD{}, "200 CRUD statements"},
		{CRUD{DB: newFake(), Units: 1}, "1 CRUD statement on a fake"},
		{CRUD{DB: newFake(), Batch: 100}, "200 CRUD transactions of 100 statements on a fake"},
		{CRUD{DB: newFake(), Units: 1, Batch: 2, Mix: Mix{2, 2, 2, 2}}, "1 CRUD transaction of 2 statements on a fake"},
		{CRUD{Mix: Mix{Insert: 1, Select: 9}}, "200 insert 1 : select 9 statements"},
		{CRUD{Mix: Mix{Update: 7}}, "200 update statements"},
		{CRUD{DB: newFake(), Rows: 5000, Shared: 1, Connections: 8, OneWriter: true},
			"200 CRUD statements on a fake, 5000 rows, updates share 1 row, 8 connections, one writer"},
	}
	for _, test := range tests {
		if got := test.crud.String(); got != test.want {
			t.Errorf("String gave %q, want %q", got, test.want)
		}
	}
}
