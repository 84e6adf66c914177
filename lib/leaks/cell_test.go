package leaks

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// buildCell builds testdata/cell as the kernel builds a cell, and returns the program and the lines that its comments name.
func buildCell(t *testing.T) (program string, lines map[string]string) {
	t.Helper()
	source, err := os.ReadFile("testdata/cell/main.go")
	if err != nil {
		t.Fatal(err)
	}
	lines = make(map[string]string)
	for i, line := range strings.Split(string(source), "\n") {
		if _, name, found := strings.Cut(line, "// @"); found {
			lines["@"+name] = "main.go:" + strconv.Itoa(i+1)
		}
	}
	program = filepath.Join(t.TempDir(), "cell")
	if out, err := exec.Command("go", "build", "-ldflags=-s", "-tags=minimal", "-o", program, "./testdata/cell").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program, lines
}

const clean = "leaks: no goroutine is left\n"

func one(rest string) string {
	return "leaks: 1 goroutine is left at the end of the cell\n  1 goroutine started " + rest
}

// Each scenario of testdata/cell is a program that ends as a cell does; @name stands for the line that has this comment.
func TestCells(t *testing.T) {
	program, lines := buildCell(t)
	marks := regexp.MustCompile(`@\w+`)
	tests := []struct {
		scenario string
		want     string // what standard error begins with
	}{
		{"nothing", clean},
		{"finished", clean},
		{"ending", clean},
		{"signals", clean},
		{"send", "leaks: 3 goroutines are left at the end of the cell\n" +
			"  3 goroutines started at @send wait to send on a channel (@sendWaits): nobody receives\n" +
			"    receive as often as is sent, make the channel with room for all, or select on ctx.Done() as well\n"},
		{"sendNil", one("at @sendNil waits to send on a nil channel (@sendNil): this waits for ever\n")},
		{"receive", one("at @receive waits to receive from a channel (@receiveWaits): nobody sends or closes it\n    close(ch)")},
		{"receiveNil", one("at @receiveNil waits to receive from a nil channel (@receiveNil): this waits for ever\n")},
		{"select", one("at @select waits in a select (@selectWaits): none of its cases comes\n    give it a case <-ctx.Done()")},
		{"selectNothing", one("at @selectNothing waits in an empty select (@selectNothing): this waits for ever\n")},
		{"sleep", one("at @sleep sleeps (in time.Sleep): the time is not over")},
		{"mutex", one("at @mutex waits for a sync.Mutex (@mutex): who locked it does not unlock it\n    write defer mu.Unlock()")},
		{"readLock", one("at @readLock waits to read under a sync.RWMutex (@readLock): ")},
		{"writeLock", one("at @writeLock waits to write under a sync.RWMutex (@writeLock): ")},
		{"group", one("at @group waits for a sync.WaitGroup (in sync.(*WaitGroup).Wait): Done was called less often than Add says\n")},
		{"cond", one("at @cond waits for a sync.Cond (@condWaits): nobody signals any more\n")},
		{"runs", one("at @runs runs on")},
		{"pipe", one("at @pipe waits for the network, a pipe or a terminal (in os.(*File).Read): ")},
		{"helper", one("at @helper waits to send on a channel (@inSend): nobody receives\n")},
		{"waitGroupGo", one("at @waitGroupGo by sync.(*WaitGroup).Go waits to send on a channel (@inSend): nobody receives\n")},
		{"afterFunc", one("at @afterFunc by time.goFunc waits to send on a channel (@inSend): nobody receives\n")},
		{"pull", one("at @pull by iter.Pull[...] waits as an iterator of iter.Pull (@pullWaits): not all of its values were taken\n    call the stop function")},
		{"server", one("by net/http/httptest.(*Server).goServe waits for the network, a pipe or a terminal (in net/http/httptest.(*Server).goServe.func1): " +
			"nothing arrives and nobody closes it\n    call Close on the test server")},
		{"command", one("by os/exec.(*Cmd).Start waits for the network, a pipe or a terminal (in os/exec.(*Cmd).Start.func2): " +
			"nothing arrives and nobody closes it\n    call Wait on the command")},
		{"context", one("by context.(*cancelCtx).propagateCancel waits in a select (in context.(*cancelCtx).propagateCancel.func2): " +
			"none of its cases comes\n    call the cancel function")},
		{"panic", one("at @panic waits to send on a channel (@inSend): nobody receives\n    receive as often as is sent, " +
			"make the channel with room for all, or select on ctx.Done() as well\npanic: at the end")},
		{"goexit", one("at @goexit waits to send on a channel")},
	}
	for _, test := range tests {
		t.Run(test.scenario, func(t *testing.T) {
			t.Parallel()
			want := marks.ReplaceAllStringFunc(test.want, func(mark string) string { return lines[mark] })
			if got := run(t, program, test.scenario); !strings.HasPrefix(got, want) {
				t.Errorf("the cell wrote\n%s\nwant\n%s", got, want)
			}
		})
	}
	t.Run("two places", func(t *testing.T) {
		got := run(t, program, "two")
		ten, one := strings.Index(got, "10 goroutines started at "+lines["@twoSecond"]), strings.Index(got, "1 goroutine started at "+lines["@twoFirst"])
		if ten < 0 || one < ten {
			t.Errorf("want a group for each place, the largest first:\n%s", got)
		}
	})
	t.Run("exit", func(t *testing.T) {
		if got := run(t, program, "exit"); got != "" {
			t.Errorf("os.Exit calls no deferred function, as the doc says, but this was written:\n%s", got)
		}
	})
	t.Run("before main", func(t *testing.T) {
		got := run(t, program, "nothing", "early")
		if want := one("at " + lines["@early"] + " waits to receive from a channel"); !strings.HasPrefix(got, want) {
			t.Errorf("a goroutine of a declaration is the cell's own:\n%s\nwant\n%s", got, want)
		}
	})
}

// run runs the program and returns its standard error. How it exits says nothing: panics and Goexit in main end it with status 2.
func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var stderr strings.Builder
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil || ctx.Err() != nil {
		t.Fatalf("the cell %v did not end: %v\n%s", args, err, &stderr)
	}
	return stderr.String()
}
