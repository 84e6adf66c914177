package procs

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"threadboost/lib/lab"
)

// elsewhere makes this program one that has not called Serve, as most cells are.
func elsewhere(t *testing.T) {
	roster := own.Swap(nil)
	t.Cleanup(func() { own.Store(roster) })
}

func TestProgram(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(programVariable, "/nowhere/threadboost")
	if got, err := program("squares"); got != self || err != nil {
		t.Errorf("of a program that calls Serve it is %q, %v, want %q", got, err, self)
	}
	const want = `procs: workload "cubes" is not in the roster of this program (which has acts, broken, compute, example.Cubes, example.Lengths, proxy, squares, stamps, unequal), and another cannot be asked: THREADBOOST_PROGRAM names the workers' program: stat /nowhere/threadboost: no such file or directory; build it with go run ./kernel setup`
	if _, err := program("cubes"); err == nil || err.Error() != want {
		t.Errorf("of a workload that no program knows the error is\n\t%v\nwant\n\t%s", err, want)
	}
	t.Setenv(programVariable, "/bin/sh")
	if got, err := program("cubes"); got != "/bin/sh" || err != nil {
		t.Errorf("of a workload that this program does not know it is %q, %v, want the installed one", got, err)
	}
	elsewhere(t)
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(root, "notebooks", "more")
	path := filepath.Join(root, installed)
	for _, dir := range []string{below, filepath.Dir(path)} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(below)
	t.Setenv(programVariable, "")
	if _, err := program("squares"); err == nil || !strings.HasPrefix(err.Error(), "procs: the workers' program is not found: there is no .threadboost/bin/threadboost in "+below+" or above, and THREADBOOST_PROGRAM is not set; ") {
		t.Errorf("without a program the error is %v", err)
	}
	if err := os.WriteFile(path, nil, 0o777); err != nil {
		t.Fatal(err)
	}
	if got, err := program("squares"); got != path || err != nil {
		t.Errorf("below the repository it is %q, %v, want %q", got, err, path)
	}
	t.Setenv(programVariable, self)
	if got, err := program("squares"); got != self || err != nil {
		t.Errorf("with the variable it is %q, %v, want %q", got, err, self)
	}
	t.Setenv(programVariable, "/nowhere/threadboost")
	if _, err := program("squares"); err == nil || err.Error() != "procs: THREADBOOST_PROGRAM names the workers' program: stat /nowhere/threadboost: no such file or directory; build it with go run ./kernel setup" {
		t.Errorf("with a variable that is wrong the error is %v", err)
	}
}

func TestAProgramOfOnesOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own")
	if out, err := exec.Command("go", "build", "-o", path, "./testdata/own").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), programVariable+"=/nowhere/threadboost")
	out, err := cmd.CombinedOutput()
	if want := "measuring\n2 trials of Sequential\n2 trials of Processes(2, Chunk=10)\n"; err != nil || string(out) != want {
		t.Errorf("the program gives %v and\n%s\nwant\n%s", err, out, want)
	}
}

func TestAProgramThatIsNoWorkerIsNamed(t *testing.T) {
	elsewhere(t)
	for _, test := range []struct{ name, script, want string }{
		{"prints", "echo starting up now, please wait", `worker does not speak as a worker does: wire: the stream begins with "starting up now, pl", want "threadboost wire 1\n": is it text that a program prints?; build it again (go run ./kernel setup), or call procs.Serve first in main`},
		{"other version", "echo threadboost wire 2", `worker does not speak as a worker does: wire: the other side speaks version "2\n", this one "1": build both from the same sources; build it again`},
		{"fails", "echo 'unknown command \"worker\"' >&2; exit 1", `worker) ended before it was ready: exit status 1: unknown command "worker"; build the program again`},
		{"ends", "", `worker) ended before it was ready: exit status 0; build the program again`},
		{"is killed each time", "kill -9 $$", `worker) ended before it was ready: signal: killed; build the program again`},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "program")
			if err := os.WriteFile(path, []byte("#!/bin/sh\n"+test.script+"\n"), 0o777); err != nil {
				t.Fatal(err)
			}
			t.Setenv(programVariable, path)
			_, err := lab.Run(t.Context(), once(Processes{Workers: 1}, squares{3}), lab.Options{})
			if err == nil || !strings.Contains(err.Error(), path+" "+test.want) {
				t.Errorf("Run gave the error\n\t%v\nwant that %s %s", err, path, test.want)
			}
		})
	}
}
