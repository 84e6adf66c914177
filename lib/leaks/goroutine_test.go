package leaks

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, stack string
		want        []Goroutine
	}{
		{"nothing", "", nil},
		{"no dump", "hello\n\nworld (1)\n", nil},
		{"main", "goroutine 1 [running]:\nmain.main()\n\t/tmp/cell/main.go:35 +0x1df\n", []Goroutine{
			{ID: 1, State: "running", Frames: []Frame{{"main.main", "/tmp/cell/main.go", 35}}},
		}},
		{"inlined, with arguments and a creator", "goroutine 8 [chan receive, 5 minutes]:\nmain.worker(...)\n\t/tmp/a b:c/main.go:13\n" +
			"main.(*pool[...]).run(0xc000012345, {0x1, 0x2, ...})\n\t/tmp/main.go:21 +0x57\ncreated by main.main in goroutine 1\n\t/tmp/main.go:24 +0x10b\n", []Goroutine{
			{ID: 8, State: "chan receive", Minutes: 5, Parent: 1, Creator: Frame{"main.main", "/tmp/main.go", 24}, Frames: []Frame{
				{"main.worker", "/tmp/a b:c/main.go", 13}, {"main.(*pool[...]).run", "/tmp/main.go", 21},
			}},
		}},
		{"all notes of a header", `goroutine 7 gp=0xc000007c00 m=nil [select (no cases) (durable), 12 minutes, locked to thread, synctest bubble 3 labels:{"a": "]: x, 9 minutes"}]:` + "\n",
			[]Goroutine{{ID: 7, State: "select (no cases)", Minutes: 12, Locked: true}}},
		{"running elsewhere", "goroutine 21 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by time.goFunc\n\t/go/src/time/sleep.go:215 +0x2d\n",
			[]Goroutine{{ID: 21, State: "running", Creator: Frame{"time.goFunc", "/go/src/time/sleep.go", 215}}}},
		{"left out frames", "goroutine 3 [sleep]:\nmain.f(0x1)\n\t/m.go:1 +0x1\n...7 frames elided...\nmain.f(0x2)\n\t/m.go:2 +0x1\n", []Goroutine{
			{ID: 3, State: "sleep", Frames: []Frame{{"main.f", "/m.go", 1}, {"main.f", "/m.go", 2}}},
		}},
		{"of Windows", "goroutine 3 [IO wait]:\r\nmain.f(0x1)\r\n\tC:/cell/main.go:4 +0x1\r\n", []Goroutine{
			{ID: 3, State: "IO wait", Frames: []Frame{{"main.f", "C:/cell/main.go", 4}}},
		}},
		{"two, the second cut", "goroutine 3 [sleep]:\nmain.f(0x1)\n\t/m.go:1 +0x1\n\ngoroutine 4 [sleep]:\nmain.g(0x1)\n\t/m.", []Goroutine{
			{ID: 3, State: "sleep", Frames: []Frame{{"main.f", "/m.go", 1}}}, {ID: 4, State: "sleep", Frames: []Frame{{"main.g", "/m.", 0}}},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Parse([]byte(test.stack)); !reflect.DeepEqual(got, test.want) {
				t.Errorf("Parse gave\n%+v\nwant\n%+v", got, test.want)
			}
		})
	}
}

// The runtime's own dump is what Parse has to read, of whatever version of Go runs the tests.
func TestParseReadsThisRuntime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stop := make(chan bool)
		for range 3 {
			go func() { <-stop }()
		}
		synctest.Wait() // until they wait
		inBubble := 0
		for _, g := range all() {
			if g.State == "chan receive" && strings.HasPrefix(g.Creator.Function, "threadboost/lib/leaks.TestParseReads") {
				inBubble++
			}
		}
		if inBubble != 3 {
			t.Errorf("%d goroutines wait to receive, want 3: %+v", inBubble, all())
		}
		close(stop)
	})
}

func TestPackageOf(t *testing.T) {
	for function, want := range map[string]string{
		"main.main.func1":                            "main",
		"net/http.(*Server).Serve":                   "net/http",
		"iter.Pull[...].func1":                       "iter",
		"example.com/a%2eb.F":                        "example.com/a%2eb",
		"main.Map[go.shape.struct { x/y.z int }].Do": "main",
		"": "",
	} {
		if got := packageOf(function); got != want {
			t.Errorf("packageOf(%q) = %q, want %q", function, got, want)
		}
	}
}

// Each wait reason of the runtime that a goroutine of a user can have for long has words of its own.
func TestStatesHaveWords(t *testing.T) {
	for _, reason := range []string{
		"chan send", "chan send (nil chan)", "chan receive", "chan receive (nil chan)", "select", "select (no cases)", "sleep",
		"sync.Mutex.Lock", "sync.RWMutex.RLock", "sync.RWMutex.Lock", "sync.WaitGroup.Wait", "sync.Cond.Wait", "semacquire", "IO wait",
		"syscall", "coroutine", "synctest.Run", "synctest.Wait",
	} {
		s := explain(reason)
		if s == running || s.why == "" || s.cure == "" || !strings.HasPrefix(reason, s.reason) {
			t.Errorf("%q is explained as %+v", reason, s)
		}
		if exact := strings.Contains(reason, "nil chan") || strings.Contains(reason, "no cases"); exact && s.reason != reason {
			t.Errorf("%q is taken for %q: its own entry has to come first", reason, s.reason)
		}
	}
	for _, reason := range []string{"running", "runnable", "preempted", "GC assist wait", "a reason of a later Go"} {
		if s := explain(reason); s != running {
			t.Errorf("%q is explained as %+v, want: it runs on", reason, s)
		}
	}
}

func TestDescribeIsBounded(t *testing.T) {
	var list []Goroutine
	for line := range 50 {
		list = append(list, Goroutine{State: "chan send", Minutes: 2, Creator: Frame{"main.main", `C:\cell\main.go`, line}})
	}
	got := describe(list, "main", nil)
	for _, want := range []string{
		"1 goroutine started at main.go:0 waits to send on a channel: nobody receives, for 2 min by now\n",
		"  and others that were started or wait at 30 more places\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if lines := strings.Count(got, "\n"); lines != 2*most+1 {
		t.Errorf("50 places gave %d lines, want %d", lines, 2*most+1)
	}
}

// What the program itself and the notebook's output need is no leak of the cell.
func TestOwnersAreLeftOut(t *testing.T) {
	for creator, owned := range map[string]bool{
		"os/signal.Notify.func1.1":               true,
		"runtime.createfing":                     true,
		"github.com/janpfeifer/gonb/gonbui.Open": true,
		"threadboost/lib/show.send":              true,
		"":                                       true,
		"main.main":                              false,
		"net/http.(*Transport).dialConn":         false,
		"threadboost/lib/apiwork.start":          false,
		"github.com/janpfeifer/gonbish.Open":     false,
	} {
		if got := ownedByOthers(Goroutine{Creator: Frame{Function: creator}}); got != owned {
			t.Errorf("goroutines of %q are owned by others: %t, want %t", creator, got, owned)
		}
	}
}

func FuzzParse(f *testing.F) {
	dumps, err := os.ReadFile("testdata/dump.txt")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(dumps)
	for dump := range bytes.SplitSeq(dumps, []byte("\n\n")) {
		f.Add(dump)
	}
	f.Fuzz(func(t *testing.T, stack []byte) {
		list := Parse(stack)
		if headers := bytes.Count(stack, []byte("goroutine ")); len(list) > headers {
			t.Errorf("%d goroutines from %d headers", len(list), headers)
		}
		for _, g := range list {
			if g.Minutes < 0 || g.Creator.Line < 0 || strings.Contains(g.State, "\n") {
				t.Errorf("not a goroutine: %+v", g)
			}
			for _, frame := range g.Frames {
				if frame.Function == "" || frame.Line < 0 || strings.ContainsAny(frame.File, "\n") {
					t.Errorf("not a frame: %+v", frame)
				}
			}
		}
		describe(list, "main", nil) // must not panic
	})
}

func TestWatchCountsWhatIsNew(t *testing.T) {
	stop, ended := make(chan bool), make(chan bool)
	wait := func() { <-stop; ended <- true }
	go wait()
	defer func() { close(stop); <-ended; <-ended }()
	w := newWatch("of another program")
	go wait()
	if left := w.left(); len(left) != 1 || left[0].Creator.Function != "threadboost/lib/leaks.TestWatchCountsWhatIsNew" {
		t.Errorf("left are %+v, want the second goroutine alone", left)
	}
}

// BenchmarkWatch is what a cell pays that leaves nothing, beside the few goroutines that were there before it.
func BenchmarkWatch(b *testing.B) {
	for b.Loop() {
		if got := newWatch("main").report(); got != clean {
			b.Fatal(got)
		}
	}
}

// BenchmarkReport is what it takes, beside the patience, to find 1,000 goroutines that wait and to tell of them.
func BenchmarkReport(b *testing.B) {
	var group sync.WaitGroup
	defer group.Wait()
	stop := make(chan bool)
	defer close(stop)
	w := newWatch("threadboost/lib/leaks")
	for range 1000 {
		group.Add(1)
		go func() { defer group.Done(); <-stop }()
	}
	report := func() string { return describe(w.left(), w.cell, starts()) }
	for end := time.Now().Add(10 * time.Second); !strings.Contains(report(), "1000 goroutines") && time.Now().Before(end); {
		time.Sleep(time.Millisecond) // until all of them wait
	}
	for b.Loop() {
		if got := report(); !strings.Contains(got, "1000 goroutines") {
			b.Fatal(got)
		}
	}
}
