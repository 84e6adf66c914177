package measure

import "sync/atomic"

// A column is a number for each unit, of a kind that few trials have: it takes memory once it is first added to.
type column struct{ numbers atomic.Pointer[[]int64] }

// add adds to the number of unit i of n.
func (c *column) add(i, n int, v int64) {
	numbers := c.numbers.Load()
	if numbers == nil {
		fresh := make([]int64, n)
		c.numbers.CompareAndSwap(nil, &fresh)
		numbers = c.numbers.Load()
	}
	atomic.AddInt64(&(*numbers)[i], v)
}

// values returns the numbers, nil where there are none.
func (c *column) values() []int64 {
	if numbers := c.numbers.Load(); numbers != nil {
		return *numbers
	}
	return nil
}

// Queue notes that unit i was put into a queue now. The first time counts: a unit may be moved to another queue.
func (r *Recorder) Queue(i int) {
	if i < 0 || i >= len(r.units) {
		r.misuse.Add(1)
		return
	}
	atomic.CompareAndSwapInt64(&r.units[i].Queued, 0, max(r.Now(), 1))
}

// Ready adds a time in which unit i could have gone on after a wait, but had to queue for its turn.
func (r *Recorder) Ready(i int, ns int64) {
	if r.runs(i) {
		r.ready.add(i, len(r.units), ns)
	}
}

// AddBytes adds bytes that unit i moved.
func (r *Recorder) AddBytes(i int, n int64) {
	if r.runs(i) {
		r.bytes.add(i, len(r.units), n)
	}
}

// Retry counts another attempt of unit i.
func (r *Recorder) Retry(i int) {
	if r.runs(i) {
		atomic.AddInt32(&r.units[i].Attempts, 1)
	}
}

// runs reports whether unit i runs: what a goroutine that the unit left behind says later does not count.
func (r *Recorder) runs(i int) bool { return atomic.LoadUint32(&r.units[i].state) == running }

// EndElsewhere marks unit i as ended like [Recorder.End], with the times of a run elsewhere: u has them, in this recorder's time.
// When the unit was queued is kept from [Recorder.Queue].
func (r *Recorder) EndElsewhere(i int, u Unit, bytes int64, err error) {
	own := &r.units[i]
	own.Started, own.Ended, own.Attempts = u.Started, u.Ended, max(u.Attempts, 1)
	own.WaitStarted, own.Waited, own.Waits = 0, u.Waited, u.Waits
	if u.Waits > 0 {
		own.WaitStarted = u.WaitStarted
	}
	if bytes != 0 {
		r.bytes.add(i, len(r.units), bytes)
	}
	r.finish(i, err)
}
