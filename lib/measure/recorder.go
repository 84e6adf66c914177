package measure

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"
)

// A Unit is the raw record of one unit of a trial. All times are nanoseconds since the trial's start.
type Unit struct {
	Queued      int64 // when it was first put into a queue, at least 1; 0: it never was
	Started     int64 // when the unit began
	Ended       int64 // when it ended
	WaitStarted int64 // when the first of its marked waits began; 0 without a wait
	Waited      int64 // sum of its marked waits
	Waits       int32 // number of its marked waits
	Worker      int32 // who ran it, as the model numbers its workers
	Attempts    int32 // how often it was tried: 1 without a retry
	state       uint32
}

// The states of a Unit. They are written with sequentially consistent atomics: whoever reads ended also sees the times.
const (
	pending uint32 = iota
	running
	ended
)

// A Recorder keeps one record for each unit of a trial. Its methods may be called by any number of goroutines.
type Recorder struct {
	Clock
	units        []Unit
	due          []int64 // nil: every unit is due at the start
	ready, bytes column
	stages       stages

	misuse   atomic.Int64 // calls that were refused
	mu       sync.Mutex
	failures map[int]string
	series   map[string]*series
}

// NewRecorder returns a recorder for a number of units; its clock is started by [Recorder.Start]. due gives for each unit when it
// is due, in nanoseconds after the start, or is nil when all are due at the start.
func NewRecorder(units int, due []int64) *Recorder {
	return &Recorder{units: make([]Unit, units), due: due}
}

// Start starts the clock: the trial begins.
func (r *Recorder) Start() { r.Clock = StartClock() }

// Begin marks unit i as started by a worker. A unit that is out of range, runs or has run already is refused with an error and
// counted in [Recorder.Misuse].
func (r *Recorder) Begin(worker, i int) error {
	if i < 0 || i >= len(r.units) {
		r.misuse.Add(1)
		return fmt.Errorf("measure: unit %d is out of range, the job has %d units: number them from 0", i, len(r.units))
	}
	u := &r.units[i]
	if !atomic.CompareAndSwapUint32(&u.state, pending, running) {
		r.misuse.Add(1)
		return fmt.Errorf("measure: unit %d was run twice: call Do once for each unit", i)
	}
	u.Worker = int32(worker)
	u.Attempts = 1
	u.WaitStarted = math.MaxInt64 // no wait yet: the first is the least
	u.Started = r.Now()
	return nil
}

// Wait adds one marked wait of unit i that lasted from one reading of the clock to another. Waits may end in another order than they
// began. One that ends after its unit, on a goroutine that the unit left behind, is not counted.
func (r *Recorder) Wait(i int, from, to int64) {
	u := &r.units[i]
	if atomic.LoadUint32(&u.state) != running {
		return
	}
	for first := atomic.LoadInt64(&u.WaitStarted); from < first; first = atomic.LoadInt64(&u.WaitStarted) {
		atomic.CompareAndSwapInt64(&u.WaitStarted, first, from)
	}
	atomic.AddInt32(&u.Waits, 1)
	atomic.AddInt64(&u.Waited, to-from)
}

// End marks unit i as ended and keeps its error, if any.
func (r *Recorder) End(i int, err error) {
	u := &r.units[i]
	u.Ended = r.Now()
	if atomic.LoadInt32(&u.Waits) == 0 {
		u.WaitStarted = 0
	}
	r.finish(i, err)
}

// finish keeps the error of a unit and marks it as ended.
func (r *Recorder) finish(i int, err error) {
	if err != nil {
		r.fail(i, err)
	}
	atomic.StoreUint32(&r.units[i].state, ended)
}

// fail keeps the text of an error, never an empty one. fmt takes care of errors whose Error method panics, such as nil pointers.
func (r *Recorder) fail(i int, err error) {
	text := fmt.Sprint(err)
	if text == "" {
		text = fmt.Sprintf("%T without a text", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failures == nil {
		r.failures = make(map[int]string)
	}
	r.failures[i] = text
}

// Misuse returns how many calls were refused.
func (r *Recorder) Misuse() int { return int(r.misuse.Load()) }

// Count returns how many units have ended and how many still run. first is the lowest unit that has not ended, or -1.
func (r *Recorder) Count() (done, inFlight, first int) {
	first = -1
	for i := range r.units {
		switch atomic.LoadUint32(&r.units[i].state) {
		case ended:
			done++
			continue
		case running:
			inFlight++
		}
		if first < 0 {
			first = i
		}
	}
	return done, inFlight, first
}

// Running returns the units that run, and how many have not begun.
func (r *Recorder) Running() (units []int, left int) {
	for i := range r.units {
		switch atomic.LoadUint32(&r.units[i].state) {
		case running:
			units = append(units, i)
		case pending:
			left++
		}
	}
	return units, left
}

// hasEnded reports whether unit i has ended.
func (r *Recorder) hasEnded(i int) bool { return atomic.LoadUint32(&r.units[i].state) == ended }
