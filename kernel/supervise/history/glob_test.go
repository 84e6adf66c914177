package history

import (
	"path"
	"strings"
	"testing"
	"unicode/utf8"
)

// The answers are those of SQLite 3.40 to select TEXT glob PATTERN.
func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "two\nlines", true},
		{"a*", "abc", true},
		{"a*", "ba", false},
		{"*b*", "abc", true},
		{"a?c", "aéc", true},
		{"a?c", "ac", false},
		{"A*", "abc", false},
		{"a*b*c", "a-b-b-c", true},
		{"a*b*c", "a-c-b", false},
		{"a/*", "a/b/c", true},
		{"[abc]", "b", true},
		{"[a-c]x", "bx", true},
		{"[^a-c]", "d", true},
		{"[^a-c]", "b", false},
		{"[]]", "]", true},
		{"[]a]", "a", true},
		{"[^]]", "]", false},
		{"[a-]", "-", true},
		{"[-a]", "-", true},
		{"[*]", "*", true},
		{"[*]", "a", false},
		{"[a", "a", false},
		{"[", "[", false},
		{"[^", "a", false},
		{"a]", "a]", true},
		{`\*`, `\x`, true},
		{"a**", "a", true},
		{"*[0-9]", "cell 42", true},
	} {
		if got := glob(c.pattern, c.text); got != c.want {
			t.Errorf("glob(%q, %q) = %t, want %t", c.pattern, c.text, got, c.want)
		}
	}
}

// FuzzGlob compares with path.Match where both mean the same.
func FuzzGlob(f *testing.F) {
	f.Add("a*b?c", "a--b-c")
	f.Add("[a-c]*[^d]", "bxx")
	f.Add("*a*a*a*a*a*a*b", strings.Repeat("a", 100))
	f.Fuzz(func(t *testing.T, pattern, text string) {
		got := glob(pattern, text)
		if strings.ContainsAny(pattern, `\]/`) || strings.Contains(text, "/") || !utf8.ValidString(pattern) || !utf8.ValidString(text) {
			return // a set that is never closed is an error there
		}
		if want, err := path.Match(pattern, text); err == nil && got != want {
			t.Errorf("glob(%q, %q) = %t, path.Match gives %t", pattern, text, got, want)
		}
	})
}
