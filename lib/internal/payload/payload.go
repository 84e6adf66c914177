// Package payload makes the content that workloads write, send and check: bytes that look random, differ from unit to unit and are
// the same in every trial and on every machine.
//
// A workload keeps one [Source] for a run. Content is not stored: each unit's is a window of one random block, repeated. So a source
// takes 256 KiB and 4 bytes a unit, whatever the sizes are. It leaves to the workloads where content lies and what their errors say.
package payload

import (
	"context"
	"fmt"
	"hash/crc32"
	"iter"
	"math/rand/v2"
	"sync"

	"threadboost/lib/lab"
)

// chunk is how much is written or read at once: large enough that system calls are few, small enough that a checksum finds its bytes
// still in the second-level cache.
const chunk = 128 << 10

// stride separates the windows of neighbouring units. It is prime, so that the first 131,072 units all differ.
const stride = 7919

var castagnoli = crc32.MakeTable(crc32.Castagnoli) // the polynomial that processors have an instruction for

// A Source knows the content of each unit. Its methods may be called by several goroutines at once.
type Source struct {
	size    int64
	block   []byte
	sums    []uint32
	readers sync.Pool // of *reader
}

// New returns the source for a number of units of one size, both at least 1. It computes all their checksums, at about 10 GB/s, and
// ends early with ctx.Err() when ctx ends.
func New(ctx context.Context, units int, size lab.Bytes) (*Source, error) {
	s := &Source{size: int64(size), block: make([]byte, 2*chunk), sums: make([]uint32, units)}
	rand.NewChaCha8([32]byte{}).Read(s.block)
	s.readers.New = func() any {
		return &reader{buf: make([]byte, min(s.size+1, chunk))} // a byte more than the content, to meet its end at once
	}
	for unit := range s.sums {
		sum, err := s.Compute(ctx, unit)
		if err != nil {
			return nil, err
		}
		s.sums[unit] = sum
	}
	return s, nil
}

// Chunks returns the content of a unit piece by piece. The pieces must not be changed.
func (s *Source) Chunks(unit int) iter.Seq[[]byte] {
	start := unit * stride % chunk
	window := s.block[start : start+chunk]
	return func(yield func([]byte) bool) {
		for left := s.size; left > 0; left -= chunk {
			if !yield(window[:min(left, chunk)]) {
				return
			}
		}
	}
}

// Compute returns the checksum (CRC-32C) of a unit's content, computed anew. It ends early with ctx.Err() when ctx ends.
func (s *Source) Compute(ctx context.Context, unit int) (uint32, error) {
	var sum uint32
	for piece := range s.Chunks(unit) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		sum = crc32.Update(sum, castagnoli, piece)
	}
	return sum, nil
}

// mayGoOn tells whether a stream of which size bytes were read is to be read further.
func (s *Source) mayGoOn(ctx context.Context, size int64) error {
	if size > s.size {
		return s.wrongSize("more than ", s.size)
	}
	return ctx.Err()
}

// check compares what was read in place of a unit's content with that content.
func (s *Source) check(unit int, size int64, sum uint32) error {
	switch {
	case size != s.size:
		return s.wrongSize("", size)
	case sum != s.sums[unit]:
		return fmt.Errorf("other content: checksum %#08x, want %#08x", sum, s.sums[unit])
	}
	return nil
}

func (s *Source) wrongSize(about string, got int64) error {
	return fmt.Errorf("%s%d bytes, want %d", about, got, s.size)
}
