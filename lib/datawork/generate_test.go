package datawork

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func generated(t *testing.T, write func(ctx context.Context, w io.Writer, n int, seed uint64) error, n int, seed uint64) []byte {
	t.Helper()
	var text bytes.Buffer
	if err := write(t.Context(), &text, n, seed); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// The checksums are what the generator gave when it was written: a seed makes the same bytes everywhere and always.
func TestTheSameSeedMakesTheSameBytes(t *testing.T) {
	for _, test := range []struct {
		name  string
		write func(ctx context.Context, w io.Writer, n int, seed uint64) error
		want  uint32
	}{{"flights", WriteFlights, 0x4e4c78d2}, {"words", WriteWords, 0x6d8d1751}} {
		t.Run(test.name, func(t *testing.T) {
			first := generated(t, test.write, 5000, 42)
			if got := crc32.ChecksumIEEE(first); got != test.want {
				t.Errorf("5000 of seed 42 have the checksum %#x, want %#x", got, test.want)
			}
			if !bytes.Equal(first, generated(t, test.write, 5000, 42)) {
				t.Error("the same seed gives other bytes")
			}
			if bytes.Equal(first, generated(t, test.write, 5000, 43)) {
				t.Error("another seed gives the same bytes")
			}
		})
	}
	if few, many := generated(t, WriteFlights, 100, 1), generated(t, WriteFlights, 5000, 1); !bytes.HasPrefix(many, few) {
		t.Error("100 rows are not the beginning of 5000")
	}
}

// The invented table has the shape of the real one: columns, kinds of values, what is missing, how unequal the carriers are.
func TestFlightsLookLikeTheRealOnes(t *testing.T) {
	text, err := os.ReadFile(flightsFile)
	if err != nil {
		t.Fatal(err)
	}
	real, invented := shapeOf(t, text), shapeOf(t, generated(t, WriteFlights, 20_000, 1))
	if !slices.Equal(real.columns, invented.columns) {
		t.Errorf("the columns are %q, want %q", invented.columns, real.columns)
	}
	if math.Abs(real.bytes-invented.bytes) > 5 {
		t.Errorf("a row has %.1f bytes, want the %.1f of a real one or nearly", invented.bytes, real.bytes)
	}
	if invented.missing < 0.02 || invented.missing > 0.03 {
		t.Errorf("%.3f of the flights were cancelled, want 1/40", invented.missing)
	}
	if real.most < 0.1 || invented.most < 0.1 || invented.most > 0.5 {
		t.Errorf("the first carrier has %.2f of the flights, want about as many as the %.2f of the real one", invented.most, real.most)
	}
}

type shape struct {
	columns              []string
	bytes, missing, most float64 // a row, of the rows, of the rows
}

func shapeOf(t *testing.T, text []byte) (s shape) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	s.columns, rows = rows[0], rows[1:]
	carriers := make(map[string]float64)
	for _, row := range rows {
		for i, kind := range "dkukkiiiu" {
			if !isKind(row[i], kind) {
				t.Fatalf("%s is %q in the row %q", s.columns[i], row[i], row)
			}
		}
		if row[5] == "" {
			s.missing += 1 / float64(len(rows))
		}
		carriers[row[1]] += 1 / float64(len(rows))
		s.most = max(s.most, carriers[row[1]])
	}
	s.bytes = float64(len(text)) / float64(len(rows))
	return s
}

// isKind tells dates, codes, natural numbers and numbers that may be missing apart.
func isKind(field string, kind rune) bool {
	number, ok := parseDecimal(field)
	switch kind {
	case 'd':
		return len(field) == 10 && field[:5] == "2013-"
	case 'k':
		return len(field) >= 2 && len(field) <= 3 && strings.ToUpper(field) == field
	case 'u':
		return ok && number > 0
	}
	return ok || field == ""
}

func TestCarriersNeedAParser(t *testing.T) {
	var text strings.Builder
	if err := WriteCarriers(&text); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	if err != nil || len(rows) != 1+len(carriers) {
		t.Fatalf("there are %d rows (%v), want a header and %d", len(rows), err, len(carriers))
	}
	all := strings.Join(flat(rows), "")
	for _, hard := range []string{",", `"`, "É", "空"} {
		if !strings.Contains(all, hard) {
			t.Errorf("no name has %s", hard)
		}
	}
	if strings.Count(text.String(), "\r\n") != len(rows) {
		t.Error("not all lines end in CRLF")
	}
}

// Zipf's law: the word of rank 2 is there half as often as the first, and so on. The sum 1/1 + ... + 1/50,000 is 11.397.
func TestWordsFollowZipf(t *testing.T) {
	const n = 100_000
	text := generated(t, WriteWords, n, 7)
	words := strings.Fields(string(text))
	if len(words) != n || !utf8.Valid(text) || text[len(text)-1] != '\n' {
		t.Fatalf("%d words, valid UTF-8: %t", len(words), utf8.Valid(text))
	}
	groups, err := WordCount{Path: file(t, string(text)), Parser: Fast}.Groups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for rank := range 5 {
		want := n / 11.397 / float64(rank+1)
		if got := float64(groups[rank].Rows); math.Abs(got-want) > 6*math.Sqrt(want) {
			t.Errorf("the word of rank %d is there %v times, want %.0f", rank+1, got, want)
		}
	}
}

// A writer that fails after some bytes, as a full disk does.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestGeneratorsEnd(t *testing.T) {
	if err := WriteFlights(t.Context(), &full{room: 100_000}, 1_000_000_000, 1); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("on a full disk the error is %v, want %v", err, io.ErrShortWrite)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := WriteWords(ctx, io.Discard, 1_000_000_000, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("called off, the error is %v, want %v", err, context.Canceled)
	}
}
