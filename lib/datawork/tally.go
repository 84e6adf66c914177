package datawork

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
)

// A Group is what was found of the rows, or words, that have one key.
type Group struct {
	Key    string
	Rows   int     // or how often the word is there
	Values int     // rows that have a number; 0 for words
	Sum    Decimal // of the numbers
}

// Mean is the mean of the numbers, or NaN without any.
func (g Group) Mean() float64 { return g.Sum.Float() / float64(g.Values) }

// byRows sorts groups: those with the most rows first.
func byRows(groups []Group) []Group {
	slices.SortFunc(groups, func(a, b Group) int { return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Key, b.Key)) })
	return groups
}

// A tally is the result of a trial, to which each unit adds its own.
type tally interface {
	groups() []Group
	checksum() uint64
}

// plainTally is a map behind a lock.
type plainTally struct {
	mu    sync.Mutex
	cells map[string]cell
}

func newPlainTally() *plainTally { return &plainTally{cells: make(map[string]cell)} }

// merge adds what a unit has found and returns its checksum; with an error, that of what was added until then.
func (p *plainTally) merge(part map[string]cell) (sum uint64, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, c := range part {
		whole := p.cells[key]
		if err := whole.add(c); err != nil {
			return sum, fmt.Errorf("group %q: %w", key, err)
		}
		p.cells[key] = whole
		sum += c.checksum(hashKey(key))
	}
	return sum, nil
}

func (p *plainTally) groups() (all []Group) {
	for key, c := range p.cells {
		all = append(all, Group{key, int(c.rows), int(c.values), c.sum})
	}
	return all
}

func (p *plainTally) checksum() (sum uint64) {
	for key, c := range p.cells {
		sum += c.checksum(hashKey(key))
	}
	return sum
}

// fastTally is a table in 64 parts, each behind a lock of its own, so that units which merge at the same time seldom wait for each
// other.
type fastTally struct{ parts [64]tallyPart }

type tallyPart struct {
	mu sync.Mutex
	table
	keys []byte // a block with the keys, which the units' texts do not outlive
}

func (f *fastTally) merge(part *table) (sum uint64, err error) {
	for i := range part.entries {
		e := &part.entries[i]
		if err := f.parts[e.hash>>58].add(e); err != nil {
			return sum, fmt.Errorf("group %q: %w", e.key, err)
		}
		sum += e.checksum(e.hash)
	}
	return sum, nil
}

func (p *tallyPart) add(e *entry) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	whole, added := p.find(e.hash, e.key)
	if added {
		whole.key = p.keep(e.key)
	}
	return whole.add(e.cell)
}

// keep copies a key into the current block.
func (p *tallyPart) keep(key []byte) []byte {
	if len(p.keys)+len(key) > cap(p.keys) {
		p.keys = make([]byte, 0, max(4096, 2*cap(p.keys), len(key)))
	}
	start := len(p.keys)
	p.keys = append(p.keys, key...)
	return p.keys[start:]
}

func (f *fastTally) groups() (all []Group) {
	for i := range f.parts {
		for _, e := range f.parts[i].entries {
			all = append(all, Group{string(e.key), int(e.rows), int(e.values), e.sum})
		}
	}
	return all
}

func (f *fastTally) checksum() (sum uint64) {
	for i := range f.parts {
		sum += f.parts[i].table.checksum()
	}
	return sum
}
