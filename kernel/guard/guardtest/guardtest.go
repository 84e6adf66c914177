//go:build linux

// Package guardtest tells tests what a guarded program left behind. (Linux: /proc.)
package guardtest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// Mark puts a variable of the test's own into the environment, which everything that the test starts inherits.
func Mark(t testing.TB) {
	t.Helper()
	t.Setenv("THREADBOOST_TEST", fmt.Sprintf("%d %s", os.Getpid(), t.Name()))
}

// Left is the command line of each process that lives and has the variable of [Mark].
func Left(t testing.TB) map[int]string {
	t.Helper()
	mark := []byte("THREADBOOST_TEST=" + os.Getenv("THREADBOOST_TEST") + "\x00")
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil || len(files) == 0 {
		t.Fatalf("/proc shows no process (%v)", err)
	}
	left := map[int]string{}
	for _, file := range files {
		if environ, _ := os.ReadFile(file); bytes.Contains(environ, mark) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			command, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
			left[pid] = string(bytes.TrimSpace(bytes.ReplaceAll(command, []byte{0}, []byte{' '})))
		}
	}
	return left
}

// NothingLeft fails the test when something is [Left].
func NothingLeft(t testing.TB) {
	t.Helper()
	for pid, command := range Left(t) {
		t.Errorf("process %d is left: %s", pid, command)
	}
}
