package datawork

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
)

// texts are CSV of all kinds, good and bad: RFC 4180, and what encoding/csv makes of the rest.
var texts = []string{
	"", "\n", "\r\n", "\r", "a", "a\r", "a\r\n", "a\r\r\n", "a,b\nc,d\n", "a,b\nc,d", "a,b\r\nc,d\r\n", "\n\na,b\n\r\n\nc,d\n\n",
	"a,\n,b\n,\n", "a,\r", ",", ",\r\n", "a\rb,c\n", `"a","b"`, "\"a\",\"b\"\r\n", "\"a\nb\",c\n", "\"a\r\nb\",c\r\n", "\"a\r\r\nb\",c\n",
	"\"a\r\",b\n", `"a""b",c`, `"""",""` + "\n", "\"\"\"\r\n\"\"\",x\n", `"a,b","c"`, "Zürich,\"Genève, Suisse\"\n日本,🚀\n", "\ufeffa,b\n",
	`"a`, `"a""`, `a"b,c`, `"a"b,c`, `"a" ,b`, ` "a",b`, "\"a\"\r", "\"a\"\r\r\n", "\"a\r", "a,b,c\n", "a\n", "a,b\nc\n", "\x00,\xff\n", "a,b\n\"c\",d\n\"e",
}

// FuzzRows compares the fast parser with encoding/csv: rows, fields and errors.
func FuzzRows(f *testing.F) {
	for _, text := range texts {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		theirs := csv.NewReader(bytes.NewReader(text))
		theirs.FieldsPerRecord = 2
		ours := rowReader{columns: 2}
		ours.reset(bytes.Clone(text))
		for row := 0; ; row++ {
			want, wantErr := theirs.Read()
			got, err := ours.next()
			if wantErr != nil || err != nil {
				if !errors.Is(wantErr, err) {
					t.Fatalf("%q: row %d gives the error %v, encoding/csv gives %v", text, row, err, wantErr)
				}
				break
			}
			if len(got) != len(want) {
				t.Fatalf("%q: row %d has %d fields, encoding/csv finds %d", text, row, len(got), len(want))
			}
			for i := range want {
				if string(got[i]) != want[i] {
					t.Fatalf("%q: row %d has the field %q, encoding/csv finds %q", text, row, got[i], want[i])
				}
			}
		}
		if !bytes.Equal(ours.text, text) {
			t.Fatalf("%q was changed to %q", text, ours.text)
		}
	})
}

// Fields stay as they are until the next row, also when the slice of those that had to be copied grows meanwhile.
func TestFieldsOfARowKeepTheirText(t *testing.T) {
	var row strings.Builder
	var want []string
	for i := range 20 {
		field := strings.Repeat(string(rune('a'+i)), 3*i) + `"`
		want = append(want, field)
		row.WriteString(`"` + field + `"",`)
	}
	r := rowReader{columns: 20}
	r.reset([]byte(strings.TrimSuffix(row.String(), ",")))
	fields, err := r.next()
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if string(fields[i]) != want[i] {
			t.Errorf("field %d is %q, want %q", i, fields[i], want[i])
		}
	}
	if _, err := r.next(); err != io.EOF {
		t.Errorf("after the last row comes %v, want %v", err, io.EOF)
	}
}

// FuzzCut checks that the ranges of a text are whole rows: read one by one they give the rows of the whole.
func FuzzCut(f *testing.F) {
	for _, text := range texts {
		f.Add([]byte(text), 3)
	}
	f.Add(bytes.Repeat([]byte("\"a\n\"\"b\",c\nd,e\n"), 50), 7)
	f.Fuzz(func(t *testing.T, text []byte, units int) {
		units = 1 + int(uint(units)%20)
		bounds, err := cut(t.Context(), bytes.NewReader(text), 0, int64(len(text)), units, true)
		if err != nil {
			t.Fatal(err)
		}
		if len(bounds) > units+1 || bounds[0] != 0 || bounds[len(bounds)-1] != int64(len(text)) {
			t.Fatalf("%q is cut at %v, want at most %d ranges from start to end", text, bounds, units)
		}
		whole, wholeErr := allRows(text)
		var parts [][]string
		for i, from := range bounds[:len(bounds)-1] {
			rows, err := allRows(text[from:bounds[i+1]])
			if err != nil && wholeErr == nil {
				t.Fatalf("%q cut at %v: range %d gives %v", text, bounds, i, err)
			}
			parts = append(parts, rows...)
		}
		if wholeErr == nil && !equalRows(parts, whole) {
			t.Fatalf("%q cut at %v gives the rows %q, want %q", text, bounds, parts, whole)
		}
	})
}

func allRows(text []byte) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	return r.ReadAll()
}

func equalRows(a, b [][]string) bool {
	return len(a) == len(b) && strings.Join(flat(a), "\x01") == strings.Join(flat(b), "\x01")
}

func flat(rows [][]string) (all []string) {
	for _, row := range rows {
		all = append(append(all, row...), "\n")
	}
	return all
}

func TestCutEvenly(t *testing.T) {
	text := bytes.Repeat([]byte("0123456789abcde\n"), 1000)
	bounds, err := cut(t.Context(), bytes.NewReader(text), 16, int64(len(text)), 10, false)
	if err != nil || len(bounds) != 11 || bounds[0] != 16 {
		t.Fatalf("the borders are %v (%v), want 11 from 16 on", bounds, err)
	}
	for i := range 10 {
		if size := bounds[i+1] - bounds[i]; size < 1584 || size > 1616 {
			t.Errorf("range %d has %d bytes, want 1600 or a row more or less", i, size)
		}
	}
}
