package measure

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"time"
)

// metered runs work under a meter until what it wants to see is there, at most ten seconds.
func metered(t *testing.T, what string, work func(), seen func(Usage) bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; {
		m := StartMeter()
		work()
		u := m.Stop()
		if seen(u) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: after ten seconds the meter reads %+v", what, u)
		}
	}
}

var kept [][]byte

func TestMeterCounts(t *testing.T) {
	pause := func() { time.Sleep(3 * time.Millisecond) }
	metered(t, "processor time", func() { spin(10_000_000) }, func(u Usage) bool { return u.User+u.System > 0 })
	metered(t, "context switches", pause, func(u Usage) bool { return u.Voluntary > 0 })
	metered(t, "allocations", func() {
		kept = nil
		for range 1000 {
			kept = append(kept, make([]byte, 1<<10))
		}
	}, func(u Usage) bool { return u.Allocs >= 1000 && u.AllocBytes >= 1000<<10 && u.HeapBytes >= 1000<<10 })
	metered(t, "garbage collections", runtime.GC, func(u Usage) bool { return u.GCs >= 1 && u.GCPause > 0 })
	metered(t, "goroutines", func() {
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() { time.Sleep(20 * time.Millisecond) })
		}
		wg.Wait()
	}, func(u Usage) bool { return u.Goroutines >= 100 && u.Goroutines < 110 && u.Threads > 0 })
	metered(t, "scheduler's latency", pause, func(u Usage) bool {
		return u.SchedMax > 0 && u.SchedMax >= u.SchedP99 && u.SchedP99 >= u.SchedP50
	})
	if runtime.GOOS == "linux" {
		metered(t, "page faults and memory", func() {
			kept = [][]byte{make([]byte, 32<<20)}
			for i := 0; i < len(kept[0]); i += 4096 {
				kept[0][i] = 1
			}
		}, func(u Usage) bool { return u.MinorFaults > 0 && u.RSSBytes >= 32<<20 })
	}
	kept = nil
}

func TestAQuietMeterCountsLittle(t *testing.T) {
	m := StartMeter()
	if u := m.Stop(); u.Goroutines != 0 || u.GCs != 0 || u.Allocs > 100 {
		t.Errorf("the meter reads %+v of nothing", u)
	}
	StartMeter().Abandon()
}

// A trial's peak of memory is its own, not the process's.
func TestPeakOfMemoryIsReset(t *testing.T) {
	if os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) != nil {
		t.Log("this system keeps one peak for the process's whole life")
		return
	}
	kept = [][]byte{make([]byte, 256<<20)}
	for i := 0; i < len(kept[0]); i += 4096 {
		kept[0][i] = 1
	}
	high := peakRSS()
	kept = nil
	debug.FreeOSMemory()
	resetPeakRSS()
	if low := peakRSS(); low > high-200<<20 {
		t.Errorf("the peak was %d MiB and is %d MiB after 256 MiB were given back", high>>20, low>>20)
	}
}

// A program that this one started is not another program.
func TestWorkOfChildrenIsOurs(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells what other programs do")
	}
	before := ownTime()
	cmd := exec.Command("sh", "-c", "while :; do :; done")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		cmd.Process.Kill()
		cmd.Wait()
	}()
	self := rusage()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		now := rusage()
		here := time.Duration(now.Utime.Nano() + now.Stime.Nano() - self.Utime.Nano() - self.Stime.Nano())
		if ownTime()-before > 100*time.Millisecond+here {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("a child that computes is not counted")
		}
	}
}

func TestParseStat(t *testing.T) {
	const stat = "cpu  900 0 900 0 0 0 0 900 0 0\ncpu0 10 1 5 100 7 3 4 2 0 0\ncpu1 20 0 5 100 0 0 0 1 0 0\ncpu2 99 99 99 0 0 0 0 99 0 0\nintr 1 2 3\n"
	for _, test := range []struct {
		cpus         string
		busy, stolen time.Duration
	}{
		{"0", 160 * time.Millisecond, 20 * time.Millisecond},
		{"0-1", 410 * time.Millisecond, 30 * time.Millisecond},
		{"", 3380 * time.Millisecond, 1020 * time.Millisecond},
	} {
		if a := parseStat(stat, parseCPUs(test.cpus)); a.busy != test.busy || a.stolen != test.stolen {
			t.Errorf("processors %q: busy %v, stolen %v, want %v and %v", test.cpus, a.busy, a.stolen, test.busy, test.stolen)
		}
	}
	if a := parseStat("cpu0 x\n\ncpu", nil); a.busy != 0 {
		t.Errorf("a damaged file gave %+v", a)
	}
}

func TestParseCPUs(t *testing.T) {
	for list, want := range map[string]int{"": 0, "0": 1, "0-3": 4, "0-1,4,6-7": 5, "x": 0, "1-x": 0, "0-99999999": 0, "3-1": 0} {
		if got := len(parseCPUs(list)); got != want {
			t.Errorf("%q has %d processors, want %d", list, got, want)
		}
	}
}

func TestProcessTime(t *testing.T) {
	for _, test := range []struct {
		stat string
		want time.Duration
	}{
		{"17 (a) b) (c) S 1 17 17 0 -1 4 9 9 9 9 5 3 2 1 20 0 1 0 5", 110 * time.Millisecond}, // fields 14 to 17: proc(5)
		{"17 (x) S 1", 0},
		{"", 0},
	} {
		if got := processTime(test.stat); got != test.want {
			t.Errorf("%q has %v, want %v", test.stat, got, test.want)
		}
	}
}

func TestScheduleSince(t *testing.T) {
	bounds := []float64{0, 1e-6, 2e-6, 4e-6}
	before, after := schedule{[]uint64{5, 0, 0}, bounds}, schedule{[]uint64{65, 39, 1}, bounds}
	if p50, p99, most := after.since(before); p50 != 1000 || p99 != 2000 || most != 4000 {
		t.Errorf("percentiles are %v, %v and %v, want 1, 2 and 4 us", p50, p99, most)
	}
	if p50, p99, most := before.since(before); p50 != 0 || p99 != 0 || most != 0 {
		t.Errorf("percentiles of nothing are %v, %v and %v", p50, p99, most)
	}
}

func TestDisturbances(t *testing.T) {
	for _, test := range []struct {
		name string
		wall time.Duration
		u    Usage
		want []Disturbance
	}{
		{"nothing", time.Second, Usage{}, nil},
		{"a busy program", time.Second, Usage{Others: 600 * time.Millisecond}, []Disturbance{{Others, 0.6}}},
		{"a little", time.Second, Usage{Others: 200 * time.Millisecond, Stolen: 40 * time.Millisecond}, nil},
		{"too short to be sure", 50 * time.Millisecond, Usage{Others: 30 * time.Millisecond}, nil},
		{"all at once", time.Second, Usage{Others: time.Second, Stolen: 100 * time.Millisecond, Throttled: 500 * time.Millisecond},
			[]Disturbance{{Others, 1}, {Stolen, 0.1}, {Throttled, 0.5}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.u.Disturbances(test.wall)
			if len(got) != len(test.want) {
				t.Fatalf("got %v, want %v", got, test.want)
			}
			for i := range got {
				if got[i] != test.want[i] {
					t.Errorf("got %v, want %v", got[i], test.want[i])
				}
			}
		})
	}
}

// folder writes files and returns where they are.
func folder(t *testing.T, files map[string]string) string {
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func BenchmarkSample(b *testing.B) {
	s := startSampler()
	defer s.stop(new(Usage))
	for b.Loop() {
		s.sample()
	}
}

// BenchmarkMeter reports what metering takes before and after a trial.
func BenchmarkMeter(b *testing.B) {
	for b.Loop() {
		StartMeter().Stop()
	}
}

func TestChildrenThatEndedAreCounted(t *testing.T) {
	m := StartMeter()
	cmd := exec.Command("sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	u, child := m.Stop(), cmd.ProcessState
	if u.User < child.UserTime() || u.System < child.SystemTime() {
		t.Errorf("%v and %v of processor time are measured, but the child alone used %v and %v", u.User, u.System, child.UserTime(), child.SystemTime())
	}
}
