// Package setuptest gives tests the lab of the repository that they are in, and one rule for what is not there: the test
// is skipped, but in CI it fails, so that green means that everything was tested.
package setuptest

import (
	"os"
	"testing"

	"threadboost/kernel/setup"
)

// CI tells whether this is CI: the environment variable CI is set, to whatever value.
func CI() bool { return os.Getenv("CI") != "" }

// Missing ends a test that needs what is not there.
func Missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if CI() {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// Repository is the environment of the repository that the test is in, set up or not.
func Repository(t testing.TB) setup.Env {
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

// Lab is the environment of the repository that the test is in; it is [Missing] when it was not set up.
func Lab(t testing.TB) setup.Env {
	t.Helper()
	env := Repository(t)
	if _, err := os.Stat(env.Python()); err != nil {
		Missing(t, "no Python at %s, and the test needs the lab: go run ./kernel setup", env.Python())
	}
	return env
}
