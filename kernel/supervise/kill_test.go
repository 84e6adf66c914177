//go:build linux

package supervise_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"threadboost/kernel/supervise/kerneltest"
)

// busy is a cell that runs until it is ended, with a child of its own.
const busy = "%%\nfmt.Println(\"ready\")\nexec.Command(\"sleep\", \"1000\").Run()"

// A murder is kill -9 of a process at a moment of a kernel's life: start, idle, build or run.
type murder struct {
	victim kerneltest.Role
	moment string
	then   kerneltest.Role // killed soon after: while the kernel recovers; "" for none
}

// murders are all kinds that there are. Tests with a larger number go through them again, at other moments.
func murders() (all []murder) {
	for _, moment := range []string{"start", "idle", "build", "run"} {
		for _, victim := range []kerneltest.Role{kerneltest.Launcher, kerneltest.Supervisor, kerneltest.Guard, kerneltest.GoNB} {
			all = append(all, murder{victim, moment, ""})
		}
	}
	return append(all, murder{kerneltest.Gopls, "idle", ""}, murder{kerneltest.GoplsGuard, "idle", ""}, murder{kerneltest.Gopls, "run", ""},
		murder{kerneltest.GoplsGuard, "run", ""}, murder{kerneltest.Program, "run", ""},
		murder{kerneltest.GoNB, "run", kerneltest.Supervisor}, murder{kerneltest.Guard, "run", kerneltest.Supervisor})
}

// kill kills a process, which must be one: 0 would mean the test itself and its family.
func kill(t *testing.T, pid int) {
	t.Helper()
	if pid <= 0 {
		t.Fatal("there is no such process")
	}
	syscall.Kill(pid, syscall.SIGKILL) // if it has not ended by itself meanwhile
}

// TestKillLeavesNothing kills each process of a kernel at random moments. When that ends the kernel, nothing is left; else it goes on, and
// nothing is left when it ends.
func TestKillLeavesNothing(t *testing.T) {
	t.Parallel()
	all := murders()
	var l longest
	for i := range *kills {
		m := all[i%len(all)]
		t.Run(fmt.Sprintf("%d %s at %s", i, m.victim, m.moment), func(t *testing.T) { l.add(m.commit(t)) })
	}
	l.report(t, "kills", *kills, cleansWithin)
}

// commit lets the murder happen in a kernel of its own, and returns how long its traces could be seen after the kernel's end.
func (m murder) commit(t *testing.T) time.Duration {
	spec := ours(t)
	spec.Launcher = true
	k := start(t, spec)
	var c *kerneltest.Client
	var x *kerneltest.Exchange
	if m.moment != "start" {
		c = connect(t, k)
		execute(t, c, "const kept = 7")
	}
	within := 500 * time.Millisecond
	switch m.moment {
	case "build":
		x, within = begin(t, c, slowBuild(120)), time.Second
	case "run":
		x = ready(t, c, busy)
	}
	if m.victim == kerneltest.Gopls || m.victim == kerneltest.GoplsGuard {
		complete(t, c) // so that there is one
	}
	after := rand.N(within)
	pid := k.AwaitProcess(m.victim, patience)
	time.Sleep(after)
	t.Logf("killed after %v", after)
	kill(t, pid)
	if m.then != "" {
		time.Sleep(rand.N(300 * time.Millisecond))
		kill(t, k.Find(m.then))
		return nothingLeft(t, k)
	}
	if m.victim != kerneltest.Launcher && m.victim != kerneltest.Supervisor {
		m.goesOn(t, k, c, x)
		began := time.Now()
		if err := k.Shutdown(soon(t)); err != nil {
			t.Fatal(err)
		}
		nothingLeft(t, k)
		return time.Since(began)
	}
	return nothingLeft(t, k)
}

// goesOn checks that the cell that ran says what has happened, and the next one works.
func (m murder) goesOn(t *testing.T, k *kerneltest.Kernel, c *kerneltest.Client, x *kerneltest.Exchange) {
	if m.moment == "start" {
		c = connect(t, k)
		m.runInto(t, c)
		works(t, c)
		return
	}
	count := 1 // of the cell that has defined "kept"
	isLost := m.victim == kerneltest.Guard || m.victim == kerneltest.GoNB
	told := ""
	if x == nil && isLost {
		told = m.runInto(t, c)
		count++
	}
	if x != nil {
		if !isLost && m.victim != kerneltest.Program {
			if err := c.Interrupt(soon(t)); err != nil {
				t.Fatal(err)
			}
		}
		r, err := x.Wait(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case isLost && m.moment == "build" && r.Executed().Status == "ok": // killed before the cell was passed on: it ran in a new one
			told = r.Text("stderr")
		case isLost:
			told = strings.Join(failsWith(t, r, "KernelDied").Traceback, "\n")
		case m.victim == kerneltest.Program:
			if f := failsWith(t, r, "ExitError"); !strings.Contains(f.Value, "killed") {
				t.Errorf("a program that was killed is told of as %q", f.Value)
			}
		default:
			failsWith(t, r, "KeyboardInterrupt")
		}
		count++
	}
	r := works(t, c)
	if got := r.Executed().Count; got != count+1 {
		t.Errorf("the next cell has the count %d, want %d", got, count+1)
	}
	if told += r.Text("stderr"); isLost && !strings.Contains(told, "kept") {
		t.Errorf("nobody said that the definition of kept is lost: %q", told)
	}
	complete(t, c)
}

// runInto runs a cell soon after the deed, which works, or is the one that the kernel notices it by, and returns what was said about it.
func (m murder) runInto(t *testing.T, c *kerneltest.Client) string {
	time.Sleep(rand.N(500 * time.Millisecond))
	r := execute(t, c, "%%\nfmt.Println(6*7)")
	if r.Executed().Status == "ok" {
		return r.Text("stderr")
	}
	return strings.Join(failsWith(t, r, "KernelDied").Traceback, "\n")
}

// complete asks for a completion that only gopls knows.
func complete(t *testing.T, c *kerneltest.Client) {
	t.Helper()
	completes(t, c, "import \"strings\"\n%%\nstrings.Repl", "ReplaceAll")
}

// TestStarterHasEnded: a kernel that comes up when the process that started it has ended already, ends too.
func TestStarterHasEnded(t *testing.T) {
	t.Parallel()
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	spec := ours(t)
	spec.Env = append(spec.Env, fmt.Sprintf("JPY_PARENT_PID=%d", gone.Process.Pid))
	nothingLeft(t, start(t, spec))
}

// TestKillGroup: jupyter_client kills the process group of a kernel that does not end by itself.
func TestKillGroup(t *testing.T) {
	t.Parallel()
	k := start(t, ours(t))
	c := connect(t, k)
	ready(t, c, stopped[0].code)
	group := k.Find(kerneltest.Supervisor)
	if group <= 1 {
		t.Fatal("there is no supervisor")
	}
	syscall.Kill(-group, syscall.SIGKILL)
	nothingLeft(t, k)
}

// TestEndBySignal: a kernel that is asked to end by a signal ends as by a message.
func TestEndBySignal(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			k := start(t, ours(t))
			c := connect(t, k)
			ready(t, c, stopped[2].code)
			pid := k.Find(kerneltest.Supervisor)
			if pid == 0 {
				t.Fatal("there is no supervisor")
			}
			syscall.Kill(pid, signal)
			nothingLeft(t, k)
			if sockets := k.Sockets(); len(sockets) > 0 {
				t.Errorf("sockets are left: %v", sockets)
			}
		})
	}
}

// TestShutdownAnyMoment: a kernel that is asked to end does so at once, whatever it does.
func TestShutdownAnyMoment(t *testing.T) {
	t.Parallel()
	var l longest
	for _, cell := range []string{"", "%%\nfmt.Println(\"ready\")\ntime.Sleep(time.Hour)", stopped[2].code, stopped[4].code, slowBuild(120)} {
		k := start(t, ours(t))
		c := connect(t, k)
		if cell != "" {
			begin(t, c, cell)
			time.Sleep(rand.N(time.Second))
		}
		began := time.Now()
		shutDown(t, k)
		l.add(time.Since(began))
	}
	l.report(t, "shut downs", 5, cleansWithin)
}

// TestKillGoNB: what a cell defined is lost with GoNB. The error says so, and how it comes back.
func TestKillGoNB(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	const definitions = "type Pair struct{ A, B int }\nfunc sum(p Pair) int { return p.A + p.B }"
	execute(t, c, definitions)
	x := ready(t, c, busy)
	kill(t, k.Find(kerneltest.GoNB))
	r, err := x.Wait(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	if trace := strings.Join(failsWith(t, r, "KernelDied").Traceback, "\n"); !strings.Contains(trace, "Pair, sum (cell [1])") {
		t.Errorf("the error does not say what is lost: %s", trace)
	}
	execute(t, c, definitions)
	if again := execute(t, c, "%%\nfmt.Println(sum(Pair{20, 22}))"); again.Text("stdout") != "42\n" {
		t.Errorf("the definitions did not come back: %v", again)
	}
}

// TestKillGoNBIdle: when GoNB is killed between two cells, the next one runs, and says what is lost.
func TestKillGoNBIdle(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	execute(t, c, "const answer = 42")
	kill(t, k.Find(kerneltest.GoNB))
	r := execute(t, c, "%%\nfmt.Println(6*7)")
	if r.Text("stdout") != "42\n" || !strings.Contains(r.Text("stderr"), "answer (cell [1])") {
		t.Errorf("the next cell gave %v, want its result and a word about answer", r)
	}
	for range 3 {
		works(t, c)
		pid := k.AwaitProcess(kerneltest.GoNB, patience)
		kill(t, pid)
		eventually(t, "the end of GoNB", func() bool { return k.Find(kerneltest.GoNB) != pid })
	}
	works(t, c)
}
