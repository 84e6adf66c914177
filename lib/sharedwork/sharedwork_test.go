package sharedwork

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// small are all workloads, with little to do.
var small = []lab.Workload{
	Counter{Units: 20, Increments: 600},
	Counter{By: RWMutex, Units: 20, Increments: 600},
	Counter{By: Atomic, Units: 20, Increments: 600},
	Counter{By: Channel, Units: 20, Increments: 600},
	Counter{By: Sharded, Units: 20, Increments: 600},
	Counter{By: Sharded, Units: 20, Increments: 600, Shards: 1},
	FalseSharing{Units: 4, Increments: 70_000},
	FalseSharing{Units: 4, Increments: 70_000, Padded: true},
	Map{Units: 20, Operations: 600},
	Map{By: RWMutex, Units: 20, Operations: 600, Reads: -1},
	Map{By: SyncMap, Units: 20, Operations: 600, Reads: 50, Keys: 10},
	Map{By: SyncMap, Units: 20, Operations: 600, Reads: -1, Keys: 1},
	Map{By: Sharded, Units: 20, Operations: 600, Reads: 50},
	Map{By: Sharded, Units: 20, Operations: 600, Reads: 100, Keys: 7, Shards: 3},
}

var models = lab.Models{
	model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 3}, model.Chunks{Workers: 2}, model.Threads{Workers: 2}, model.EventLoop{},
}

func run(ctx context.Context, w lab.Workload, models ...lab.Model) (*lab.Results, error) {
	return lab.Run(ctx, lab.Experiment{Name: "shared", Workload: w, Models: models, Trials: 2}, lab.Options{})
}

func TestEveryModelGetsItRight(t *testing.T) {
	for _, w := range small {
		t.Run(lab.NameOf(w), func(t *testing.T) {
			r, err := run(t.Context(), w, models...)
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range r.Trials {
				if len(trial.Failures) > 0 {
					t.Errorf("%s: failures are %v, want none", trial.Model, trial.Failures)
				}
			}
		})
	}
}

// forgetful is what a number without a lock is, but without a data race: between a read and a write of its own, others write.
type forgetful struct{ n atomic.Int64 }

func (f *forgetful) add(_, n int) {
	for range n {
		old := f.n.Load()
		runtime.Gosched()
		f.n.Store(old + 1)
	}
}

func (f *forgetful) total() int64 { return f.n.Load() }

// prepared is a workload with jobs of a function.
type prepared func() *lab.Job

func (p prepared) Prepare(context.Context) (*lab.Job, error) { return p(), nil }
func (prepared) String() string                              { return "planted" }

func TestALostIncrementIsCaught(t *testing.T) {
	c := Counter{By: Mutex, Units: 8, Increments: 1000}.withDefaults()
	planted := prepared(func() *lab.Job { return c.job(new(forgetful)) })
	if _, err := run(t.Context(), planted, model.Sequential{}); err != nil {
		t.Errorf("one unit after the other loses nothing, but the error is %v", err)
	}
	_, err := run(t.Context(), planted, model.Goroutines{})
	if want := "lab: workload planted failed when it was closed: sharedwork: Counter by mutex: it holds "; err == nil ||
		!strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), " after 8000 increments: ") {
		t.Errorf("Run gave the error %v, want one that begins with %s", err, want)
	}
}

// forgetfulMap is a map whose increments lose those that others make between their read and their write.
type forgetfulMap struct{ mutexMap }

func (f *forgetfulMap) increment(key int) {
	old := f.load(key)
	runtime.Gosched()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.values[key] = old + 1
}

func TestALostUpdateIsCaught(t *testing.T) {
	m := Map{Units: 8, Operations: 1000, Reads: 20, Keys: 3}.withDefaults()
	planted := prepared(func() *lab.Job {
		shared := &forgetfulMap{mutexMap{values: make(map[int]uint64)}}
		for k := range m.Keys {
			shared.store(k, initial(k))
		}
		return m.job(shared)
	})
	if _, err := run(t.Context(), planted, model.Sequential{}); err != nil {
		t.Errorf("one unit after the other loses nothing, but the error is %v", err)
	}
	_, err := run(t.Context(), planted, model.Goroutines{})
	if want := "lab: workload planted failed when it was closed: sharedwork: Map by mutex: key "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("Run gave the error %v, want one that begins with %s", err, want)
	}
}

// A read that gives the value of another key changes the checksum of its unit.
func TestAWrongReadIsCaught(t *testing.T) {
	m := Map{Units: 8, Operations: 100, Reads: 100, Keys: 3}.withDefaults()
	jobs := 0
	planted := prepared(func() *lab.Job {
		shared := &mistaken{mutexMap: mutexMap{values: make(map[int]uint64)}}
		for k := range m.Keys {
			shared.store(k, initial(k))
		}
		jobs++
		shared.once.Store(jobs == 2)
		return m.job(shared)
	})
	if _, err := run(t.Context(), planted, model.Sequential{}); err == nil || !strings.Contains(err.Error(), "gave checksum") {
		t.Errorf("Run gave the error %v, want one of a checksum", err)
	}
}

// mistaken is a map that gives the value of another key once.
type mistaken struct {
	mutexMap
	once atomic.Bool
}

func (m *mistaken) load(key int) uint64 {
	if m.once.CompareAndSwap(true, false) {
		key = (key + 1) % len(m.values)
	}
	return m.mutexMap.load(key)
}

// A number that somebody else has counted in changes the checksum of its unit.
func TestAWrongNumberIsCaught(t *testing.T) {
	f := FalseSharing{Units: 4, Increments: 10}.withDefaults()
	jobs := int64(-1)
	planted := prepared(func() *lab.Job {
		jobs++
		return f.job([]int64{0, 0, jobs, 0})
	})
	const want = "unit 2 gave checksum 0xb, but 0xa under Sequential"
	if _, err := run(t.Context(), planted, model.Sequential{}); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Run gave the error %v, want %s", err, want)
	}
}

// What was done before a run is called off is still compared, and nothing is left behind.
func TestCalledOff(t *testing.T) {
	for _, w := range []lab.Workload{
		Counter{Increments: 10_000_000}, Counter{By: Channel, Increments: 10_000_000}, Counter{By: Sharded, Increments: 10_000_000},
		FalseSharing{Increments: 10_000_000}, Map{Operations: 10_000_000}, Map{By: SyncMap, Operations: 10_000_000},
	} {
		t.Run(lab.NameOf(w), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			defer cancel()
			if _, err := run(ctx, w, model.Pool{Workers: 3}); err == nil || err.Error() != context.DeadlineExceeded.Error() {
				t.Errorf("Run gave the error %v, want that of its context alone", err)
			}
		})
	}
}

// What is compared has to be at rest: a model that returns too early is told so by lab, not by the workload.
func TestNothingIsComparedWhileUnitsRun(t *testing.T) {
	c := Counter{Units: 1}.withDefaults()
	shared := &held{begun: make(chan bool), goOn: make(chan bool)}
	job := c.job(shared)
	ended := make(chan error)
	go func() { ended <- job.Do(t.Context(), 0, 0) }()
	<-shared.begun
	if err := job.Close(); err != nil {
		t.Errorf("Close gave the error %v while a unit ran, want none", err)
	}
	close(shared.goOn)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := job.Close(); err == nil {
		t.Error("Close gave no error after the unit had ended, want one of the increments that are missing")
	}
}

// held is a number that does not count, and lets a test stop its first increment.
type held struct{ begun, goOn chan bool }

func (h *held) add(int, int) {
	select {
	case h.begun <- true:
		<-h.goOn
	case <-h.goOn:
	}
}

func (*held) total() int64 { return 0 }

func TestTheOwnerOfAChannelEnds(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 50 {
		job, err := Counter{By: Channel}.Prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := job.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("there are %d goroutines, want %d as before", runtime.NumGoroutine(), before)
}

func TestOperations(t *testing.T) {
	for _, test := range []struct{ reads, keys int }{{90, 1000}, {50, 7}, {100, 3}, {-1, 1}} {
		m := Map{Reads: test.reads, Keys: test.keys}.withDefaults()
		reads, used := 0, make([]int, m.Keys)
		const n = 100_000
		for i := range 100 {
			for j := range n / 100 {
				key, isRead := m.operation(i, j)
				used[key]++
				if isRead {
					reads++
				}
			}
		}
		// Five standard deviations of a binomial are below 0.8 % of n, and below 5.1 times the root of what is expected of a key.
		if got := 100 * float64(reads) / n; got < float64(max(test.reads, 0))-0.8 || got > float64(max(test.reads, 0))+0.8 {
			t.Errorf("%v: %v %% of the operations are reads", m, got)
		}
		for key, got := range used {
			if want := float64(n) / float64(m.Keys); float64(got) < want/2 || float64(got) > want*2 {
				t.Errorf("%v: key %d is used %d times, want about %v", m, key, got, want)
			}
		}
	}
}

// What the doc of SyncMap says.
func TestAReadOfASyncMapAllocatesNothing(t *testing.T) {
	var m syncMap
	m.store(999, initial(999))
	if got := testing.AllocsPerRun(100, func() { m.load(999) }); got != 0 {
		t.Errorf("a read allocates %v times, want none", got)
	}
	if got := testing.AllocsPerRun(100, func() { m.increment(999) }); got < 1 {
		t.Errorf("a write allocates %v times, want at least 1", got)
	}
}

func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		workload lab.Workload
		want     string
	}{
		{Counter{By: SyncMap}, `sharedwork: Counter by "sync.Map": want one of ["mutex" "RWMutex" "atomic" "channel" "shards"], or "" for "mutex"`},
		{Map{By: "lock"}, `sharedwork: Map by "lock": want one of ["mutex" "RWMutex" "sync.Map" "shards"], or "" for "mutex"`},
		{Map{By: Atomic}, `sharedwork: Map by "atomic": want one of`},
		{Counter{Units: -1}, "sharedwork: Counter asks for -1 units of 5000 increments: want at least 1 of each, or 0 for the default"},
		{Counter{Increments: -2}, "sharedwork: Counter asks for 200 units of -2 increments"},
		{Counter{Shards: -3}, "sharedwork: Counter has -3 shards: want 1 to 65536, or 0 for 32"},
		{Counter{Units: 1 << 20, Increments: 1 << 20}, "sharedwork: Counter asks for 1048576 units of 1048576 increments: want at most 4294967295 in all"},
		{FalseSharing{Units: -1}, "sharedwork: FalseSharing asks for -1 units of 100000 increments"},
		{FalseSharing{Units: 10_000_000, Increments: 1}, "sharedwork: FalseSharing asks for 10000000 units: want at most 4194304"},
		{Map{Reads: 101}, "sharedwork: Map has 101 % reads: want 1 to 100, 0 for 90, or negative for none"},
		{Map{Keys: -1}, "sharedwork: Map has -1 keys: want 1 to 10000000, or 0 for 1000"},
		{Map{Keys: 1e9}, "sharedwork: Map has 1000000000 keys"},
		{Map{Operations: -1}, "sharedwork: Map asks for 200 units of -1 operations"},
	} {
		if _, err := test.workload.Prepare(t.Context()); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("Prepare gave the error %v, want %s", err, test.want)
		}
	}
}

func TestString(t *testing.T) {
	for _, test := range []struct {
		workload lab.Workload
		want     string
	}{
		{Counter{}, "200 times 5000 increments by mutex"},
		{Counter{By: Sharded, Units: 1, Increments: 1}, "1 times 1 increment by 32 shards"},
		{Counter{By: Sharded, Shards: 1}, "200 times 5000 increments by 1 shard"},
		{FalseSharing{}, "200 times 100000 increments, false sharing"},
		{FalseSharing{Padded: true}, "200 times 100000 increments, padded"},
		{Map{By: SyncMap}, "200 times 5000 operations on 1000 keys, 90 % reads, by sync.Map"},
		{Map{By: Sharded, Reads: -1, Keys: 1, Shards: 4}, "200 times 5000 operations on 1 key, 0 % reads, by 4 shards"},
	} {
		if got := lab.NameOf(test.workload); got != test.want {
			t.Errorf("the name is %q, want %q", got, test.want)
		}
	}
}

// A unit that is called off says why.
func TestAUnitEndsWhenItIsCalledOff(t *testing.T) {
	for _, w := range small {
		job, err := w.Prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := job.Do(ctx, 0, 0); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: the unit gave %v, want the error of its context", w, err)
		}
		if job.Close != nil {
			if err := job.Close(); err != nil {
				t.Errorf("%v: %v", w, err)
			}
		}
	}
}
