//go:build linux

package postgres_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"threadboost/kernel/guard/guardtest"
	"threadboost/kernel/postgres"
	"threadboost/kernel/postgres/postgrestest"
)

// TestMain lets the test's executable also be an owner of a server that can be killed.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "owner" {
		server, err := postgres.Start(context.Background(), config(os.Args[2]))
		if err != nil {
			panic(err)
		}
		panic(server.Wait(context.Background()))
	}
	postgrestest.Main(m)
}

func config(dir string) postgres.Config {
	return postgres.Config{Dir: dir, User: postgrestest.User(), DSNFile: filepath.Join(dir, "dsn")}
}

// folder is one that the server's user can enter, other than t.TempDir.
func folder(t *testing.T) string {
	t.Helper()
	postgrestest.Programs(t)
	dir, err := os.MkdirTemp("", "threadboost_postgres_")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data [1] of ü")
}

func start(t *testing.T, c postgres.Config) *postgres.Server {
	t.Helper()
	server, err := postgres.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	return server
}

// ask returns the only value that the last of some statements gives.
func ask(t *testing.T, dsn, query string) string {
	t.Helper()
	conn, err := pgconn.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	results, err := conn.Exec(t.Context(), query).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return string(results[len(results)-1].Rows[0][0])
}

// The life of one folder, whose data takes seconds to make.
func TestFolder(t *testing.T) {
	guardtest.Mark(t)
	c := config(folder(t))
	first := start(t, c)
	if got := ask(t, first.DSN, "CREATE TABLE kept (n INT); INSERT INTO kept VALUES (42) RETURNING n"); got != "42" {
		t.Fatalf("the server answers %q, want 42", got)
	}
	t.Run("private", func(t *testing.T) { private(t, c, first) })
	t.Run("second start", func(t *testing.T) {
		if _, err := postgres.Start(t.Context(), c); err == nil || !strings.Contains(err.Error(), "postgres: a server is running already with the data in "+c.Dir) {
			t.Errorf("a second start gave %v, want an error that says so", err)
		}
	})
	first.Stop()
	if _, err := os.Stat(c.DSNFile); !os.IsNotExist(err) {
		t.Errorf("after its end the server's address is still in %s", c.DSNFile)
	}
	kept := func(t *testing.T) {
		server := start(t, c)
		if got := ask(t, server.DSN, "SELECT n FROM kept"); got != "42" {
			t.Errorf("the row is %q, want 42", got)
		}
		server.Stop()
	}
	t.Run("kept", kept)
	t.Run("owner killed", func(t *testing.T) { ownerKilled(t, c, syscall.SIGKILL); kept(t) })
	t.Run("stale pid file", func(t *testing.T) { // whose number is now that of another process
		file := filepath.Join(c.Dir, "data", "postmaster.pid")
		text := fmt.Sprintf("%d\n%s\n1\n5432\n\n127.0.0.1\n\nready\n", os.Getpid(), filepath.Join(c.Dir, "data"))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		kept(t)
	})
	t.Run("other version", func(t *testing.T) {
		file := filepath.Join(c.Dir, "data", "PG_VERSION")
		if err := os.WriteFile(file, []byte("8\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := postgres.Start(t.Context(), c); err == nil || !strings.Contains(err.Error(), "was made by PostgreSQL 8, and there are programs of ") {
			t.Errorf("data of version 8 gave %v, want an error that says so", err)
		}
	})
	guardtest.NothingLeft(t)
}

// private checks that nobody else gets in.
func private(t *testing.T, c postgres.Config, server *postgres.Server) {
	if text, err := os.ReadFile(c.DSNFile); err != nil || string(text) != server.DSN+"\n" {
		t.Errorf("%s holds %q (%v), want the address", c.DSNFile, text, err)
	}
	for file, want := range map[string]os.FileMode{"dsn": 0o600, "password": 0o600, "log": 0o600, "data": 0o700} {
		if info, err := os.Stat(filepath.Join(c.Dir, file)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v (%v), want %v", file, info.Mode(), err, want)
		}
	}
	if got := ask(t, server.DSN, "SHOW listen_addresses"); got != "127.0.0.1" {
		t.Errorf("the server listens on %s, want 127.0.0.1 alone", got)
	}
	if got := ask(t, server.DSN, "SHOW unix_socket_directories"); got != "" {
		t.Errorf("the server has sockets in %s, want none", got)
	}
	address, _ := pgconn.ParseConfig(server.DSN)
	if len(address.Password) < 26 { // of base32: 128 bits
		t.Errorf("the password has %d characters, want 26", len(address.Password))
	}
	wrong := strings.Replace(server.DSN, address.Password, "wrong", 1)
	if _, err := pgconn.Connect(t.Context(), wrong); err == nil || !strings.Contains(err.Error(), "28P01") {
		t.Errorf("a wrong password gave %v, want it refused", err)
	}
}

// ownerKilled kills another owner of a server, while a client is connected, and waits until its server has ended by itself.
func ownerKilled(t *testing.T, c postgres.Config, signal syscall.Signal) {
	owner := exec.Command(os.Args[0], "owner", c.Dir)
	owner.Stderr = os.Stderr
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	defer owner.Wait()
	defer owner.Process.Kill()
	for range 1000 {
		if _, err := os.Stat(c.DSNFile); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	dsn, err := os.ReadFile(c.DSNFile)
	if err != nil {
		t.Fatal(err)
	}
	client, err := pgconn.Connect(t.Context(), strings.TrimSpace(string(dsn)))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close(context.Background())
	owner.Process.Signal(signal)
	for range 1000 { // a start would wait for the end as well: here nobody helps
		if _, err := os.Stat(filepath.Join(c.Dir, "data", "postmaster.pid")); os.IsNotExist(err) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the server of a killed owner lives on")
}

func TestTemporaryServer(t *testing.T) {
	postgrestest.Programs(t)
	guardtest.Mark(t)
	server := start(t, postgres.Config{User: postgrestest.User()})
	data := ask(t, server.DSN, "SHOW data_directory")
	server.Stop()
	if _, err := os.Stat(filepath.Dir(data)); !os.IsNotExist(err) {
		t.Errorf("the folder %s is left", filepath.Dir(data))
	}
	guardtest.NothingLeft(t)
}

func TestRefused(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	tests := []struct {
		name   string
		config postgres.Config
		want   string
	}{
		{"port in use", postgres.Config{User: postgrestest.User(), Port: port}, fmt.Sprintf("postgres: port %d cannot be used (", port)},
		{"no such user", postgres.Config{User: "nobody-of-that-name"}, "postgres: --user nobody-of-that-name: "},
		{"root", postgres.Config{User: "root"}, "postgres: --user root is root, as whom PostgreSQL refuses to run"},
	}
	if os.Geteuid() == 0 {
		tests = append(tests, struct {
			name   string
			config postgres.Config
			want   string
		}{"we are root", postgres.Config{}, "postgres: PostgreSQL refuses to run as root: run this as another user, or name one with --user NAME"})
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server, err := postgres.Start(t.Context(), test.config)
			if err == nil {
				server.Stop()
			}
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("Start gave %v, want an error that begins with %q", err, test.want)
			}
		})
	}
}

func TestCalledOff(t *testing.T) {
	postgrestest.Programs(t)
	guardtest.Mark(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond) // while it makes the data
	defer cancel()
	c := config(folder(t))
	if _, err := postgres.Start(ctx, c); err != context.DeadlineExceeded {
		t.Errorf("Start gave %v, want %v", err, context.DeadlineExceeded)
	}
	guardtest.NothingLeft(t)
	if _, err := os.Stat(filepath.Join(c.Dir, "data")); !os.IsNotExist(err) {
		t.Error("there is data that may be half made")
	}
}
