package sqlitedb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/sqlwork"
)

// Transactions of 100 statements, recorded and verified, against the same by SQLite's C interface: ratio is at most 1.3.
// go test -bench CAPI -benchtime 20x threadboost/lib/sqlwork/sqlitedb
func BenchmarkAgainstCAPI(b *testing.B) {
	program := compile(b)
	for _, test := range []struct {
		name string
		crud sqlwork.CRUD
	}{
		{"100 statements", sqlwork.CRUD{Units: 200, Batch: 100}},
		{"1 statement", sqlwork.CRUD{Units: 2000}},
	} {
		for _, durability := range []sqlwork.Durability{sqlwork.Off, sqlwork.Full} {
			b.Run(fmt.Sprintf("%s, %v", test.name, durability), func(b *testing.B) {
				crud := test.crud
				crud.Connections = 1
				input := recorded(b, crud)
				for _, db := range []sqlwork.Database{Direct{Durability: durability}, SQL{Durability: durability}} {
					b.Run(fmt.Sprintf("%T", db), func(b *testing.B) {
						crud.DB = db
						against(b, crud, program, input, durability)
					})
				}
			})
		}
	}
}

// against compares a CRUD with the program in C that does the same.
func against(b *testing.B, crud sqlwork.CRUD, program string, input []byte, durability sqlwork.Durability) {
	synchronous, _ := settings{Durability: durability}.synchronous()
	paired.RatioOf(b, walls(b, crud, model.Sequential{}), func() time.Duration {
		cmd := exec.Command(program, filepath.Join(b.TempDir(), "c.db"), synchronous)
		cmd.Stdin = bytes.NewReader(input)
		out, err := cmd.Output()
		var ns, changed int64
		var sum uint64
		if _, scan := fmt.Sscan(string(out), &ns, &changed, &sum); err != nil || scan != nil || changed != int64(crud.Units*max(crud.Batch, 1)) {
			b.Fatalf("capi: %v, %v, %q", err, scan, out)
		}
		return time.Duration(ns)
	})
}

// compile makes the program in C. Without a compiler or SQLite's header there is nothing to compare with.
func compile(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "capi")
	out, err := exec.Command("cc", "-O2", "-o", program, "testdata/capi.c", "-lsqlite3").CombinedOutput()
	if err != nil {
		b.Skipf("it takes a C compiler and SQLite's header (Debian: gcc libsqlite3-dev): %v\n%s", err, out)
	}
	return program
}

// recorded returns the rows and statements of a CRUD as the program in C reads them.
func recorded(b *testing.B, crud sqlwork.CRUD) []byte {
	b.Helper()
	r := new(recorder)
	crud.DB = r
	job, err := crud.Prepare(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for i := range job.Units {
		if err := job.Do(b.Context(), 0, i); err != nil {
			b.Fatal(err)
		}
	}
	return r.Bytes()
}

// A recorder is a database that writes down what it is asked.
type recorder struct{ bytes.Buffer }

func (r *recorder) String() string { return "a recorder" }

func (r *recorder) Open(context.Context) (sqlwork.Table, error) { return r, nil }

func (r *recorder) Fill(_ context.Context, rows iter.Seq[sqlwork.Row]) error {
	for row := range rows {
		fmt.Fprintf(r, "f %d %d %s\n", row.Key, row.Amount, row.Note)
	}
	return nil
}

func (r *recorder) Rows(context.Context, func(sqlwork.Row) error) error {
	return errors.New("there are none")
}

func (r *recorder) Connect(context.Context) (sqlwork.Session, error) { return r, nil }
func (r *recorder) Retryable(error) bool                             { return false }
func (r *recorder) Close() error                                     { return nil }

func (r *recorder) Do(_ context.Context, list []sqlwork.Statement) error {
	for _, s := range list {
		fmt.Fprintf(r, "%c %d %d %s\n", "isud"[s.Kind], s.Row.Key, s.Row.Amount, s.Row.Note)
	}
	fmt.Fprintln(r, "c 0 0 ")
	return nil
}

// What concurrency, batching and durability give: ratio is the time of the first to that of the second for the same statements.
// go test -bench Gives -benchtime 20x threadboost/lib/sqlwork/sqlitedb
func BenchmarkGives(b *testing.B) {
	crud := func(units, batch int, mix sqlwork.Mix, db Direct) sqlwork.CRUD {
		return sqlwork.CRUD{DB: db, Units: units, Batch: batch, Mix: mix, Rows: 4000}
	}
	full, normal, mapped := Direct{}, Direct{Durability: sqlwork.Normal}, Direct{Mapped: true}
	one, eight := model.Sequential{}, model.Pool{Workers: 8}
	mixed, selects := sqlwork.Mix{}, sqlwork.Mix{Select: 1}
	oneWriter := crud(400, 1, mixed, full)
	oneWriter.OneWriter = true
	for _, test := range []struct {
		name         string
		crud, base   sqlwork.CRUD
		model, basis lab.Model
	}{
		{"8 workers, full", crud(400, 1, mixed, full), crud(400, 1, mixed, full), eight, one},
		{"8 workers and one writer, full", oneWriter, crud(400, 1, mixed, full), eight, one},
		{"8 workers, normal", crud(400, 1, mixed, normal), crud(400, 1, mixed, normal), eight, one},
		{"8 workers, selects", crud(400, 100, selects, full), crud(400, 100, selects, full), eight, one},
		{"8 workers, selects, mapped", crud(400, 100, selects, mapped), crud(400, 100, selects, mapped), eight, one},
		{"mapped, selects", crud(400, 100, selects, mapped), crud(400, 100, selects, full), one, one},
		{"batches of 100, full", crud(4, 100, mixed, full), crud(400, 1, mixed, full), one, one},
		{"batches of 100, normal", crud(40, 100, mixed, normal), crud(4000, 1, mixed, normal), one, one},
		{"normal for full", crud(400, 1, mixed, normal), crud(400, 1, mixed, full), one, one},
	} {
		b.Run(test.name, func(b *testing.B) {
			paired.RatioOf(b, walls(b, test.crud, test.model), walls(b, test.base, test.basis))
		})
	}
}

// walls returns a function that runs a trial and returns how long it took.
func walls(b *testing.B, crud sqlwork.CRUD, m lab.Model) func() time.Duration {
	staged, release, err := crud.Stage(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { release() })
	e := lab.Experiment{Name: "bench", Workload: staged, Models: lab.Models{m}, Trials: 1}
	return func() time.Duration {
		results, err := lab.Run(b.Context(), e, lab.Options{})
		if err != nil || len(results.Trials[0].Failures) > 0 {
			b.Fatal(err, results)
		}
		return results.Trials[0].Wall
	}
}
