package procs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"threadboost/lib/lab"
)

// A model that lab has to leave behind gives a ModelError.
func TestCancelEndsTheWorkers(t *testing.T) {
	for _, act := range []string{"ignore", "until ctx ends"} {
		t.Run(act, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			dir := t.TempDir()
			var pids []int
			p := Processes{Workers: 2, OnStart: func(_, pid int) { pids = append(pids, pid) }}
			ended := make(chan error)
			go func() {
				_, err := lab.Run(ctx, once(p, acts{10, dir, map[int]string{0: act, 1: act}}), lab.Options{})
				ended <- err
			}()
			await(t, "the units begin", func() bool { return there(dir, "began", 0) && there(dir, "began", 1) })
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) || errors.As(err, new(*lab.ModelError)) {
				t.Errorf("Run gave the error %v, want context.Canceled", err)
			}
			for _, pid := range pids {
				if alive(pid) {
					t.Errorf("process %d is left", pid)
				}
			}
			if there(dir, "began", 2) {
				t.Error("unit 2 was started after the end")
			}
		})
	}
}

func TestNothingStartsAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	job, err := squares{3}.Prepare(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p := Processes{OnStart: func(int, int) { t.Error("a process was started") }}
	if err := p.Run(ctx, job); err != context.Canceled {
		t.Errorf("Run gave the error %v, want context.Canceled", err)
	}
}

// parentVariable makes the test's program a parent whose workers are busy for ever; its value is their folder.
const parentVariable = "THREADBOOST_TEST_PARENT"

func beParent() {
	dir := os.Getenv(parentVariable)
	p := Processes{Workers: 2, OnStart: func(_, pid int) { fmt.Println(pid) }}
	lab.Run(context.Background(), once(p, acts{10, dir, map[int]string{0: "ignore", 1: "until ctx ends"}}), lab.Options{})
	os.Exit(1)
}

func TestWorkersEndWithTheirParent(t *testing.T) {
	dir := t.TempDir()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentVariable+"="+dir)
	out, err := parent.StdoutPipe()
	if err := errors.Join(err, parent.Start()); err != nil {
		t.Fatal(err)
	}
	defer parent.Wait()
	defer parent.Process.Kill()
	var pids [2]int
	lines := bufio.NewReader(out)
	for i := range pids {
		if _, err := fmt.Fscanln(lines, &pids[i]); err != nil {
			t.Fatal(err)
		}
	}
	await(t, "the units begin", func() bool { return there(dir, "began", 0) && there(dir, "began", 1) })
	parent.Process.Kill()
	for _, pid := range pids {
		await(t, fmt.Sprintf("worker %d ends after kill -9 of its parent", pid), func() bool { return !alive(pid) })
	}
}
