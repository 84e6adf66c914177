package datawork

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"threadboost/lib/lab"
)

// temporary makes a folder of its own for temporary files, and fails the test when something is left in it.
func temporary(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Cleanup(func() {
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) > 0 {
			t.Errorf("%v were left behind (%v)", entries, err)
		}
	})
}

func TestStageRefuses(t *testing.T) {
	temporary(t)
	table := file(t, "a,b\n1,2\n")
	for _, test := range []struct {
		work lab.Stager
		want string
	}{
		{WordCount{Units: -1}, "datawork: WordCount: it asks for -1 units: want at least 1, or 0 for 100"},
		{WordCount{Size: -1}, "datawork: WordCount: it asks for -1 B of text: want at least 1 B, or 0 for 16 MiB"},
		{WordCount{Path: "none"}, "datawork: WordCount: open none: no such file or directory: name a file that is there"},
		{WordCount{Path: file(t, "")}, "is empty: name a file that holds something"},
		{WordCount{Path: t.TempDir(), Suffix: ".x"}, `ends in ".x"`},
		{WordCount{Path: os.DevNull}, "datawork: WordCount: " + os.DevNull + " is no regular file"},
		{GroupBy{Rows: -1}, "datawork: GroupBy: it asks for -1 rows: want at least 1, or 0 for 100000"},
		{GroupBy{Parser: 7}, "datawork: GroupBy: the parser is Parser(7): want datawork.Plain or datawork.Fast"},
		{GroupBy{Path: table}, `has no column "carrier": name one of a, b`},
		{GroupBy{Path: table, Key: "a"}, `has no column "arr_delay": name one of a, b`},
		{GroupBy{Path: file(t, "a,b\n")}, "has no row below its header"},
		{GroupBy{Path: file(t, "a\"b\n1\n")}, "the header of"},
		{Join{Path: table}, "name both, or none for invented ones"},
		{Join{With: table}, "name both, or none for invented ones"},
		{Join{Path: table, With: table}, `has no column "carrier"`},
		{Join{Path: "none", With: table, On: "a"}, "open none"},
		{Sort{Path: table, By: "c"}, `datawork: Sort: ` + table + ` has no column "c"`},
	} {
		if _, err := test.work.Prepare(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: the error is %v, want one with %q", test.work, err, test.want)
		}
	}
}

// What is wrong in a row is the error of its unit, which says where; the others are done.
func TestWrongRowsAreErrorsOfTheirUnits(t *testing.T) {
	good := strings.Repeat("x,1\n", 50)
	for _, test := range []struct{ row, want string }{
		{"x,1,2\n", "wrong number of fields"},
		{"x\"y,1\n", `bare "`},
		{"x,\"1\" \n", `extraneous or missing "`},
		{"x,1e5\n", `value "1e5" is no number`},
		{"x,0.1234567\n", `value "0.1234567" is no number`},
		{"x,999999999999\n" + strings.Repeat("x,999999999999\n", 10), "more than 12 digits"},
	} {
		path := file(t, "key,value\n"+good+test.row)
		for _, p := range parsers {
			job, err := GroupBy{Path: path, Key: "key", Value: "value", Units: 5, Parser: p}.Prepare(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var failed []error
			for i := range job.Units {
				failed = append(failed, job.Do(t.Context(), 0, i))
			}
			last := failed[len(failed)-1]
			if err := errors.Join(failed[:len(failed)-1]...); err != nil {
				t.Errorf("%q, %v parser: %v, want an error of the last unit alone", test.row, p, err)
			}
			if last == nil || !strings.Contains(last.Error(), test.want) || !strings.Contains(last.Error(), path+", bytes ") {
				t.Errorf("%q, %v parser: the error is %v, want one with %q", test.row, p, last, test.want)
			}
			if err := job.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// Groups that are fine by themselves may be too large together. That is an error of the unit, and nothing was lost.
func TestSumsThatAreTooLargeTogether(t *testing.T) {
	path := file(t, "key,value\n"+strings.Repeat("x,999999999999\n", 16))
	for _, p := range parsers {
		job, err := GroupBy{Path: path, Key: "key", Value: "value", Units: 4, Parser: p}.Prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var failed error
		for i := range job.Units {
			failed = errors.Join(failed, job.Do(t.Context(), 0, i))
		}
		if !errors.Is(failed, errSum) || !strings.Contains(failed.Error(), `group "x"`) {
			t.Errorf("%v parser: the error is %v, want %v", p, failed, errSum)
		}
		if err := job.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestShortenedFile(t *testing.T) {
	for _, p := range parsers {
		path := file(t, strings.Repeat("some words\n", 100))
		job, err := WordCount{Path: path, Units: 2, Parser: p}.Prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, 1000); err != nil {
			t.Fatal(err)
		}
		if err := job.Do(t.Context(), 0, 0); err != nil {
			t.Error(err)
		}
		if err := job.Do(t.Context(), 0, 1); err == nil || !strings.Contains(err.Error(), "it was shortened meanwhile") {
			t.Errorf("the error is %v, want that the file was shortened", err)
		}
		if err := job.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A unit that is called off while it runs ends soon, and one that begins after it does nothing.
func TestAUnitEndsWhenItIsCalledOff(t *testing.T) {
	temporary(t)
	for _, p := range parsers {
		for _, w := range []lab.Stager{
			WordCount{Path: wordFile(t, 200_000), Units: 1, Parser: p}, GroupBy{Units: 1, Parser: p}, Join{Units: 1, Parser: p}, Sort{Units: 1, Parser: p},
		} {
			t.Run(lab.NameOf(w), func(t *testing.T) {
				job, err := w.Prepare(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				looks := &looking{Context: ctx, after: 3, cancel: cancel}
				if err := job.Do(looks, 0, 0); !errors.Is(err, context.Canceled) {
					t.Errorf("the unit gave %v, want the error of its context", err)
				}
				if looks.n < 4 {
					t.Errorf("the unit looked at its context %d times, want more than 3", looks.n)
				}
				if err := job.Close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// looking is a context that ends after somebody has looked at it a number of times.
type looking struct {
	context.Context
	n, after int
	cancel   func()
}

func (l *looking) Err() error {
	if l.n++; l.n > l.after {
		l.cancel()
	}
	return l.Context.Err()
}

func TestStageIsCalledOff(t *testing.T) {
	temporary(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	start := time.Now()
	for _, w := range append(workloads(10, Fast), WordCount{}, GroupBy{Rows: 1_000_000_000}) {
		if _, err := w.Prepare(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: the error is %v after %v, want %v", w, err, time.Since(start), context.Canceled)
		}
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	temporary(t)
	for _, p := range parsers {
		for _, w := range append(workloads(3, p), WordCount{Size: 1000, Parser: p}) {
			sums(t, w)
		}
	}
}

func TestString(t *testing.T) {
	for _, test := range []struct {
		work lab.Workload
		want string
	}{
		{WordCount{}, "words of 16 MiB of Go source in 100 ranges, plain parser"},
		{WordCount{Path: "a/b.txt", Units: 1, Parser: Fast}, "words of b.txt in 1 range, fast parser"},
		{GroupBy{}, "arr_delay by carrier of 100000 flights in 100 ranges, plain parser"},
		{GroupBy{Path: "a/b.csv", Key: "k", Value: "v"}, "v by k of b.csv in 100 ranges, plain parser"},
		{Join{Parser: Fast}, "100000 flights with carriers on carrier in 100 ranges, fast parser"},
		{Join{Path: "a.csv", With: "b/c.csv", On: "d", Units: 2}, "a.csv with c.csv on d in 2 ranges, plain parser"},
		{Sort{Rows: 10}, "10 flights sorted by arr_delay in 100 ranges, plain parser"},
	} {
		if got := lab.NameOf(test.work); got != test.want {
			t.Errorf("the name is %q, want %q", got, test.want)
		}
	}
}

func TestDecimal(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "12": "12", "-12.5": "-12.5", "+7": "7", "0.000001": "0.000001", "-999999999999.999999": "-999999999999.999999",
		".5": "0.5", "5.": "5", "007": "7", "": "no", "-": "no", ".": "no", "1e5": "no", "1.2.3": "no", "0.0000001": "no", "1234567890123": "no", " 1": "no", "NaN": "no", "--1": "no",
	} {
		d, ok := parseDecimal(text)
		got := "no"
		if ok {
			got = fmt.Sprint(d)
		}
		if b, same := parseDecimal([]byte(text)); b != d || same != ok {
			t.Errorf("%q gives %v as text and %v as bytes", text, d, b)
		}
		if text == "-999999999999.999999" {
			if d != -999999999999999999 {
				t.Errorf("%q gives %d millionths", text, int64(d))
			}
			continue // a float64 cannot show it
		}
		if got != want {
			t.Errorf("%q gives %s, want %s", text, got, want)
		}
	}
}
