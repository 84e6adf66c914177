package sqlwork

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"threadboost/lib/lab"
)

// apart runs a CRUD as two other processes would, which share its units, and returns what they and this one find when they close.
func apart(t *testing.T, f *fake, crud CRUD) (theirs, ours error) {
	t.Helper()
	crud.DB = f
	w, err := crud.stage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	job, err := w.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if job.Spec.Workload != "fake" {
		t.Errorf("the workload is %q, want the table's", job.Spec.Workload)
	}
	attach := func(_ context.Context, address json.RawMessage) (Table, error) {
		if string(address) != `"here"` {
			return nil, fmt.Errorf("address %s", address)
		}
		f.count(1)
		return w.table, nil
	}
	var jobs [2]*lab.Job
	for n := range jobs {
		remote, err := Remote(job.Spec.Params, attach)
		if err != nil {
			t.Fatal(err)
		}
		if jobs[n], err = remote.Prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i := range job.Units {
		if err := jobs[i%2].Do(t.Context(), 0, i); err != nil {
			t.Error(err)
		}
	}
	return errors.Join(jobs[0].Close(), jobs[1].Close()), job.Close()
}

func TestUnitsElsewhere(t *testing.T) {
	for _, test := range cruds {
		t.Run(test.name, func(t *testing.T) {
			f := newFake()
			theirs, ours := apart(t, f, test.crud)
			if theirs != nil || ours != nil {
				t.Errorf("they find %v, and we %v, want nothing", theirs, ours)
			}
			if *f.open != 0 {
				t.Errorf("%d tables and sessions are open", *f.open)
			}
		})
	}
}

func TestFaultsElsewhereAreCaught(t *testing.T) {
	tests := []struct {
		name         string
		crud         CRUD
		fault        func(*fakeTable, []Statement) error
		theirs, ours string
	}{
		{"changed row of a unit", CRUD{}, once(Update, 5, func(t *fakeTable, s *Statement) {
			t.rows[s.Row.Key] = Row{Key: s.Row.Key}
		}), "has amount", "a part of it is there"},
		{"update of a shared row", CRUD{Shared: 2, Batch: 8}, once(Update, 5, func(t *fakeTable, s *Statement) {
			t.rows[s.Row.Key] = Row{Key: s.Row.Key}
		}), "", "the shared row is"},
		{"changed row of nobody", CRUD{}, once(Update, 5, func(t *fakeTable, s *Statement) { delete(t.rows, 997) }),
			"", "of those that no statement has touched"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFake()
			f.fault = test.fault
			theirs, ours := apart(t, f, test.crud)
			for _, found := range []struct {
				err  error
				want string
			}{{theirs, test.theirs}, {ours, test.ours}} {
				if (found.err != nil) != (found.want != "") || found.err != nil && !strings.Contains(found.err.Error(), found.want) {
					t.Errorf("found %v, want %q", found.err, found.want)
				}
			}
		})
	}
}

func TestRemoteRefuses(t *testing.T) {
	for params, want := range map[string]string{
		`{`:                         `sqlwork: CRUD cannot be made of "{"`,
		`{"Units":-3}`:              "sqlwork: CRUD: it asks for -3 transactions",
		`{"Mix":{"Insert":-1}}`:     "its mix has -1 inserts",
		`{"Units":10,"Batch":"no"}`: "cannot be made of",
	} {
		if _, err := Remote(json.RawMessage(params), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want one with %q", params, err, want)
		}
	}
	gone := errors.New("the table is gone")
	w, err := Remote(json.RawMessage("{}"), func(context.Context, json.RawMessage) (Table, error) { return nil, gone })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Prepare(t.Context()); !errors.Is(err, gone) {
		t.Errorf("error is %v, want %v", err, gone)
	}
}
