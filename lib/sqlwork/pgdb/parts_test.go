package pgdb

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"threadboost/lib/sqlwork"
)

func TestString(t *testing.T) {
	tests := []struct {
		server Server
		want   string
	}{
		{Server{}, "PostgreSQL, full durability"},
		{Server{DSN: "postgres://me:secret@example.org/db", Latency: 8 * time.Millisecond}, "PostgreSQL, full durability, simulated 8 ms network"},
		{Server{Durability: sqlwork.Off, Pipeline: true, Serializable: true, Latency: 1500 * time.Microsecond},
			"PostgreSQL, no durability, pipeline, serialisable, simulated 1.5 ms network"},
	}
	for _, test := range tests {
		if got := test.server.String(); got != test.want {
			t.Errorf("String gave %q, want %q", got, test.want)
		}
	}
}

// A server is found by its DSN, else by the variable, else by the file in the working folder or above.
func TestAddress(t *testing.T) {
	root := t.TempDir()
	below := filepath.Join(root, "notebooks", "deep")
	if err := os.MkdirAll(below, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Chdir(below)
	t.Setenv(variable, "")
	check := func(name string, server Server, want, problem string) {
		t.Helper()
		got, _, err := server.address()
		if got != want || (err == nil) != (problem == "") || err != nil && !strings.Contains(err.Error(), problem) {
			t.Errorf("%s: the address is %q, %v; want %q, %q", name, got, err, want, problem)
		}
	}
	check("nothing", Server{}, "", "no PostgreSQL server is running for this repository: start one with go run ./kernel postgres, or name yours in DSN or THREADBOOST_POSTGRES")
	file := filepath.Join(root, started)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("postgres://file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	check("file", Server{}, "postgres://file", "")
	t.Setenv(variable, "postgres://variable")
	check("variable", Server{}, "postgres://variable", "")
	check("DSN", Server{DSN: "postgres://dsn"}, "postgres://dsn", "")
}

func TestRefused(t *testing.T) {
	tests := []struct {
		name   string
		server Server
		want   string
	}{
		{"durability", Server{Durability: 7}, "pgdb: durability 7: want sqlwork.Full, Normal or Off"},
		{"negative latency", Server{Latency: -time.Millisecond}, "pgdb: latency -1ms: want 0 to 10s"},
		{"long latency", Server{Latency: time.Minute}, "pgdb: latency 1m0s: want 0 to 10s"},
		{"nonsense", Server{DSN: "postgres://me:secret@host:nonsense/db"}, "pgdb: the address of DSN: "},
		{"nobody there", Server{DSN: "postgres://me:secret@127.0.0.1:1/db"}, "is the server running? start one with go run ./kernel postgres"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.server.Open(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("error is %v, want one with %q and without the password", err, test.want)
			}
		})
	}
}

func TestCopiedText(t *testing.T) {
	rows := []sqlwork.Row{{Key: 1, Amount: -2, Note: "plain"}, {Key: 3, Note: "a\tb\nc\rd\\e"}, {Key: 4, Note: ""}, {Key: 5, Note: `\N`}}
	want := "1\t-2\tplain\n3\t0\ta\\tb\\nc\\rd\\\\e\n4\t0\t\n5\t0\t\\\\N\n" // the format of COPY, PostgreSQL's manual
	for _, size := range []int{1, 3, 1000} {
		next := 0
		x := &text{next: func() (row sqlwork.Row, ok bool) {
			if next == len(rows) {
				return row, false
			}
			next++
			return rows[next-1], true
		}}
		var got []byte
		buffer := make([]byte, size)
		for {
			n, err := x.Read(buffer)
			got = append(got, buffer[:n]...)
			if err == io.EOF {
				break
			}
		}
		if string(got) != want {
			t.Errorf("read %d bytes at a time it is %q, want %q", size, got, want)
		}
	}
	if err := iotest.TestReader(&text{next: func() (sqlwork.Row, bool) { return sqlwork.Row{}, false }}, nil); err != nil {
		t.Error(err)
	}
}
