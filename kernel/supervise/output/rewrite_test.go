package output

import (
	"strings"
	"testing"
)

func TestSettle(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no return", "a\nb\n", "a\nb\n"},
		{"one return", "a\rb\n", "a\rb\n"},
		{"ends of lines", "a\r\nb\r\n", "a\r\nb\r\n"},
		{"progress", "\r10 %\r20 %\r30 %\n", "\r30 %\n"},
		{"progress with the return behind", "10 %\r20 %\r30 %\r", "10 %\r30 %\r"},
		{"a shorter text leaves the end of the longer one", "\rabc\rx\n", "\rabc\rx\n"},
		{"what a colour covers is not known", "\rabc\r\x1b[31mabc\n", "\rabc\r\x1b[31mabc\n"},
		{"lines apart", "\ra\rb\n\rc\rd", "\rb\n\rd"},
		{"characters, not bytes", "\r██\rab\n", "\rab\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := settle(c.text); got != c.want {
				t.Errorf("settle(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

// FuzzSettle compares what a page shows of a text and of the settled one, behind a line that was there before.
func FuzzSettle(f *testing.F) {
	for _, text := range []string{"", "\ra\rb", "a\rb\rc\n", "\rabc\rx\rab\r\n", "\r\r\r", "€\r1\r12\r1\n\r"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		settled := settle(text)
		for _, before := range []string{"", "a line", "\x1b"} {
			if got, want := screen(before+settled), screen(before+text); got != want {
				t.Errorf("%q became %q, which shows %q, want %q", text, settled, got, want)
			}
		}
		if len(settled) > len(text) {
			t.Errorf("%q grew to %q", text, settled)
		}
	})
}

// screen is what a notebook shows: a return goes to the begin of the line, what follows replaces characters.
func screen(text string) string {
	var shown strings.Builder
	for line := range strings.Lines(text) {
		var cells []rune
		column := 0
		for _, r := range line {
			switch {
			case r == '\r':
				column = 0
				continue
			case r == '\n':
				column = len(cells)
			}
			if column < len(cells) {
				cells[column] = r
			} else {
				cells = append(cells, r)
			}
			column++
		}
		shown.WriteString(string(cells))
	}
	return shown.String()
}
