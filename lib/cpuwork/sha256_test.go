package cpuwork

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"threadboost/lib/lab"
)

// A unit gives what hashing its content in one piece gives.
func TestHash(t *testing.T) {
	block := newBlock()
	s := SHA256{Units: 9, Size: 100_000, Skew: 1}
	sizes := cuts(9, 900_000, 1)
	for i, got := range sums(t, s) {
		content := binary.BigEndian.AppendUint64(nil, uint64(i))
		for n := range sizes[i+1] - sizes[i] {
			content = append(content, block[n%len(block)])
		}
		sum := sha256.Sum256(content)
		if want := binary.BigEndian.Uint64(sum[:]); got != want {
			t.Errorf("unit %d of %d bytes gives %#x, want %#x", i, len(content), got, want)
		}
	}
}

func TestUnitsHashDifferentContents(t *testing.T) {
	seen := make(map[uint64]bool)
	for _, sum := range sums(t, SHA256{Units: 300, Size: 10 * lab.KiB}) {
		seen[sum] = true
	}
	if len(seen) != 300 {
		t.Errorf("300 units give %d sums, want as many", len(seen))
	}
}
