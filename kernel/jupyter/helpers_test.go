package jupyter

import (
	"os"
	"testing"

	"threadboost/kernel/jupyter/guard"
	"threadboost/kernel/setup"
)

// TestMain lets the test's executable be the guard.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == guard.Command {
		os.Exit(guard.Main(os.Args[2:]))
	}
	os.Exit(m.Run())
}

// repository is ours, set up or not.
func repository(t *testing.T) setup.Env {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	root, err := setup.FindRoot(here)
	if err != nil {
		t.Fatal(err)
	}
	return setup.Env{Root: root}
}

// theLab is ours, set up: without it the test is skipped, or in CI fails.
func theLab(t *testing.T) setup.Env {
	t.Helper()
	env := repository(t)
	if _, err := os.Stat(env.Python()); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no Python at %s: run `go run ./kernel setup` first", env.Python())
		}
		t.Skipf("no Python at %s: run `go run ./kernel setup` to test with a real kernel", env.Python())
	}
	return env
}
