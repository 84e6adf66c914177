package datawork

import "bytes"

// A table holds groups by their key: a hash table with open addressing, whose entries lie side by side in the order in which they came.
// Its zero value is empty. Made empty again it keeps its memory.
type table struct {
	entries []entry
	slots   []uint32 // number of an entry, from 1; 0 is free; a power of two, at most half full
}

type entry struct {
	hash uint64
	key  []byte
	cell
}

const leastSlots = 1 << 10

func (t *table) reset() {
	clear(t.entries) // let go of the keys
	t.entries = t.entries[:0]
	clear(t.slots)
}

// find returns the entry of a key, which it adds when it is not there; added then says so. The entry refers to key, and is valid until
// the next one is added.
func (t *table) find(hash uint64, key []byte) (e *entry, added bool) {
	if 2*len(t.entries) >= len(t.slots) {
		t.grow()
	}
	slot := t.slot(hash, key)
	if n := *slot; n > 0 {
		return &t.entries[n-1], false
	}
	t.entries = append(t.entries, entry{hash: hash, key: key})
	*slot = uint32(len(t.entries))
	return &t.entries[len(t.entries)-1], true
}

// get returns the entry of a key, or nil.
func (t *table) get(hash uint64, key []byte) *entry {
	if len(t.entries) == 0 {
		return nil
	}
	if n := *t.slot(hash, key); n > 0 {
		return &t.entries[n-1]
	}
	return nil
}

// slot returns where the key is, or would be.
func (t *table) slot(hash uint64, key []byte) *uint32 {
	last := uint64(len(t.slots) - 1)
	for i := hash & last; ; i = (i + 1) & last {
		slot := &t.slots[i]
		if *slot == 0 {
			return slot
		}
		if e := &t.entries[*slot-1]; e.hash == hash && bytes.Equal(e.key, key) {
			return slot
		}
	}
}

func (t *table) grow() {
	t.slots = make([]uint32, max(2*len(t.slots), leastSlots))
	for i := range t.entries {
		*t.slot(t.entries[i].hash, t.entries[i].key) = uint32(i + 1)
	}
}

func (t *table) checksum() (sum uint64) {
	for i := range t.entries {
		sum += t.entries[i].checksum(t.entries[i].hash)
	}
	return sum
}
