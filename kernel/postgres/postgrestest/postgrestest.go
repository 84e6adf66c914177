// Package postgrestest gives tests a real PostgreSQL server, which the tests of a package share and which is gone after them.
//
//	func TestMain(m *testing.M) { postgrestest.Main(m) }
//
//	func TestX(t *testing.T) { db := open(postgrestest.DSN(t)) ... }
//
// The server is started by the first test that asks for it (2 to 3 s, most of it initdb's) and runs as an unprivileged user, also when
// the tests run as root. Without server programs on the machine a test is skipped, but in CI it fails.
package postgrestest

import (
	"context"
	"os"
	"os/user"
	"sync"
	"testing"

	"threadboost/kernel/guard"
	"threadboost/kernel/postgres"
	"threadboost/kernel/setup/setuptest"
)

var shared struct {
	once   sync.Once
	server *postgres.Server
	err    error
}

// Main runs the tests of a package and ends the server. It also lets the tests' own program be the server's guard.
func Main(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == guard.Command {
		os.Exit(guard.Main(os.Args[2:]))
	}
	status := m.Run()
	if shared.server != nil {
		shared.server.Stop()
	}
	os.Exit(status)
}

var installed = sync.OnceValue(func() bool { return postgres.Installed(context.Background()) })

// Programs ends a test that needs the system's server programs where there are none.
func Programs(t testing.TB) {
	t.Helper()
	if !installed() {
		setuptest.Missing(t, "%v: install the system's package (Debian: postgresql)", postgres.ErrNoPrograms)
	}
}

// DSN is the address of the server.
func DSN(t testing.TB) string {
	t.Helper()
	Programs(t)
	shared.once.Do(func() {
		shared.server, shared.err = postgres.Start(context.Background(), postgres.Config{User: User()})
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.server.DSN
}

// User is who runs the server: "" for us, or somebody else when we are root.
func User() string {
	if os.Geteuid() != 0 {
		return ""
	}
	if _, err := user.Lookup("postgres"); err == nil {
		return "postgres"
	}
	return "nobody"
}
