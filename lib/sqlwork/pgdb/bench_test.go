package pgdb_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"threadboost/kernel/postgres/postgrestest"
	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/pgdb"
)

// trial measures one trial of a workload that is staged.
func trial(b *testing.B, staged lab.Workload, m lab.Model) time.Duration {
	b.Helper()
	e := lab.Experiment{Name: "bench", Workload: staged, Models: lab.Models{m}, Trials: 1}
	results, err := lab.Run(b.Context(), e, lab.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if failures := results.Trials[0].Failures; len(failures) > 0 {
		b.Fatal(failures)
	}
	return results.Trials[0].Wall
}

func stage(b *testing.B, crud sqlwork.CRUD) lab.Workload {
	b.Helper()
	staged, release, err := crud.Stage(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := release(); err != nil {
			b.Error(err)
		}
	})
	return staged
}

// Eight workers, recorded and verified, against pgbench with eight clients and prepared statements of the same kinds on the same server:
// ratio is at most 1.2.
// go test -bench Pgbench -benchtime 20x threadboost/lib/sqlwork/pgdb
func BenchmarkAgainstPgbench(b *testing.B) {
	const workers, units = 8, 8000
	program := pgbench(b)
	for _, durability := range []sqlwork.Durability{sqlwork.Full, sqlwork.Normal} {
		b.Run(durability.String(), func(b *testing.B) {
			dsn := postgrestest.DSN(b)
			staged := stage(b, sqlwork.CRUD{DB: pgdb.Server{DSN: dsn, Durability: durability}, Units: units, Connections: workers})
			other := newTheirs(b, dsn, units)
			paired.RatioOf(b,
				func() time.Duration { return trial(b, staged, model.Pool{Workers: workers}) },
				func() time.Duration { return other.run(b, program, durability, workers, units) })
		})
	}
}

// pgbench is PostgreSQL's own benchmark. Without it there is nothing to compare with.
func pgbench(b *testing.B) string {
	b.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if path, err := exec.LookPath("pgbench"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		b.Skip("it takes pgbench (Debian: postgresql)")
	}
	return found[len(found)-1]
}

// theirs is a table for pgbench, and scripts that do to it what CRUD does to its own: each client inserts under new keys and deletes rows
// of its own.
type theirs struct {
	dsn     string
	rows    int
	scripts []string
}

func newTheirs(b *testing.B, dsn string, rows int) *theirs {
	dir := b.TempDir()
	note := strings.Repeat("note ", 13)[:64]
	t := &theirs{dsn: dsn, rows: rows}
	for name, text := range map[string]string{
		"insert": "\\set n :n + 1\n\\set key :rows + :n * :clients + :client_id\nINSERT INTO bench.items VALUES (:key, 12345, '" + note + "');\n",
		"select": "\\set key random(1, :rows / 2)\nSELECT amount, note FROM bench.items WHERE id = :key;\n",
		"update": "\\set key random(1, :rows / 2)\n\\set by random(1, 100)\nUPDATE bench.items SET amount = amount + :by WHERE id = :key;\n",
		"delete": "\\set d :d + 1\n\\set key :rows / 2 + :d * :clients + :client_id\nDELETE FROM bench.items WHERE id = :key;\n",
	} {
		file := filepath.Join(dir, name+".sql")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
		t.scripts = append(t.scripts, "-f", file)
	}
	t.sql(b, "CREATE SCHEMA bench; CREATE TABLE bench.items (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL, note TEXT NOT NULL)")
	b.Cleanup(func() { t.sql(b, "DROP SCHEMA bench CASCADE") })
	return t
}

func (t *theirs) sql(b *testing.B, text string) {
	b.Helper()
	if out, err := exec.Command("psql", t.dsn, "-qc", text).CombinedOutput(); err != nil {
		b.Fatalf("psql: %v\n%s", err, out)
	}
}

var rate = regexp.MustCompile(`tps = ([0-9.]+) \(without initial`)

// run returns how long pgbench's transactions take, without its connecting.
func (t *theirs) run(b *testing.B, program string, durability sqlwork.Durability, clients, units int) time.Duration {
	t.sql(b, fmt.Sprintf(`TRUNCATE bench.items; INSERT INTO bench.items SELECT i, i, repeat('note ', 12) || 'note' FROM generate_series(1, %d) i; ANALYZE bench.items`, t.rows))
	args := append([]string{"-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2", "-t", strconv.Itoa(units / clients),
		"-D", "n=0", "-D", "d=0", "-D", "rows=" + strconv.Itoa(t.rows), "-D", "clients=" + strconv.Itoa(clients)}, t.scripts...)
	cmd := exec.Command(program, append(args, t.dsn)...)
	if durability != sqlwork.Full {
		cmd.Env = append(os.Environ(), "PGOPTIONS=-c synchronous_commit=off")
	}
	out, err := cmd.CombinedOutput()
	found := rate.FindSubmatch(out)
	if err != nil || found == nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	perSecond, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(float64(units) / perSecond * 1e9)
}

// Many workers against one, over a network: improvement is 1 - ratio, at least 91 % with 2 ms and 95.6 % with 8 ms.
// go test -bench Latency -benchtime 5x threadboost/lib/sqlwork/pgdb
func BenchmarkLatency(b *testing.B) {
	const workers, units = 64, 1000
	for _, latency := range []time.Duration{0, 2 * time.Millisecond, 8 * time.Millisecond} {
		b.Run(latency.String(), func(b *testing.B) {
			staged := stage(b, sqlwork.CRUD{DB: pgdb.Server{DSN: postgrestest.DSN(b), Latency: latency}, Units: units, Connections: workers})
			paired.RatioOf(b,
				func() time.Duration { return trial(b, staged, model.Pool{Workers: workers}) },
				func() time.Duration { return trial(b, staged, model.Sequential{}) })
		})
	}
}

// What a transaction costs on this machine without a network: the figures in the package's doc.
// go test -bench Transaction -benchtime 5x threadboost/lib/sqlwork/pgdb
func BenchmarkTransaction(b *testing.B) {
	for _, test := range []struct {
		name  string
		db    pgdb.Server
		batch int
	}{
		{"1 statement", pgdb.Server{}, 1},
		{"1 statement, normal", pgdb.Server{Durability: sqlwork.Normal}, 1},
		{"1 statement, off", pgdb.Server{Durability: sqlwork.Off}, 1},
		{"100 statements", pgdb.Server{}, 100},
		{"100 statements, pipeline", pgdb.Server{Pipeline: true}, 100},
	} {
		b.Run(test.name, func(b *testing.B) {
			const units = 200
			test.db.DSN = postgrestest.DSN(b)
			staged := stage(b, sqlwork.CRUD{DB: test.db, Units: units, Batch: test.batch, Connections: 1})
			var spent time.Duration
			for b.Loop() {
				spent += trial(b, staged, model.Sequential{})
			}
			b.ReportMetric(0, "ns/op") // of preparing and comparing, too
			b.ReportMetric(float64(spent.Microseconds())/float64(b.N*units*test.batch), "us/statement")
		})
	}
}

// What comes before a trial: rows by COPY, and connections with their prepared statements.
// go test -bench Preparing -benchtime 10x threadboost/lib/sqlwork/pgdb
func BenchmarkPreparing(b *testing.B) {
	opened, err := pgdb.Server{DSN: postgrestest.DSN(b)}.Open(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer opened.Close()
	b.Run("rows", func(b *testing.B) {
		const rows = 10_000
		note := strings.Repeat("note ", 13)[:64]
		for b.Loop() {
			err := opened.Fill(b.Context(), func(yield func(sqlwork.Row) bool) {
				for i := range int64(rows) {
					if !yield(sqlwork.Row{Key: i, Amount: i, Note: note}) {
						return
					}
				}
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*rows), "us/row")
	})
	b.Run("connection", func(b *testing.B) {
		for b.Loop() {
			s, err := opened.Connect(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			s.Close()
		}
	})
}
