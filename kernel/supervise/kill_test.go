//go:build linux

package supervise_test

import (
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"threadboost/kernel/supervise/kerneltest"
)

// busy is a cell that runs until it is ended, with a child of its own.
const busy = "%%\nfmt.Println(\"ready\")\nexec.Command(\"sleep\", \"1000\").Run()"

// moments are when a process is killed: each brings a kernel to what it does then.
var moments = []struct {
	name  string
	reach func(t *testing.T, k *kerneltest.Kernel)
}{
	{"at the start", func(t *testing.T, k *kerneltest.Kernel) { time.Sleep(rand.N(600 * time.Millisecond)) }},
	{"idle", func(t *testing.T, k *kerneltest.Kernel) { works(t, connect(t, k)) }},
	{"while it builds", func(t *testing.T, k *kerneltest.Kernel) {
		begin(t, connect(t, k), slowBuild())
		time.Sleep(rand.N(time.Second))
	}},
	{"while a cell runs", func(t *testing.T, k *kerneltest.Kernel) { ready(t, connect(t, k), busy) }},
}

// kill kills a process, which must be one: 0 would mean the test itself and its family.
func kill(t *testing.T, pid int) {
	t.Helper()
	if pid <= 0 {
		t.Fatal("there is no such process")
	}
	syscall.Kill(pid, syscall.SIGKILL) // if it has not ended by itself meanwhile
}

// Whatever of a kernel is killed, and when: nothing is left, or the kernel goes on and leaves nothing later.
func TestKillLeavesNothing(t *testing.T) {
	victims := []kerneltest.Role{kerneltest.Launcher, kerneltest.Supervisor, kerneltest.Guard, kerneltest.GoNB, kerneltest.Program}
	var l longest
	for i := range *kills {
		victim, moment := victims[i%len(victims)], moments[i/len(victims)%len(moments)]
		t.Run(string(victim)+" "+moment.name, func(t *testing.T) {
			spec := ours(t)
			spec.Launcher = true
			k := start(t, spec)
			moment.reach(t, k)
			pid := k.Find(victim)
			if pid == 0 { // it has not started yet, or there is none at this moment
				pid = k.AwaitProcess(kerneltest.Supervisor, patience)
			}
			if pid == 0 {
				t.Fatal("there is no supervisor")
			}
			kill(t, pid)
			if goesOn := victim != kerneltest.Launcher && pid != k.Find(kerneltest.Supervisor) && k.Find(kerneltest.Supervisor) != 0; goesOn {
				time.Sleep(rand.N(300 * time.Millisecond))
				kill(t, k.Find(kerneltest.Supervisor))
			}
			l.add(nothingLeft(t, k))
		})
	}
	l.report(t, "kills", *kills, cleansWithin)
}

// When GoNB or its guard is killed while a cell runs, the cell says so, a new GoNB starts, and the count goes on.
func TestKillGoNB(t *testing.T) {
	for _, victim := range []kerneltest.Role{kerneltest.GoNB, kerneltest.Guard} {
		t.Run(string(victim), func(t *testing.T) {
			k, c := open(t)
			execute(t, c, "type Pair struct{ A, B int }\nfunc sum(p Pair) int { return p.A + p.B }")
			x := ready(t, c, busy)
			kill(t, k.Find(victim))
			r, err := x.Wait(soon(t))
			if err != nil {
				t.Fatal(err)
			}
			f := failsWith(t, r, "KernelDied")
			if trace := strings.Join(f.Traceback, "\n"); !strings.Contains(trace, "Pair, sum (cell [1])") {
				t.Errorf("the error does not say what is lost: %s", trace)
			}
			if next := works(t, c); next.Executed().Count != r.Executed().Count+1 {
				t.Errorf("the count went from %d to %d", r.Executed().Count, next.Executed().Count)
			}
			execute(t, c, "type Pair struct{ A, B int }\nfunc sum(p Pair) int { return p.A + p.B }")
			if again := execute(t, c, "%%\nfmt.Println(sum(Pair{20, 22}))"); again.Text("stdout") != "42\n" {
				t.Errorf("the definitions did not come back: %v", again)
			}
		})
	}
}

// When GoNB is killed between two cells, the next one runs, and says what is lost.
func TestKillGoNBIdle(t *testing.T) {
	k, c := open(t)
	execute(t, c, "var answer = 42")
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

func TestKillGopls(t *testing.T) {
	k, c := open(t)
	complete := func() {
		t.Helper()
		var reply struct{ Matches []string }
		if err := c.Do(soon(t), "complete_request", map[string]any{"code": "%%\nfmt.Printl", "cursor_pos": 13}, &reply); err != nil {
			t.Fatal(err)
		}
		if len(reply.Matches) == 0 {
			t.Error("nothing completes fmt.Printl")
		}
	}
	for _, victim := range []kerneltest.Role{kerneltest.Gopls, kerneltest.GoplsGuard} {
		complete()
		pid := k.AwaitProcess(victim, patience)
		kill(t, pid)
		eventually(t, "the end of "+string(victim), func() bool { return k.Find(victim) != pid })
	}
	complete()
}
