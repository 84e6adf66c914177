package sharedwork

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"threadboost/lib/lab"
)

// Counter has all units add to one number, 1 at a time: the shortest critical section there is. After each trial the number must be the
// sum of all increments.
type Counter struct {
	By         Sync // Mutex (the zero value), RWMutex, Atomic, Channel or Sharded
	Units      int  // zero means 200
	Increments int  // of a unit; zero means 5,000
	Shards     int  // for Sharded: unit i adds to shard i modulo Shards; zero means 32
}

const defaultIncrements = 5000

func (c Counter) withDefaults() Counter {
	return Counter{cmp.Or(c.By, Mutex), cmp.Or(c.Units, defaultUnits), cmp.Or(c.Increments, defaultIncrements), cmp.Or(c.Shards, defaultShards)}
}

// String describes the work, such as "200 times 5000 increments by mutex".
func (c Counter) String() string {
	c = c.withDefaults()
	return times(c.Units, c.Increments, "increments") + " " + by(c.By, c.Shards)
}

// Prepare makes a job with a number of its own. It cannot be run in other processes, which do not share it.
func (c Counter) Prepare(context.Context) (*lab.Job, error) {
	c = c.withDefaults()
	if err := checkSizes("Counter", "increments", c.Units, c.Increments, c.Shards); err != nil {
		return nil, err
	}
	n, err := c.number()
	if err != nil {
		return nil, err
	}
	return c.job(n), nil
}

// number makes what the units share.
func (c Counter) number() (number, error) {
	switch c.By {
	case Mutex:
		return new(mutexNumber), nil
	case RWMutex:
		return new(rwMutexNumber), nil
	case Atomic:
		return new(atomicNumber), nil
	case Channel:
		return newChannelNumber(), nil
	case Sharded:
		return make(shardedNumber, c.Shards), nil
	}
	return nil, unknown("Counter", c.By, Mutex, RWMutex, Atomic, Channel, Sharded)
}

// job makes the job that counts with a number, which is compared when the job is closed.
func (c Counter) job(shared number) *lab.Job {
	l := &ledger{made: make([]atomic.Int64, c.Units)}
	return &lab.Job{
		Units: c.Units,
		Unit: func(ctx context.Context, i int) (uint64, error) {
			err := l.unit(ctx, i, c.Increments, func(from, to int) { shared.add(i, to-from) })
			return uint64(c.Increments), err
		},
		Close: func() error {
			got, want := shared.total(), int64(0)
			for i := range l.made {
				want += l.made[i].Load()
			}
			if l.settled() && got != want {
				return fmt.Errorf("sharedwork: Counter by %s: it holds %d after %d increments: %d were lost, as two units changed it at once",
					c.By, got, want, want-got)
			}
			return nil
		},
	}
}

// A number is what the units of a Counter share.
type number interface {
	add(unit, n int) // n times 1; a loop in each method, so that an increment is no call
	total() int64    // after which nothing is added
}

type mutexNumber struct {
	mu sync.Mutex
	n  int64
}

func (m *mutexNumber) add(_, n int) {
	for range n {
		m.mu.Lock()
		m.n++
		m.mu.Unlock()
	}
}

func (m *mutexNumber) total() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.n
}

type rwMutexNumber struct {
	mu sync.RWMutex
	n  int64
}

func (r *rwMutexNumber) add(_, n int) {
	for range n {
		r.mu.Lock()
		r.n++
		r.mu.Unlock()
	}
}

func (r *rwMutexNumber) total() int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.n
}

type atomicNumber struct{ n atomic.Int64 }

func (a *atomicNumber) add(_, n int) {
	for range n {
		a.n.Add(1)
	}
}

func (a *atomicNumber) total() int64 { return a.n.Load() }

// A channelNumber belongs to a goroutine, which ends when it is asked for the total.
type channelNumber struct {
	adds  chan int64
	owned chan int64 // the number, when nothing is added any more
}

func newChannelNumber() *channelNumber {
	c := &channelNumber{adds: make(chan int64), owned: make(chan int64)}
	go func() {
		n := int64(0)
		for add := range c.adds {
			n += add
		}
		c.owned <- n
	}()
	return c
}

func (c *channelNumber) add(_, n int) {
	for range n {
		c.adds <- 1
	}
}

func (c *channelNumber) total() int64 {
	close(c.adds)
	return <-c.owned
}

// A shardedNumber is the sum of its shards.
type shardedNumber []struct {
	atomicNumber
	_ [line - 8]byte
}

func (s shardedNumber) add(unit, n int) { s[unit%len(s)].add(unit, n) }

func (s shardedNumber) total() (sum int64) {
	for i := range s {
		sum += s[i].total()
	}
	return sum
}
