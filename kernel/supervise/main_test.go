//go:build linux

package supervise_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"threadboost/kernel/setup/setuptest"
	"threadboost/kernel/supervise/kerneltest"
)

// How often the tests do what they do at random moments. CI's benchmark step asks for more.
var (
	interrupts = flag.Int("kernel.interrupts", 6, "interrupts of each kind")
	kills      = flag.Int("kernel.kills", len(murders()), "processes to kill, over all kinds")
	cells      = flag.Int("kernel.cells", 40, "cells that must leave no trace in memory, handles and files")
)

// patience is how long a test waits for what must come: no figure, but the difference between slow and never.
const patience = 2 * time.Minute

// The promises in seconds. Tests allow five times as much, for machines that are busy, and tell the longest that they saw.
const (
	stopsWithin  = time.Second     // from an interrupt to the end of the cell
	cleansWithin = 5 * time.Second // from the death of any process until nothing is left
	leeway       = 5
)

// programs is where the program under test is built, once.
var programs string

func TestMain(m *testing.M) {
	var err error
	if programs, err = os.MkdirTemp("", "kernel-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(programs)
	os.Exit(code)
}

// program builds the lab's program, as the tests are: with the race detector or without it.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(programs, "threadboost")
	args := []string{"build", "-o", path}
	if raceEnabled {
		args = append(args, "-race")
	}
	if text, err := exec.Command("go", append(args, "threadboost/kernel")...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("the kernel cannot be built: %w\n%s", err, text)
	}
	return path, nil
})

// ours is how our kernel is started.
func ours(t testing.TB) kerneltest.Spec {
	t.Helper()
	env := setuptest.Lab(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	spec, err := kerneltest.Ours(env.Root, path)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// stock is how GoNB is started without us.
func stock(t testing.TB) kerneltest.Spec {
	t.Helper()
	spec, err := kerneltest.Stock(setuptest.Lab(t).Root)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// start starts a kernel. When the test ends, so does the kernel, and must have left nothing and must not have crashed.
func start(t testing.TB, spec kerneltest.Spec) *kerneltest.Kernel {
	t.Helper()
	k, err := kerneltest.Start(spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		log := k.Log()
		if t.Failed() {
			t.Logf("the kernel said:\n%s", log)
		}
		for _, bad := range []string{"panic:", "fatal error:", "DATA RACE"} {
			if strings.Contains(log, bad) {
				t.Errorf("the kernel said %s:\n%s", bad, log)
			}
		}
		if err := k.End(); err != nil {
			t.Error(err)
		}
	})
	return k
}

// shutDown ends a kernel as Jupyter does and checks what it leaves.
func shutDown(t testing.TB, k *kerneltest.Kernel) {
	t.Helper()
	if err := k.Shutdown(soon(t)); err != nil {
		t.Error(err)
		return
	}
	nothingLeft(t, k)
	if sockets := k.Sockets(); len(sockets) > 0 {
		t.Errorf("sockets are left: %v", sockets)
	}
}

// nothingLeft waits until nothing of a kernel is left, and returns how long that took.
func nothingLeft(t testing.TB, k *kerneltest.Kernel) time.Duration {
	t.Helper()
	took, left := k.AwaitNothing(leeway * cleansWithin)
	if len(left) > 0 {
		t.Errorf("after %v this is left:\n  %s", took, strings.Join(left, "\n  "))
	}
	return took
}

// soon is a context for what must come.
func soon(t testing.TB) context.Context { return within(t, patience) }

func within(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeoutCause(context.Background(), d, fmt.Errorf("it has not come within %v", d))
	t.Cleanup(cancel)
	return ctx
}

func connect(t testing.TB, k *kerneltest.Kernel) *kerneltest.Client {
	t.Helper()
	c, err := k.Connect(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// open starts our kernel and connects a client. The kernel is shut down when the test ends.
func open(t testing.TB) (*kerneltest.Kernel, *kerneltest.Client) {
	t.Helper()
	k := start(t, ours(t))
	t.Cleanup(func() { shutDown(t, k) })
	return k, connect(t, k)
}

// execute executes a cell that must be answered.
func execute(t testing.TB, c *kerneltest.Client, code string, answers ...string) kerneltest.Result {
	t.Helper()
	return executeCell(t, c, kerneltest.Cell{Code: code}, answers...)
}

func executeCell(t testing.TB, c *kerneltest.Client, cell kerneltest.Cell, answers ...string) kerneltest.Result {
	t.Helper()
	r, err := c.Execute(soon(t), cell, answers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// works executes a cell that prints a text, which must be all that comes.
func works(t testing.TB, c *kerneltest.Client) kerneltest.Result {
	t.Helper()
	r := execute(t, c, "%%\nfmt.Println(6*7)")
	if r.Executed().Status != "ok" || r.Text("stdout") != "42\n" {
		t.Errorf("a cell that prints 42 gave %v", r)
	}
	return r
}

// failsWith checks that a cell has failed by exactly one error message of a name, which the reply repeats, and returns it.
func failsWith(t testing.TB, r kerneltest.Result, name string) kerneltest.Failure {
	t.Helper()
	failures, reply := r.Failures(), r.Executed()
	if reply.Status != "error" || len(failures) != 1 || failures[0].Name != name {
		t.Errorf("got %v, want exactly one error, %s", r, name)
		return reply.Failure
	}
	if f := failures[0]; reply.Name != f.Name || reply.Value != f.Value || strings.Join(reply.Traceback, "\n") != strings.Join(f.Traceback, "\n") {
		t.Errorf("the reply says %+v, the error message %+v", reply.Failure, f)
	}
	return failures[0]
}
