package measure

import (
	"errors"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestClockCountsFromItsStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := StartClock()
		time.Sleep(3 * time.Millisecond)
		if got := c.Now(); got != 3_000_000 {
			t.Errorf("Now() = %d ns, want 3000000", got)
		}
		if got := time.Since(c.Started()); got != 3*time.Millisecond {
			t.Errorf("Started() is %v ago, want 3ms", got)
		}
	})
}

func TestRecorder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRecorder(3, []int64{0, 5, 9})
		r.Start()
		step := func() { time.Sleep(time.Microsecond) }
		count := func(done, inFlight, first int) {
			t.Helper()
			if d, f, l := r.Count(); d != done || f != inFlight || l != first {
				t.Errorf("Count() = %d, %d, %d, want %d, %d, %d", d, f, l, done, inFlight, first)
			}
		}
		count(0, 0, 0)
		step()
		r.Begin(7, 0)
		count(0, 1, 0)
		step()
		r.Wait(0, 1500, 1900)
		r.Wait(0, 1950, 1960)
		r.End(0, nil)
		count(1, 0, 1)
		r.Begin(2, 2)
		step()
		r.End(2, errors.New("broken"))
		count(2, 0, 1)
		if !r.hasEnded(2) || r.hasEnded(1) {
			t.Errorf("hasEnded(2) = %t and hasEnded(1) = %t, want true and false", r.hasEnded(2), r.hasEnded(1))
		}
		got := r.Records()
		units, due, failures := got.Units, got.Due, got.Failures
		want := []Unit{
			{Started: 1000, Ended: 2000, WaitStarted: 1500, Waited: 410, Waits: 2, Worker: 7, Attempts: 1, state: ended},
			{},
			{Started: 2000, Ended: 3000, Worker: 2, Attempts: 1, state: ended},
		}
		for i := range want {
			if units[i] != want[i] {
				t.Errorf("record %d is %+v, want %+v", i, units[i], want[i])
			}
		}
		if due[2] != 9 || len(failures) != 1 || failures[2] != "broken" {
			t.Errorf("due %v and failures %v, want 9 for unit 2, and it broken", due, failures)
		}
	})
}

func TestBeginRefusesMisuse(t *testing.T) {
	r := NewRecorder(2, nil)
	r.Start()
	if err := r.Begin(0, 1); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		unit int
		want string
	}{
		{"below", -1, "measure: unit -1 is out of range, the job has 2 units: number them from 0"},
		{"beyond", 2, "measure: unit 2 is out of range, the job has 2 units: number them from 0"},
		{"running", 1, "measure: unit 1 was run twice: call Do once for each unit"},
	} {
		if err := r.Begin(0, test.unit); err == nil || err.Error() != test.want {
			t.Errorf("%s: Begin gave the error %v, want %s", test.name, err, test.want)
		}
	}
	if got := r.Misuse(); got != 3 {
		t.Errorf("Misuse() = %d, want 3", got)
	}
}

func TestOfManyWhoBeginAUnitOneDoes(t *testing.T) {
	const units, callers = 1000, 4
	r := NewRecorder(units, nil)
	r.Start()
	var wg sync.WaitGroup
	for w := range callers {
		wg.Go(func() {
			for i := range units {
				if r.Begin(w, i) == nil {
					r.Wait(i, 0, 1)
					r.End(i, errors.New("broken"))
				}
			}
		})
	}
	wg.Wait()
	if done, _, _ := r.Count(); done != units || r.Misuse() != (callers-1)*units {
		t.Errorf("%d units ended and %d calls were refused, want %d and %d", done, r.Misuse(), units, (callers-1)*units)
	}
	if failures := r.Records().Failures; len(failures) != units {
		t.Errorf("%d failures are kept, want %d", len(failures), units)
	}
}

func TestParseCPUMax(t *testing.T) {
	tests := []struct {
		line string
		want float64
	}{
		{"max 100000", 0}, {"150000 100000", 1.5}, {"200000 100000", 2}, {"50000 100000", 0.5},
		{"", 0}, {"150000", 0}, {"-1 100000", 0}, {"1 0", 0}, {"a b", 0},
	}
	for _, test := range tests {
		if got := parseCPUMax(test.line); got != test.want {
			t.Errorf("parseCPUMax(%q) = %v, want %v", test.line, got, test.want)
		}
	}
}

func TestReadMachine(t *testing.T) {
	m := ReadMachine()
	if m.OS != runtime.GOOS || m.Arch != runtime.GOARCH || m.Go != runtime.Version() || m.GOMAXPROCS != runtime.GOMAXPROCS(0) {
		t.Errorf("machine is %+v, want what package runtime says", m)
	}
	if m.Cores < 1 || m.CgroupCPUs < 0 || m.MemoryMiB < 0 {
		t.Errorf("machine is %+v, want at least a core, and nothing negative", m)
	}
	if runtime.GOOS == "linux" && (m.Kernel == "" || m.MemoryMiB == 0) {
		t.Errorf("machine is %+v, want a kernel's release and memory on Linux", m)
	}
}

// BenchmarkRecorder reports what the record of one unit costs.
func BenchmarkRecorder(b *testing.B) {
	r := NewRecorder(b.N, nil)
	r.Start()
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		r.Begin(0, i)
		r.End(i, nil)
	}
}

func BenchmarkClock(b *testing.B) {
	b.Run("Now", func(b *testing.B) {
		c := StartClock()
		for b.Loop() {
			c.Now()
		}
	})
	b.Run("time.Now", func(b *testing.B) {
		for b.Loop() {
			time.Now()
		}
	})
}
