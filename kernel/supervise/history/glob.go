package history

import (
	"slices"
	"strings"
)

// glob reports whether a whole text matches a pattern, as SQLite's GLOB does, which IPython's history uses: * is any text, ? any
// character, [a-z] one of a set and [^a-z] one that is not; a ] that comes first in a set belongs to it. Nothing escapes; [*] is a star.
//
// The time is at most the product of both lengths: only the last star is ever tried again.
func glob(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	star, again := -1, 0 // the pattern behind the last star, and the text that is tried there next
	i, j := 0, 0
	for j < len(t) {
		if i < len(p) && p[i] == '*' {
			i++
			star, again = i, j
			continue
		}
		if n := one(p[i:], t[j]); n > 0 {
			i, j = i+n, j+1
			continue
		}
		if star < 0 {
			return false
		}
		again++
		i, j = star, again
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

// one returns the length of the element with which a pattern begins when r matches it, and 0 otherwise.
func one(p []rune, r rune) int {
	switch {
	case len(p) == 0:
		return 0
	case p[0] == '[':
		return set(p, r)
	case p[0] == '?' || p[0] == r:
		return 1
	}
	return 0
}

// set is [one] for a set.
func set(p []rune, r rune) int {
	members, not := p[1:], false
	if len(members) > 0 && members[0] == '^' {
		members, not = members[1:], true
	}
	if len(members) == 0 {
		return 0
	}
	end := slices.Index(members[1:], ']') + 1
	if end == 0 { // no end
		return 0
	}
	if in(members[:end], r) == not {
		return 0
	}
	return len(p) - len(members) + end + 1
}

func in(members []rune, r rune) bool {
	for i := 0; i < len(members); i++ {
		if i+2 < len(members) && members[i+1] == '-' {
			if members[i] <= r && r <= members[i+2] {
				return true
			}
			i += 2
			continue
		}
		if members[i] == r {
			return true
		}
	}
	return false
}
