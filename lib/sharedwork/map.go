package sharedwork

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"threadboost/lib/lab"
)

// Map has all units read and update one map, as a cache, a table of sessions or a word count does. An operation either reads the value
// of a key or adds 1 to it; which, and of which key, is random and the same in every trial. A read must give a value of its key, and
// after each trial every key must have had all its updates.
type Map struct {
	By         Sync // Mutex (the zero value), RWMutex, SyncMap or Sharded
	Reads      int  // percentage of operations that read; zero means 90, negative none
	Keys       int  // in the map from the start, and used alike; zero means 1,000
	Units      int  // zero means 200
	Operations int  // of a unit; zero means 5,000
	Shards     int  // for Sharded: key k lies in shard k modulo Shards; zero means 32
}

const (
	defaultReads      = 90
	defaultKeys       = 1000
	defaultOperations = 5000
	mostKeys          = 10_000_000 // about 1 GB
)

func (m Map) withDefaults() Map {
	return Map{
		cmp.Or(m.By, Mutex), cmp.Or(m.Reads, defaultReads), cmp.Or(m.Keys, defaultKeys),
		cmp.Or(m.Units, defaultUnits), cmp.Or(m.Operations, defaultOperations), cmp.Or(m.Shards, defaultShards),
	}
}

// String describes the work, such as "200 times 5000 operations on 1000 keys, 90 % reads, by sync.Map".
func (m Map) String() string {
	m = m.withDefaults()
	noun := "keys"
	if m.Keys == 1 {
		noun = "key"
	}
	return fmt.Sprintf("%s on %d %s, %d %% reads, %s", times(m.Units, m.Operations, "operations"), m.Keys, noun, max(m.Reads, 0), by(m.By, m.Shards))
}

// Prepare makes a job with a map of its own. It cannot be run in other processes, which do not share it.
func (m Map) Prepare(context.Context) (*lab.Job, error) {
	m = m.withDefaults()
	if err := m.check(); err != nil {
		return nil, err
	}
	t, err := m.table()
	if err != nil {
		return nil, err
	}
	for k := range m.Keys {
		t.store(k, initial(k))
	}
	return m.job(t), nil
}

func (m Map) check() error {
	switch {
	case m.Reads > 100:
		return fmt.Errorf("sharedwork: Map has %d %% reads: want 1 to 100, 0 for %d, or negative for none", m.Reads, defaultReads)
	case m.Keys < 0 || m.Keys > mostKeys:
		return fmt.Errorf("sharedwork: Map has %d keys: want 1 to %d, or 0 for %d", m.Keys, mostKeys, defaultKeys)
	}
	return checkSizes("Map", "operations", m.Units, m.Operations, m.Shards)
}

// table makes what the units share.
func (m Map) table() (table, error) {
	switch m.By {
	case Mutex:
		return &mutexMap{values: make(map[int]uint64)}, nil
	case RWMutex:
		return &rwMutexMap{values: make(map[int]uint64)}, nil
	case SyncMap:
		return new(syncMap), nil
	case Sharded:
		return newShardedMap(m.Shards), nil
	}
	return nil, unknown("Map", m.By, Mutex, RWMutex, SyncMap, Sharded)
}

// job makes the job that works on a table, which is compared when the job is closed.
func (m Map) job(shared table) *lab.Job {
	l := &ledger{made: make([]atomic.Int64, m.Units)}
	return &lab.Job{
		Units: m.Units,
		Unit: func(ctx context.Context, i int) (sum uint64, err error) {
			err = l.unit(ctx, i, m.Operations, func(from, to int) {
				for j := from; j < to; j++ {
					if key, reads := m.operation(i, j); reads {
						sum = sum*31 + shared.load(key)>>32
					} else {
						shared.increment(key)
					}
				}
			})
			return sum, err
		},
		Close: func() error {
			if !l.settled() {
				return nil
			}
			return m.compare(shared, m.updates(l))
		},
	}
}

// initial is the value of a key before it is updated: the key in the upper half, so that a read can be verified, no updates in the lower.
func initial(key int) uint64 { return uint64(key+1) << 32 }

// operation returns what the j-th operation of unit i is: a hash of both numbers (the finaliser of SplitMix64) takes less than a
// generator, and needs no state.
func (m Map) operation(i, j int) (key int, reads bool) {
	x := (uint64(i)<<32 + uint64(j) + 1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return int((x >> 32) * uint64(m.Keys) >> 32), int((x&math.MaxUint32)*100>>32) < m.Reads
}

// updates returns how often each key was updated by what the units have done.
func (m Map) updates(l *ledger) []uint64 {
	updates := make([]uint64, m.Keys)
	for i := range l.made {
		for j := range int(l.made[i].Load()) {
			if key, reads := m.operation(i, j); !reads {
				updates[key]++
			}
		}
	}
	return updates
}

func (m Map) compare(shared table, updates []uint64) error {
	for key, n := range updates {
		if got, want := shared.load(key), initial(key)+n; got != want {
			return fmt.Errorf("sharedwork: Map by %s: key %d holds %#x after %d updates, want %#x: updates were lost, as two units made them at once, or hit another key",
				m.By, key, got, n, want)
		}
	}
	return nil
}

// A table is what the units of a Map share.
type table interface {
	load(key int) uint64
	increment(key int)
	store(key int, value uint64) // before the units run
}

type mutexMap struct {
	mu     sync.Mutex
	values map[int]uint64
}

func (m *mutexMap) load(key int) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key]
}

func (m *mutexMap) increment(key int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key]++
}

func (m *mutexMap) store(key int, value uint64) { m.values[key] = value }

type rwMutexMap struct {
	mu     sync.RWMutex
	values map[int]uint64
}

func (m *rwMutexMap) load(key int) uint64 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.values[key]
}

func (m *rwMutexMap) increment(key int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key]++
}

func (m *rwMutexMap) store(key int, value uint64) { m.values[key] = value }

type syncMap struct{ values sync.Map }

func (m *syncMap) load(key int) uint64 {
	value, _ := m.values.Load(key)
	n, _ := value.(uint64)
	return n
}

// increment tries again when another goroutine was faster: a sync.Map has no lock that spans a read and a write.
func (m *syncMap) increment(key int) {
	for {
		old, _ := m.values.Load(key)
		if m.values.CompareAndSwap(key, old, old.(uint64)+1) {
			return
		}
	}
}

func (m *syncMap) store(key int, value uint64) { m.values.Store(key, value) }

// A shardedMap has the value of a key in one of its shards.
type shardedMap []struct {
	mutexMap
	_ [line - 16]byte
}

func newShardedMap(shards int) shardedMap {
	s := make(shardedMap, shards)
	for i := range s {
		s[i].values = make(map[int]uint64)
	}
	return s
}

func (s shardedMap) of(key int) *mutexMap { return &s[key%len(s)].mutexMap }

func (s shardedMap) load(key int) uint64         { return s.of(key).load(key) }
func (s shardedMap) increment(key int)           { s.of(key).increment(key) }
func (s shardedMap) store(key int, value uint64) { s.of(key).store(key, value) }
