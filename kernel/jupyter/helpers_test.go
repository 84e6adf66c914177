package jupyter

import (
	"os"
	"testing"

	"threadboost/kernel/jupyter/guard"
)

// TestMain lets the test's executable be the guard.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == guard.Command {
		os.Exit(guard.Main(os.Args[2:]))
	}
	os.Exit(m.Run())
}
