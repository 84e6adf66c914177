package cpuwork

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"

	"threadboost/lib/lab"
)

// SHA256 hashes content that is made up: the number of the unit, and random bytes that repeat. It is what a backup, a registry or a
// signature does. Processors have instructions for it, which crypto/sha256 uses.
type SHA256 struct {
	Units int       `json:"units,omitempty"` // number of contents; zero means 200
	Size  lab.Bytes `json:"size,omitempty"`  // of a content, on average; zero means 256 KiB
	// Skew says how unequal the sizes are, see the package's doc; zero means all alike.
	Skew float64 `json:"skew,omitempty"`
}

const defaultContent = 256 * lab.KiB

func (s SHA256) withDefaults() SHA256 {
	return SHA256{cmp.Or(s.Units, defaultUnits), cmp.Or(s.Size, defaultContent), s.Skew}
}

// String describes the work, such as "200 SHA-256 sums of 256 KiB".
func (s SHA256) String() string {
	s = s.withDefaults()
	noun := "sums"
	if s.Units == 1 {
		noun = "sum"
	}
	return fmt.Sprintf("%d SHA-256 %s of %v", s.Units, noun, s.Size) + skewed(s.Skew)
}

// Prepare makes a job of the contents. It can be run in other processes.
func (s SHA256) Prepare(context.Context) (*lab.Job, error) {
	s = s.withDefaults()
	if err := s.check(); err != nil {
		return nil, err
	}
	block := newBlock()
	sizes := cuts(s.Units, s.Units*int(s.Size), s.Skew)
	return travelling(SHA256Name, s, s.Units, func(ctx context.Context, i int) (uint64, error) {
		return hash(ctx, block, i, sizes[i+1]-sizes[i])
	})
}

func (s SHA256) check() error {
	const most = 1 << 40 // bytes in all: a quarter of an hour
	switch {
	case s.Units < 0 || s.Size < 0:
		return fmt.Errorf("cpuwork: SHA256 asks for %d units of %v: want at least 1 of 1 B, or 0 for %d and %v", s.Units, s.Size, defaultUnits, defaultContent)
	case int(s.Size) > most/s.Units:
		return fmt.Errorf("cpuwork: SHA256 asks for %d units of %v: want at most %v in all", s.Units, s.Size, lab.Bytes(most))
	}
	return checkSkew("SHA256", s.Skew)
}

// newBlock makes the bytes that repeat. They stay in a core's cache.
func newBlock() []byte {
	block := make([]byte, 64*lab.KiB)
	rand.NewChaCha8([32]byte{}).Read(block)
	return block
}

// hash returns the first eight bytes of the SHA-256 of a content, or ctx.Err() when ctx ends before.
func hash(ctx context.Context, block []byte, unit, size int) (uint64, error) {
	h := sha256.New()
	if err := content(ctx, h, block, unit, size); err != nil {
		return 0, err
	}
	var sum [sha256.Size]byte
	return binary.BigEndian.Uint64(h.Sum(sum[:0])), nil
}

// content writes the number of a unit, and so many bytes of blocks.
func content(ctx context.Context, w io.Writer, block []byte, unit, size int) error {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(unit))
	w.Write(number[:])
	for size > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := block[:min(size, len(block))]
		w.Write(part)
		size -= len(part)
	}
	return ctx.Err()
}
