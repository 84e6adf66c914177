package assist

import (
	"strings"
	"unicode/utf16"
)

// position is a place as the language server protocol counts it: both from 0, the character in UTF-16 units.
type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// place is where a cursor, in characters (code points) as Jupyter counts it, is in a text.
func place(source string, cursor int) position {
	runes := []rune(source)
	before := string(runes[:max(0, min(cursor, len(runes)))])
	line := strings.Count(before, "\n")
	return position{Line: line, Character: width(before[strings.LastIndexByte(before, '\n')+1:])}
}

// cursor is the inverse of place.
func cursor(source string, p position) int {
	at := 0
	for ; p.Line > 0; p.Line-- {
		line, rest, found := strings.Cut(source, "\n")
		if !found {
			break
		}
		at += len([]rune(line)) + 1
		source = rest
	}
	line, _, _ := strings.Cut(source, "\n")
	for _, r := range line {
		if p.Character <= 0 {
			break
		}
		p.Character -= utf16.RuneLen(r)
		at++
	}
	return at
}

// width is the length of a text in UTF-16 units.
func width(text string) (n int) {
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
