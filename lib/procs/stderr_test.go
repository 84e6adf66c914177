package procs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stderrOf returns what do writes to os.Stderr.
func stderrOf(t *testing.T, do func()) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	kept := os.Stderr
	os.Stderr = f
	defer func() { os.Stderr = kept }()
	do()
	text, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestStderrIsPassedOnLineByLine(t *testing.T) {
	p := &prefixed{worker: 2, pid: 31}
	got := stderrOf(t, func() {
		for _, piece := range []string{"one\ntw", "o\n", "\n", strings.Repeat("x", lineLimit+1), "\nlast"} {
			fmt.Fprint(p, piece)
		}
		p.close()
	})
	const prefix = "worker 2 (pid 31): "
	want := prefix + "one\n" + prefix + "two\n" + prefix + "\n" + prefix + strings.Repeat("x", lineLimit) + "\n" + prefix + "x\n" + prefix + "last\n"
	if got != want {
		t.Errorf("it passed on\n%s\nwant\n%s", got, want)
	}
	if p.why() != "last" {
		t.Errorf("why is %q, want the last line", p.why())
	}
}

func TestStderrIsBounded(t *testing.T) {
	p := &prefixed{}
	got := stderrOf(t, func() {
		for i := range 100_000 {
			fmt.Fprintln(p, "line", i)
		}
	})
	if n := strings.Count(got, "\n"); n > stderrLimit/7 || !strings.HasSuffix(got, "it goes on writing, which is left out here\n") {
		t.Errorf("of 100000 lines %d were passed on, the last %q", n, got[strings.LastIndex(strings.TrimSpace(got), "\n"):])
	}
}

func TestOfACrashTheBeginningIsPassedOn(t *testing.T) {
	p := &prefixed{}
	got := stderrOf(t, func() {
		fmt.Fprintln(p, "runtime: out of memory")
		fmt.Fprintln(p, "fatal error: out of memory")
		for i := range 500 {
			fmt.Fprintln(p, "stack", i)
		}
	})
	if n := strings.Count(got, "\n"); n != 2+crashLines || p.why() != "fatal error: out of memory" {
		t.Errorf("%d lines were passed on and why is %q, want %d and the fatal error", n, p.why(), 2+crashLines)
	}
}

func TestWhatAUnitPrintsGoesToStderr(t *testing.T) {
	got := stderrOf(t, func() {
		measured(t, Processes{Workers: 1}, acts{3, t.TempDir(), map[int]string{1: "print"}})
	})
	if !strings.HasPrefix(got, "worker 0 (pid ") || !strings.HasSuffix(got, "): hello from a unit\n") {
		t.Errorf("it printed %q, want a line of worker 0", got)
	}
}
