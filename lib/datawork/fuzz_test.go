package datawork

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"strings"
	"testing"
)

// FuzzWords compares the fast parser with strings.Fields.
func FuzzWords(f *testing.F) {
	for _, text := range []string{"", " ", "a", "a b\tb\n", "é\u00a0é\u0085\u2003x", "\xff \xc2 \xc2\xa0\xe2\x80", "日本 日本\r\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		want := make(map[string]int64)
		for _, word := range strings.Fields(string(text)) {
			want[word]++
		}
		var got table
		countWords(&got, text)
		if len(got.entries) != len(want) {
			t.Fatalf("%q has %d words, want %d", text, len(got.entries), len(want))
		}
		for _, e := range got.entries {
			if e.rows != want[string(e.key)] || e.hash != hashKey(e.key) {
				t.Fatalf("%q has %q %d times (hash %#x), want %d times", text, e.key, e.rows, e.hash, want[string(e.key)])
			}
		}
	})
}

// FuzzFields checks what is done with single fields: they are written as encoding/csv does, and their order is that of their prefixes.
func FuzzFields(f *testing.F) {
	for _, pair := range [][2]string{{"", "x"}, {"a,b", `a"b`}, {`\.`, " a"}, {"-1.5", "12"}, {"abcdefg", "abcdefgh"}, {"a", "a\x00"}, {"999999999999.999999", "-999999999999.999999"}, {"\u2003", "\r\n"}} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		w.Write([]string{a, b})
		w.Flush()
		got := append(appendField(append(appendField(nil, a), ','), []byte(b)), '\n')
		if string(got) != want.String() {
			t.Errorf("%q, %q are written as %q, encoding/csv gives %q", a, b, got, want.String())
		}
		x, y := newSortKey(a), newSortKey([]byte(b))
		order := x.compare(newSortKey(b))
		if c := cmp.Compare(x.prefix(), y.prefix()); c != order && !(c == 0 && isCut(x.prefix())) {
			t.Errorf("%q and %q compare as %d, their prefixes as %d", a, b, order, c)
		}
	})
}
