package history

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// kernelEnv makes this test's executable a kernel that adds cells to the history in the folder that it names.
const kernelEnv = "THREADBOOST_HISTORY_TEST"

func TestMain(m *testing.M) {
	if folder := os.Getenv(kernelEnv); folder != "" {
		kernel(folder, os.Args[1:])
	}
	os.Exit(m.Run())
}

// kernel adds cells and prints the number of each that it has added. args are how many, and the bounds.
func kernel(folder string, args []string) {
	var numbers [3]int
	for i, arg := range args {
		numbers[i], _ = strconv.Atoi(arg)
	}
	l, err := open(folder, bounds{numbers[1], numbers[2]})
	for i := 1; err == nil && i <= numbers[0]; i++ {
		if err = l.Add(Cell{Line: i, Code: fmt.Sprintf("%d: %s", i, strings.Repeat("x", i%700)), Storing: true}); err == nil {
			fmt.Println(l.session, i)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func start(t *testing.T, folder string, cells int, b bounds) (cmd *exec.Cmd, added *bufio.Scanner) {
	t.Helper()
	cmd = exec.CommandContext(t.Context(), os.Args[0], strconv.Itoa(cells), strconv.Itoa(b.entries), strconv.Itoa(b.bytes))
	cmd.Env, cmd.Stderr = append(os.Environ(), kernelEnv+"="+folder), os.Stderr
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	return cmd, bufio.NewScanner(stdout)
}

// TestKernelsAtTheSameTime lets several kernels add cells: none is lost or mixed up, and each kernel's come in its order.
func TestKernelsAtTheSameTime(t *testing.T) {
	const kernels, cells = 4, 200
	folder := t.TempDir()
	var all sync.WaitGroup
	for range kernels {
		cmd, added := start(t, folder, cells, bounds{maxEntries, maxBytes})
		all.Go(func() {
			for added.Scan() {
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	l := begin(t, folder)
	if l.session != kernels+1 {
		t.Errorf("this is session %d, want %d", l.session, kernels+1)
	}
	for session := 1; session <= kernels; session++ {
		reply, err := l.Answer(Request{Access: "range", Session: session})
		must(t, err)
		if len(reply.History) != cells {
			t.Fatalf("session %d has %d cells, want %d", session, len(reply.History), cells)
		}
		for i, e := range reply.History {
			if want := fmt.Sprintf("%d: %s", i+1, strings.Repeat("x", (i+1)%700)); e.Line != i+1 || e.Input != want {
				t.Fatalf("session %d has as its cell %d: %d %q", session, i+1, e.Line, e.Input)
			}
		}
	}
}

// TestKernelsThatCompact has a small file that several kernels write anew again and again: what is left is whole and new.
func TestKernelsThatCompact(t *testing.T) {
	const kernels, cells = 4, 200
	b := bounds{50, maxBytes}
	folder := t.TempDir()
	var all sync.WaitGroup
	for range kernels {
		cmd, added := start(t, folder, cells, b)
		all.Go(func() {
			for added.Scan() {
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	l, err := open(folder, b)
	must(t, err)
	reply, err := l.Answer(Request{Access: "tail"})
	must(t, err)
	if n := len(reply.History); n < 30 || n > b.entries {
		t.Errorf("%d cells are left, want 30 to %d", n, b.entries)
	}
	newest := map[int]int{}
	for _, e := range reply.History {
		if e.Line <= newest[e.Session] {
			t.Errorf("session %d: cell %d comes behind %d", e.Session, e.Line, newest[e.Session])
		}
		newest[e.Session] = e.Line
	}
	if last := reply.History[len(reply.History)-1]; last.Line != cells {
		t.Errorf("the newest is cell %d of session %d, want its last one", last.Line, last.Session)
	}
}

// TestKilledKernels kills kernels at any moment, also while they write the file anew: what they had added is there, and the next one
// goes on.
func TestKilledKernels(t *testing.T) {
	folder, b := t.TempDir(), bounds{60, maxBytes}
	for round := range 30 {
		cmd, added := start(t, folder, 100_000, b)
		said := ""
		for range round * 7 {
			if !added.Scan() {
				t.Fatal("the kernel ended by itself")
			}
			said = added.Text()
		}
		must(t, cmd.Process.Kill())
		for added.Scan() {
			said = added.Text()
		}
		cmd.Wait()
		l, err := open(folder, b)
		must(t, err)
		if said == "" {
			continue
		}
		var session, line int
		fmt.Sscan(said, &session, &line)
		reply, err := l.Answer(Request{Access: "range", Session: session})
		must(t, err)
		if n := len(reply.History); n == 0 || reply.History[n-1].Line < line || reply.History[n-1].Line > line+1 {
			t.Errorf("round %d: the kernel had added cell %d, and %d are there: %v", round, line, n, reply.History[max(0, n-1):])
		}
	}
}
