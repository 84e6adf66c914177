package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kernel": main})
}

// TestScripts drives the command line against a Python and a go command that only pretend (testdata/fake), in a
// repository of three files, so that each case takes a fraction of a second.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: pretend,
		Cmds:  map[string]func(*testscript.TestScript, bool, []string){"await": await},
	})
}

// pretend gives a script its own PATH, which holds the program under test, the fakes and what these need of the system.
func pretend(env *testscript.Env) error {
	program := filepath.SplitList(env.Getenv("PATH"))[0]
	bin := filepath.Join(env.WorkDir, "bin")
	env.Setenv("PATH", strings.Join([]string{program, bin, filepath.Join(env.WorkDir, "system")}, string(os.PathListSeparator)))
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("GORACE", "atexit_sleep_ms=0") // else each command sleeps for a second under -race
	for _, name := range []string{"sh", "mkdir", "cp", "touch", "sleep", "head", "cat"} {
		if err := link(name, filepath.Join(env.WorkDir, "system")); err != nil {
			return err
		}
	}
	return os.CopyFS(bin, os.DirFS("testdata/fake"))
}

func link(name, dir string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("the scripts need %s: %w", name, err)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return os.Symlink(path, filepath.Join(dir, name))
}

// await waits until a file is there, and holds a text if one is given.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: await file [text]")
	}
	want := strings.Join(args[1:], "")
	for range 1000 {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && strings.Contains(string(text), want) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s with %q did not come within 10 s", args[0], want)
}
