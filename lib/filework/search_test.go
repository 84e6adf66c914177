package filework

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// naive is the sum of a text, line by line.
func naive(re *regexp.Regexp, text string) (sum uint64, hits int) {
	at := uint64(0)
	for line := range strings.Lines(text) {
		if re.MatchString(strings.TrimSuffix(line, "\n")) {
			sum, hits = mix(sum, at), hits+1
		}
		at += uint64(len(line))
	}
	return sum, hits
}

// patterns are some with and without a prefix, and with what must not match beyond a line.
var patterns = []string{"TODO", "O", "TO.*O", `^TODO`, `O$`, `[^x]D`, `(?i)todo`, `\s`, "", "TODO|a", `\.`, "x*"}

func TestSearchFindsWhatEachLineHas(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	words := []string{"TODO", "todo", "\n", "\n", "a", ".", " ", "TOO", "TxD", "\r\n", strings.Repeat("x", 200)}
	for _, size := range []int{0, 1, 2, 10, 100, 10_000} { // words: the last is more than one piece
		var text strings.Builder
		for range size {
			text.WriteString(words[random.IntN(len(words))])
		}
		file := filepath.Join(t.TempDir(), "text")
		if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, pattern := range patterns {
			l, err := newLines(pattern)
			if err != nil {
				t.Fatal(err)
			}
			got, read, err := fileSum(t.Context(), file, false, l.fold)
			if err != nil || int(read) != text.Len() {
				t.Fatalf("%d bytes of %d were read: %v", read, text.Len(), err)
			}
			want, hits := naive(l.pattern, text.String())
			if got != want {
				t.Errorf("%q in %d bytes gives %#x, want %#x (%d lines)", pattern, text.Len(), got, want, hits)
			}
			if size == 10_000 && hits == 0 {
				t.Errorf("%q has no hit at all: the test says nothing", pattern)
			}
		}
	}
}

func TestLineThatIsLongerThanThePiece(t *testing.T) {
	file := filepath.Join(t.TempDir(), "text")
	text := bytes.Repeat([]byte("x"), 3*pieceSize)
	copy(text[2*pieceSize+5:], "TODO")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := newLines("TODO")
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := fileSum(t.Context(), file, false, l.fold); err != nil || got != mix(0, 2*pieceSize) {
		t.Errorf("sum is %#x and %v, want that of a line which begins at its third piece, %#x", got, err, mix(0, 2*pieceSize))
	}
}

func FuzzSearch(f *testing.F) {
	f.Add("TODO\nTOO", uint8(0))
	f.Add("a\n\nb.\r\n", uint8(4))
	f.Fuzz(func(t *testing.T, text string, pattern uint8) {
		l, err := newLines(patterns[int(pattern)%len(patterns)])
		if err != nil {
			t.Fatal(err)
		}
		want, _ := naive(l.pattern, text)
		if got, used := l.fold(0, 0, []byte(text), true); got != want || used != len(text) {
			t.Errorf("%q in %q gives %#x, %d bytes used, want %#x", l.pattern, text, got, used, want)
		}
	})
}
