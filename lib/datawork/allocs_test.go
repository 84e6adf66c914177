package datawork

import (
	"context"
	"strings"
	"testing"

	"threadboost/lib/lab"
)

// A unit of the fast parser allocates next to nothing, and not more often when it has ten times the rows: O(1).
func TestFastUnitsAllocateNothingARow(t *testing.T) {
	for _, rows := range []int{500, 5000} {
		for _, w := range []lab.Stager{
			WordCount{Path: wordFile(t, rows), Units: 1, Parser: Fast},
			GroupBy{Rows: rows, Units: 1, Parser: Fast},
			Join{Rows: rows, Units: 1, Parser: Fast},
			Sort{Rows: rows, Units: 1, Parser: Fast},
		} {
			t.Run(lab.NameOf(w), func(t *testing.T) {
				job, _ := prepared(t, w)
				n := testing.AllocsPerRun(5, func() {
					if _, err := job.Unit(context.Background(), 0); err != nil {
						t.Fatal(err)
					}
				})
				if n > allocations {
					t.Errorf("a unit makes %v allocations, want at most %d", n, allocations)
				}
			})
		}
	}
}

// Rows with quotation marks are copied, into memory that is used again.
func TestQuotedRowsAllocateNothing(t *testing.T) {
	r := rowReader{columns: 2}
	text := []byte(strings.Repeat("\"a \"\"word\"\"\",\"two\r\nlines\"\r\n", 1000))
	n := testing.AllocsPerRun(10, func() {
		rows := 0
		for r.reset(text); ; rows++ {
			if _, err := r.next(); err != nil {
				break
			}
		}
		if rows != 1000 {
			t.Fatalf("%d rows, want 1000", rows)
		}
	})
	if n > 0 {
		t.Errorf("1000 rows make %v allocations, want none", n)
	}
}

// wordFile makes a file of invented words.
func wordFile(t testing.TB, words int) string {
	t.Helper()
	var text strings.Builder
	if err := WriteWords(t.Context(), &text, words, 1); err != nil {
		t.Fatal(err)
	}
	return file(t, text.String())
}
