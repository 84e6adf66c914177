package datawork

import (
	"bytes"
	"cmp"
	"strings"
)

// A sortKey is what rows are sorted by.
type sortKey[T string | []byte] struct {
	isText bool
	number Decimal
	text   T
}

func newSortKey[T string | []byte](field T) sortKey[T] {
	number, ok := parseDecimal(field)
	return sortKey[T]{!ok, number, field}
}

// compare puts numbers before texts.
func (k sortKey[T]) compare(other sortKey[T]) int {
	switch {
	case !k.isText && !other.isText:
		return cmp.Compare(k.number, other.number)
	case k.isText != other.isText:
		if other.isText {
			return -1
		}
		return 1
	}
	return strings.Compare(string(k.text), string(other.text))
}

// A prefix is a key in 64 bits that are in the same order. Numbers fit in: they are below 2^60. Of a text these are a bit that is set, the
// first seven bytes, filled up with zeros, and in the last four bits its length, or cutText if it has more.
const (
	textBit   = 1 << 63
	lengthBit = 4
	cutText   = 8
)

func (k sortKey[T]) prefix() uint64 {
	if !k.isText {
		return uint64(k.number) + 1<<61
	}
	prefix := uint64(0)
	for i := range 7 {
		prefix <<= 8
		if i < len(k.text) {
			prefix |= uint64(k.text[i])
		}
	}
	return textBit | prefix<<lengthBit | uint64(min(len(k.text), cutText))
}

// isCut reports whether a prefix does not hold all of its key.
func isCut(prefix uint64) bool { return prefix&textBit != 0 && prefix&(1<<lengthBit-1) == cutText }

// lines counts the lines of a text: at least as many as it has rows.
func lines(text []byte) int { return bytes.Count(text, []byte{'\n'}) + 1 }
