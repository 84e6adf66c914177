//go:build linux

// Package guardtest tells tests what a guarded program left behind. (Linux: /proc.)
package guardtest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Mark puts a variable of the test's own into the environment, which everything that the test starts inherits.
func Mark(t testing.TB) {
	t.Helper()
	t.Setenv("THREADBOOST_TEST", fmt.Sprintf("%d %s", os.Getpid(), t.Name()))
}

// NothingLeft fails the test for each process that lives and has the variable of [Mark].
func NothingLeft(t testing.TB) {
	t.Helper()
	mark := []byte("THREADBOOST_TEST=" + os.Getenv("THREADBOOST_TEST") + "\x00")
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil || len(files) == 0 {
		t.Fatalf("/proc shows no process (%v)", err)
	}
	for _, file := range files {
		if environ, _ := os.ReadFile(file); bytes.Contains(environ, mark) {
			command, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
			t.Errorf("a process is left: %s", bytes.ReplaceAll(command, []byte{0}, []byte{' '}))
		}
	}
}
