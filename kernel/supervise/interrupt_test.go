//go:build linux

package supervise_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"threadboost/kernel/supervise/kerneltest"
)

// slowBuild is a cell whose program the compiler works on for some seconds: about ten for 120 functions. Each is another one, so that no cache knows it.
func slowBuild(functions int) string {
	var source strings.Builder
	unique := rand.Uint64()
	for i := range functions {
		fmt.Fprintf(&source, "func work%d(a []uint64) (x uint64) {\n", i)
		for j := range 30 {
			fmt.Fprintf(&source, "\tfor i, v := range a { x += v*%d ^ a[(i+%d)%%len(a)] + uint64(len(fmt.Sprint(x, %d, a[:i]))) }\n", unique+uint64(i), j, j)
		}
		source.WriteString("\treturn x\n}\n")
	}
	source.WriteString("%%\nfmt.Println(work0([]uint64{1}))\n")
	return source.String()
}

// stopped are the cells that must stop within a second, by what they do meanwhile. "ready" in their output says that they do it.
var stopped = []struct{ name, code string }{
	{"sleeps", "%%\nfmt.Println(\"ready\")\ntime.Sleep(time.Hour)"},
	{"computes", "%%\nfmt.Println(\"ready\")\nfor {}"},
	{"ignores SIGINT", "%%\nsignal.Ignore(os.Interrupt, syscall.SIGTERM)\nfmt.Println(\"ready\")\ntime.Sleep(time.Hour)"},
	{"floods", "%%\nfmt.Println(\"ready\")\nfor { fmt.Println(\"a line of a flood\") }"},
	{"its child holds stdout and ignores SIGINT", `%%
c := exec.Command("sh", "-c", "trap '' INT TERM; echo ready; while :; do sleep 1; done")
c.Stdout = os.Stdout
fmt.Println(c.Run())`},
	{"its child has a session of its own", `%%
c := exec.Command("setsid", "sh", "-c", "trap '' INT TERM; echo ready; while :; do sleep 1; done")
c.Stdout = os.Stdout
fmt.Println(c.Run())`},
	{"waits in a shell line", "!echo ready; sleep 3600"},
	{"waits in a shell cell", "%%bash\ntrap '' INT\necho ready\nwhile :; do sleep 1; done"},
}

// longest keeps the longest of some times.
type longest time.Duration

func (l *longest) add(d time.Duration) { *l = longest(max(time.Duration(*l), d)) }

func (l longest) report(t testing.TB, what string, n int, goal time.Duration) {
	t.Logf("%d %s, the longest %.3f s, promised %v", n, what, time.Duration(l).Seconds(), goal)
	if time.Duration(l) > leeway*goal {
		t.Errorf("%s took %v, want %v (allowed are %d times that)", what, time.Duration(l), goal, leeway)
	}
}

// begin sends a cell and returns when the kernel has begun it: an interrupt from then on is for it.
func begin(t *testing.T, c *kerneltest.Client, code string) *kerneltest.Exchange {
	t.Helper()
	x := c.Run(kerneltest.Cell{Code: code})
	if err := x.Await(soon(t), "execute_input", func(r kerneltest.Result) bool { return len(r.Of("execute_input")) > 0 }); err != nil {
		t.Fatal(err)
	}
	return x
}

// ready sends a cell and returns when it has said "ready".
func ready(t *testing.T, c *kerneltest.Client, code string) *kerneltest.Exchange {
	t.Helper()
	x := c.Run(kerneltest.Cell{Code: code})
	if err := x.AwaitText(soon(t), "ready"); err != nil {
		t.Fatal(err)
	}
	return x
}

// stop interrupts a cell, checks how it ends and that the next one works, and returns how long its end took.
func stop(t *testing.T, k *kerneltest.Kernel, c *kerneltest.Client, x *kerneltest.Exchange) time.Duration {
	t.Helper()
	began := time.Now()
	if err := c.Interrupt(soon(t)); err != nil {
		t.Fatal(err)
	}
	r, err := x.Wait(soon(t))
	took := time.Since(began)
	if err != nil {
		t.Fatal(err)
	}
	failsWith(t, r, "KeyboardInterrupt")
	works(t, c)
	return took
}

func TestInterruptRunning(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	var l longest
	for i := range max(*interrupts, len(stopped)) {
		cell := stopped[i%len(stopped)]
		ok := t.Run(fmt.Sprintf("%d %s", i, cell.name), func(t *testing.T) {
			l.add(stop(t, k, c, ready(t, c, cell.code)))
		})
		if !ok {
			return
		}
	}
	l.report(t, "interrupts while cells run", max(*interrupts, len(stopped)), stopsWithin)
}

func TestInterruptBuilding(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	var l longest
	for i := range *interrupts {
		ok := t.Run(fmt.Sprint(i), func(t *testing.T) {
			x := begin(t, c, slowBuild(120))
			after := rand.N(2 * time.Second)
			t.Logf("after %v", after)
			time.Sleep(after)
			l.add(stop(t, k, c, x))
		})
		if !ok {
			return
		}
	}
	l.report(t, "interrupts while cells are built", *interrupts, stopsWithin)
	for _, file := range k.Files() {
		if strings.Contains(file, "go-build") { // go removes it only when it is not killed
			t.Errorf("the builds have left %s, and more perhaps", file)
			break
		}
	}
}

// TestInterruptAnyMoment hits an ordinary cell at whatever it does: read, mended, listed, compiled, linked, started.
func TestInterruptAnyMoment(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	var l longest
	for i := range *interrupts {
		ok := t.Run(fmt.Sprint(i), func(t *testing.T) {
			x := begin(t, c, stopped[0].code)
			after := rand.N(700 * time.Millisecond)
			t.Logf("after %v", after)
			time.Sleep(after)
			l.add(stop(t, k, c, x))
		})
		if !ok {
			return
		}
	}
	l.report(t, "interrupts at any moment", *interrupts, stopsWithin)
}

func TestInterruptInput(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	var l longest
	kinds := []string{
		"%with_inputs\n!bash -c 'read line; echo got $line'",
		"%with_password\n!bash -c 'read line; echo got $line'",
	}
	for i := range *interrupts {
		ok := t.Run(fmt.Sprint(i), func(t *testing.T) {
			x := c.Run(kerneltest.Cell{Code: kinds[i%len(kinds)]})
			if _, err := x.Question(soon(t)); err != nil {
				t.Fatal(err)
			}
			l.add(stop(t, k, c, x))
		})
		if !ok {
			return
		}
	}
	l.report(t, "interrupts while cells wait for input", *interrupts, stopsWithin)
	for _, kind := range kinds {
		if r := execute(t, c, kind, "seven"); !strings.Contains(r.Text("stdout"), "got seven") {
			t.Errorf("a cell that reads gave %v", r)
		}
	}
}

// TestInterruptBySignal: clients with interrupt_mode "signal", and a console, send SIGINT to the kernel itself.
func TestInterruptBySignal(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	for range 3 {
		x := ready(t, c, stopped[0].code)
		if err := syscall.Kill(k.Find(kerneltest.Supervisor), syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		r, err := x.Wait(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		failsWith(t, r, "KeyboardInterrupt")
		works(t, c)
	}
	syscall.Kill(k.Find(kerneltest.Supervisor), syscall.SIGINT) // while no cell runs it does nothing
	time.Sleep(time.Second)                                     // a busy kernel takes a moment to see it
	works(t, c)
}

// TestInterruptIdle: an interrupt between cells hits none of them, and one before a cell's end that comes too late neither.
func TestInterruptIdle(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	for range 3 {
		if err := c.Interrupt(soon(t)); err != nil {
			t.Fatal(err)
		}
		works(t, c)
	}
}

// TestInterruptQueue: who stops a cell stops those that wait behind it.
func TestInterruptQueue(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	first := c.Run(kerneltest.Cell{Code: stopped[0].code})
	second := c.Run(kerneltest.Cell{Code: stopped[0].code})
	if err := first.AwaitText(soon(t), "ready"); err != nil {
		t.Fatal(err)
	}
	if err := c.Interrupt(soon(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Wait(soon(t)); err != nil {
		t.Fatal(err)
	}
	r, err := second.Wait(soon(t))
	if err != nil || r.Executed().Status != "aborted" {
		t.Errorf("a cell that waited gave %v (%v), want that it is aborted", r, err)
	}
	works(t, c)
}

// TestInterruptKeepsTrials: a cell of the library that is stopped keeps the trials that have finished.
func TestInterruptKeepsTrials(t *testing.T) {
	t.Parallel()
	results := t.TempDir()
	spec := ours(t)
	spec.Env = append(spec.Env, "THREADBOOST_RESULTS="+results)
	k := start(t, spec)
	c := connect(t, k)
	x := c.Run(kerneltest.Cell{Code: `import (
	"threadboost/lib/boost"
	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/waitwork"
)
%%
fmt.Println("ready")
boost.Run(lab.Experiment{
	Name: "stopped", Workload: waitwork.Sleep{Units: 20, Wait: 2 * time.Millisecond},
	Models: lab.Models{model.Sequential{}, model.Goroutines{}}, Trials: 5000,
})`})
	if err := x.AwaitText(soon(t), "ready"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second) // some of the 10,000 trials
	began := time.Now()
	if err := c.Interrupt(soon(t)); err != nil {
		t.Fatal(err)
	}
	r, err := x.Wait(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("it ended %v after the interrupt and showed %.300q", time.Since(began).Round(time.Millisecond), r.Shown())
	failsWith(t, r, "KeyboardInterrupt")
	runs, _ := filepath.Glob(filepath.Join(results, "*", "run.json"))
	if len(runs) != 1 {
		t.Fatalf("%d runs are stored, want 1", len(runs))
	}
	if text, err := os.ReadFile(runs[0]); err != nil || !strings.Contains(string(text), `"partial": true`) {
		t.Errorf("the run that is stored is not marked partial (%v):\n%.500s", err, text)
	}
	works(t, c)
	shutDown(t, k)
}

// TestInterruptShellAfterLibrary: the time to save trials is for cells of the library alone, not for what runs after one.
func TestInterruptShellAfterLibrary(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	if r := execute(t, c, lessonCell); r.Executed().Status != "ok" {
		t.Fatal(r)
	}
	var l longest
	for range 3 {
		l.add(stop(t, k, c, ready(t, c, "%%bash\ntrap '' INT\necho ready\nwhile :; do sleep 1; done")))
		execute(t, c, lessonCell)
	}
	t.Logf("the longest %v", time.Duration(l))
	if time.Duration(l) > 1500*time.Millisecond {
		t.Errorf("a shell cell was given %v", time.Duration(l))
	}
}
