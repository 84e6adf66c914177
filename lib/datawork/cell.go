package datawork

import "math/bits"

// A cell is what is known of the rows of one group.
type cell struct {
	rows   int64
	values int64 // rows with a number
	sum    Decimal
}

// add adds another cell, unless the sum would overflow.
func (c *cell) add(other cell) error {
	sum := c.sum + other.sum
	if (sum^c.sum)&(sum^other.sum) < 0 {
		return errSum
	}
	c.rows, c.values, c.sum = c.rows+other.rows, c.values+other.values, sum
	return nil
}

// checksum is linear: the checksums of the parts of a group add up to that of the whole. So the parts can be compared with what they
// were merged to, in whichever order.
func (c cell) checksum(hash uint64) uint64 {
	return uint64(c.rows)*hash + uint64(c.values)*bits.RotateLeft64(hash, 21) + uint64(c.sum)*bits.RotateLeft64(hash, 42)
}

// The hash of bytes is FNV-1a, mixed once more at the end: the same in every process, which hash/maphash is not, and cheap for the few
// bytes of a word. It does not withstand somebody who makes collisions on purpose; a table then is slow, not wrong.
const (
	hashStart = 14695981039346656037
	hashPrime = 1099511628211
)

func hashByte(h uint64, b byte) uint64 { return (h ^ uint64(b)) * hashPrime }

func hashBytes[T string | []byte](h uint64, text T) uint64 {
	for i := range len(text) {
		h = hashByte(h, text[i])
	}
	return h
}

// mix lets all bits depend on all others.
func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

func hashKey[T string | []byte](key T) uint64 { return mix(hashBytes(hashStart, key)) }

// hashRow tells rows apart by their fields.
func hashRow[T string | []byte](fields []T) uint64 {
	h := uint64(hashStart)
	for _, f := range fields {
		h = hashBytes(h, f)*hashPrime + uint64(len(f))
	}
	return mix(h)
}
