package output

import (
	"strings"
	"unicode/utf8"
)

// settle leaves out what a line shows only until it rewrites itself: of "\r10 %\r20 %" remains "\r20 %". It does so where the newer text
// covers the older one whatever stood there before: both are plain, and the newer one is not shorter. (Notebooks count characters.)
func settle(text string) string {
	if strings.Count(text, "\r") < 2 {
		return text
	}
	var settled strings.Builder
	settled.Grow(len(text))
	for line := range strings.Lines(text) {
		first, rest, rewritten := strings.Cut(line, "\r")
		settled.WriteString(first)
		for rewritten {
			var older string
			older, rest, rewritten = strings.Cut(rest, "\r")
			newer, _, _ := strings.Cut(strings.TrimSuffix(rest, "\n"), "\r")
			if !rewritten || !covers(newer, older) {
				settled.WriteString("\r" + older)
			}
		}
	}
	return settled.String()
}

func covers(newer, older string) bool {
	return plain(newer) && plain(older) && utf8.RuneCountInString(newer) >= utf8.RuneCountInString(older)
}

// plain reports whether a text only moves ahead, one column a character, in any client: controls move otherwise, and characters beyond the
// first plane are two for some.
func plain(text string) bool {
	for _, r := range text {
		if r < ' ' || r == 0x7f || r > 0xffff {
			return false
		}
	}
	return true
}
