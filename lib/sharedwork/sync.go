package sharedwork

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"
)

// A Sync is a way to keep shared state right while several goroutines change it. The costs are in the package's doc.
type Sync string

const (
	// Mutex: one goroutine at a time, the others wait. The default, and what to choose until a measurement says otherwise.
	// Elsewhere: threading.Lock in Python, synchronized in Java, pthread_mutex in C.
	Mutex Sync = "mutex"
	// RWMutex: readers together, a writer alone. Choose it where readers hold the lock for long, such as for a scan of all entries. A
	// reader that only looks something up gains nothing: all readers change the lock's count of them. Elsewhere: ReentrantReadWriteLock in Java.
	RWMutex Sync = "RWMutex"
	// Atomic: one instruction of the processor, which nobody can interrupt, on one number. Choose it for counters and flags. Elsewhere:
	// AtomicLong in Java, std::atomic in C++.
	Atomic Sync = "atomic"
	// Channel: one goroutine owns the state, the others send it what to do. Choose it where the owner does more than to add, or has to
	// wait; for a number it costs most of all. Elsewhere: actors in Erlang and Akka, a queue.Queue and its consumer in Python.
	Channel Sync = "channel"
	// Sharded: the state in many parts, each with an atomic (of a counter) or a lock (of a map) of its own, so that two goroutines seldom
	// meet. Choose it for what many cores change all the time and is seldom read as a whole. Elsewhere: LongAdder and ConcurrentHashMap in
	// Java.
	Sharded Sync = "shards"
	// SyncMap: the standard library's sync.Map. A read takes no lock, a write allocates. Choose it for entries that are written seldom and
	// read often by several cores. Elsewhere: ConcurrentHashMap in Java.
	SyncMap Sync = "sync.Map"
)

const (
	defaultUnits  = 200
	defaultShards = 32
	mostShards    = 1 << 16
	line          = 128 // bytes that two cores should not share: two cache lines of 64 bytes, as processors fetch pairs, or one of Apple's
)

// glance is how many operations lie between two looks at ctx. Where hundreds of goroutines queue for a lock, one may take 0.1 ms.
const glance = 256

// A ledger notes what the units have done, to compare it with what the shared state holds.
type ledger struct {
	made []atomic.Int64 // operations, by unit
	open atomic.Int64   // units that have begun and not ended
}

// unit has the n operations of unit i done, so many at a time, and returns ctx.Err() when ctx ends before.
func (l *ledger) unit(ctx context.Context, i, n int, do func(from, to int)) error {
	made := 0
	l.open.Add(1)
	defer func() {
		l.made[i].Store(int64(made))
		l.open.Add(-1)
	}()
	for made < n {
		if err := ctx.Err(); err != nil {
			return err
		}
		to := min(made+glance, n)
		do(made, to)
		made = to
	}
	return nil
}

// settled reports whether the state can be compared. While units still run it cannot: their model is at fault, which lab says.
func (l *ledger) settled() bool { return l.open.Load() == 0 }

// unknown is the error of a workload that cannot be synchronised that way.
func unknown(workload string, s Sync, ways ...Sync) error {
	return fmt.Errorf("sharedwork: %s by %q: want one of %q, or \"\" for %q", workload, s, ways, Mutex)
}

// checkSizes refuses numbers that cannot be.
func checkSizes(workload, operations string, units, n, shards int) error {
	const most = math.MaxUint32 // operations of all units: minutes, and a Map counts updates in 32 bits
	switch {
	case units < 0 || n < 0:
		return fmt.Errorf("sharedwork: %s asks for %d units of %d %s: want at least 1 of each, or 0 for the default", workload, units, n, operations)
	case uint64(n) > most/uint64(units):
		return fmt.Errorf("sharedwork: %s asks for %d units of %d %s: want at most %d in all", workload, units, n, operations, most)
	case shards < 0 || shards > mostShards:
		return fmt.Errorf("sharedwork: %s has %d shards: want 1 to %d, or 0 for %d", workload, shards, mostShards, defaultShards)
	}
	return nil
}

// times says how often units do something, such as "200 times 5000 increments".
func times(units, n int, noun string) string {
	if n == 1 {
		noun = noun[:len(noun)-1]
	}
	return fmt.Sprintf("%d times %d %s", units, n, noun)
}

// by names a way, such as "by mutex" or "by 32 shards".
func by(s Sync, shards int) string {
	switch {
	case s == Sharded && shards == 1:
		return "by 1 shard"
	case s == Sharded:
		return fmt.Sprintf("by %d shards", shards)
	}
	return "by " + string(s)
}
