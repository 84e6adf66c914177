package supervise

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTraceHoldsBackWhatAProgramSaysWhenItDies(t *testing.T) {
	const race = "==================\nWARNING: DATA RACE\nRead at 0x1\n"
	for _, test := range []struct{ name, written, released, held string }{
		{"nothing", "", "", ""},
		{"plain lines", "one\ntwo\nthree", "one\ntwo\nthree", ""},
		{"a panic", "log\npanic: boom\n\ngoroutine 1", "log\n", "panic: boom\n\ngoroutine 1"},
		{"at once", "fatal error: all goroutines are asleep", "", "fatal error: all goroutines are asleep"},
		{"in the middle of a line", "a panic: no\nb", "a panic: no\nb", ""},
		{"almost", "panics are bad\npan", "panics are bad\npan", ""},
		{"a race", "x\n" + race, "x\n", race},
		{"a line of signs", "==================\nSUMMARY\n", "==================\nSUMMARY\n", ""},
		{"leaks", "leaks: 2 goroutines", "", "leaks: 2 goroutines"},
	} {
		for size := range 20 { // of the pieces in which it comes; 0 is all at once
			var released strings.Builder
			tr := trace{release: func(text []byte) { released.Write(text) }}
			for rest := test.written; rest != ""; {
				n := len(rest)
				if size > 0 {
					n = min(size, n)
				}
				tr.write([]byte(rest[:n]))
				rest = rest[n:]
			}
			held := tr.take()
			tr.end()
			if released.String() != test.released || held != test.held {
				t.Errorf("%s, in pieces of %d: released %q and held %q, want %q and %q", test.name, size, released.String(), held, test.released, test.held)
			}
		}
	}
}

func TestTraceLetsGo(t *testing.T) {
	t.Run("at the end", func(t *testing.T) {
		var released string
		tr := trace{release: func(text []byte) { released += string(text) }}
		tr.write([]byte("panic: said, not meant\n"))
		tr.end()
		if released != "panic: said, not meant\n" {
			t.Errorf("released %q, want all", released)
		}
	})
	t.Run("when the program goes on", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var released string
			tr := trace{release: func(text []byte) { released += string(text) }}
			tr.write([]byte("panic: recovered\n"))
			time.Sleep(heldFor + time.Second)
			tr.write([]byte("next\n"))
			if released != "panic: recovered\nnext\n" {
				t.Errorf("released %q, want both lines", released)
			}
		})
	})
	t.Run("never when it is certain", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tr := trace{release: func(text []byte) { t.Errorf("released %q", text) }}
			tr.write([]byte("runtime: goroutine stack exceeds 1000000000-byte limit\n"))
			time.Sleep(10 * heldFor)
			tr.write([]byte("fatal error: stack overflow\n"))
			if held := tr.take(); !strings.HasSuffix(held, "overflow\n") {
				t.Errorf("held %q, want all", held)
			}
		})
	})
	t.Run("when it is too long", func(t *testing.T) {
		released := 0
		tr := trace{release: func(text []byte) { released += len(text) }}
		long := "panic: " + strings.Repeat("x", mostHeld)
		tr.write([]byte(long))
		if released != len(long) {
			t.Errorf("released %d bytes, want all %d", released, len(long))
		}
	})
}

func FuzzTrace(f *testing.F) {
	f.Add("log\npanic: boom\n", 3)
	f.Add("==================\nWARNING: DATA RACE\n", 1)
	f.Add("==================\n==================\nWARNING", 7)
	f.Fuzz(func(t *testing.T, text string, size int) {
		var released strings.Builder
		tr := trace{release: func(text []byte) { released.Write(text) }}
		for rest := text; rest != ""; {
			n := max(1, min(size, len(rest)))
			tr.write([]byte(rest[:n]))
			rest = rest[n:]
		}
		tr.end()
		if released.String() != text {
			t.Errorf("%q came out as %q", text, released.String())
		}
	})
}
