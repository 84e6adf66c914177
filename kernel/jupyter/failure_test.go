package jupyter

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// golden are the texts of the kernel's errors, from its own tests: name, value, an empty line, traceback.
const golden = "../supervise/failure/testdata/golden"

func readFailure(t *testing.T, path string) failure {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(read(t, path), "\n"), "\n")
	if len(lines) < 4 {
		return failure{}
	}
	f := failure{Name: lines[0], Value: lines[1], Traceback: slices.Clone(lines[3:])}
	for i, line := range f.Traceback {
		if rest, ok := strings.CutPrefix(line, f.Name); ok && i == 0 {
			f.Traceback[i] = "\x1b[1;31m" + f.Name + "\x1b[0m" + rest // as it arrives
		}
	}
	return f
}

func TestProblems(t *testing.T) {
	for _, c := range []struct {
		file string
		want []string
	}{
		{"error-in-earlier-cell", []string{
			"CompileError: cell [3], in code of cell [2] line 2:16: p.x undefined (type point has no field or method x) (look at the spelling of x and what it stands behind; capital letters count)",
		}},
		{"not-enough-arguments", []string{
			"CompileError: cell [2] line 2:17: not enough arguments in call to add have (number) want (int, int) (\"have\" is what the call gives, \"want\" what the function takes)",
		}},
		{"call-without-main", []string{
			"CompileError: cell [1] line 3:1: expected declaration, found fmt (statements go below a line %%; above it only var, const, type, func and import)",
		}},
		{"nil-map", []string{"panic: cell [1] line 4: assignment to entry in nil map (the map was declared, not made: m := map[K]V{} or make(map[K]V))"}},
		{"deadlock-receive", []string{
			"Deadlock: cell [1] line 3: all goroutines are asleep: main waits to receive from a channel (nobody sends any more, or the sender forgot to close the channel)",
		}},
		{"exit-with-words", []string{"ExitError: cell [1]: lab: model Batches ran 190 of 200 units"}},
		{"exit-status", []string{"ExitError: cell [1]: exit status 3"}},
		{"bash-fails", []string{"ShellError: cell [1]: exit status 3"}},
	} {
		t.Run(c.file, func(t *testing.T) {
			if got := readFailure(t, filepath.Join(golden, c.file+".txt")).problems(); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// Whatever the kernel says, each problem is one line that begins with the error's name and names the cell, the first one is the
// value, and none of those that the traceback counts is left out.
func TestProblemsAreComplete(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(golden, "*.txt"))
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	several := 0
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			f := readFailure(t, path)
			if f.Name == "" { // a cell that did not fail
				return
			}
			problems := f.problems()
			if !strings.HasPrefix(problems[0], f.Name+": "+f.Value) {
				t.Errorf("the first problem is %q, want %s: %s", problems[0], f.Name, f.Value)
			}
			for _, p := range problems {
				if !strings.HasPrefix(p, f.Name+": cell [") || strings.ContainsAny(p, "\n\x1b") {
					t.Errorf("%q is not one line that begins with %s and the cell", p, f.Name)
				}
			}
			want := 1
			if _, said, ok := strings.Cut(f.Traceback[0], "]: "); ok && f.Name == "CompileError" {
				if fmt.Sscanf(said, "%d errors", &want); want > 1 {
					several++
				}
			}
			if f.Name != "TestFailure" && len(problems) != want {
				t.Errorf("%d problems, want %d: %q", len(problems), want, problems)
			}
		})
	}
	if several == 0 {
		t.Error("no text has several errors: this test checks nothing")
	}
}

func TestProblemsWithoutTraceback(t *testing.T) {
	f := failure{Name: "CompileError", Value: "cell [3]: no"}
	if got := f.problems(); len(got) != 1 || got[0] != "CompileError: cell [3]: no" {
		t.Errorf("got %q, want the value", got)
	}
}
