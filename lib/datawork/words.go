package datawork

import (
	"unicode"
	"unicode/utf8"
)

// space has the white space of ASCII.
var space = [utf8.RuneSelf]bool{' ': true, '\t': true, '\n': true, '\v': true, '\f': true, '\r': true}

// countWords adds each word of a text, as strings.Fields finds it, to a table, which then refers to the text.
func countWords(t *table, text []byte) {
	for i := skipSpace(text, 0); i < len(text); i = skipSpace(text, i) {
		start, hash := i, uint64(hashStart)
		for i < len(text) {
			b := text[i]
			if b < utf8.RuneSelf {
				if space[b] {
					break
				}
				hash = hashByte(hash, b)
				i++
				continue
			}
			r, n := utf8.DecodeRune(text[i:])
			if unicode.IsSpace(r) {
				break
			}
			hash = hashBytes(hash, text[i:i+n])
			i += n
		}
		e, _ := t.find(mix(hash), text[start:i])
		e.rows++
	}
}

// skipSpace returns where the next word begins.
func skipSpace(text []byte, i int) int {
	for i < len(text) {
		n := 1
		if b := text[i]; b < utf8.RuneSelf {
			if !space[b] {
				return i
			}
		} else {
			var r rune
			if r, n = utf8.DecodeRune(text[i:]); !unicode.IsSpace(r) {
				return i
			}
		}
		i += n
	}
	return i
}
