package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"threadboost/kernel/postgres/postgrestest"
)

// The command in a repository of its own: it says where the server is, others find it by the file, and Ctrl-C ends it.
func TestPostgres(t *testing.T) {
	postgrestest.Programs(t)
	root, err := os.MkdirTemp("", "threadboost_repository_") // t.TempDir is closed to the server's user
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(root)
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module threadboost\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd, out := kernel(t, root, "postgres", "--user="+postgrestest.User())
	file := filepath.Join(root, ".threadboost", "postgres", "dsn")
	dsn := awaitFile(file)
	conn, err := pgconn.Connect(t.Context(), strings.TrimSpace(dsn))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	conn.Close(t.Context())
	second, told := kernel(t, root, "postgres", "--user="+postgrestest.User())
	if second.Wait(); !strings.Contains(told.String(), "a server is running already") {
		t.Errorf("a second one says\n%s\nwant that there is one", told)
	}
	cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("after Ctrl-C it ended with %v, want status 0", err)
	}
	for _, want := range []string{"making the data", "PostgreSQL ", "\n  " + dsn, "Ctrl-C ends it and keeps the data."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it says\n%s\nwant %q", out, want)
		}
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("after its end %s is still there", file)
	}
}

// kernel starts a command of ours.
func kernel(t *testing.T, dir string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd, out := exec.Command(self), new(bytes.Buffer)
	cmd.Args = append([]string{"kernel"}, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, out
}

// awaitFile returns the text of a file that comes within a minute.
func awaitFile(path string) string {
	for range 3000 {
		if text, err := os.ReadFile(path); err == nil {
			return string(text)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return ""
}
