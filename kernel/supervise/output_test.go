//go:build linux

package supervise_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"threadboost/kernel/supervise/kerneltest"
)

// Text and displays arrive in the order in which the cell wrote them, however it ends. Standard error comes another way: it is complete and
// in its own order, and its place among the others is right to some microseconds, which nobody can test.
func TestOutputIsInOrder(t *testing.T) {
	_, c := open(t)
	const body = `import "threadboost/lib/show"
%%
for i := range 3 {
	fmt.Println("out", i)
	show.Text(fmt.Sprint("shown ", i))
	fmt.Fprintln(os.Stderr, "err", i)
}
`
	const printed = "stdout: out 0\n|display_data: shown 0|stdout: out 1\n|display_data: shown 1|stdout: out 2\n|display_data: shown 2"
	check := func(t *testing.T, r kerneltest.Result, failure string) {
		t.Helper()
		shown := slices.DeleteFunc(r.Shown(), func(s string) bool { return strings.HasPrefix(s, "stderr: ") })
		if got, want := strings.Join(shown, "|"), printed+failure; got != want {
			t.Errorf("the cell showed %q, want %q", got, want)
		}
		if got, want := r.Text("stderr"), "err 0\nerr 1\nerr 2\n"; got != want {
			t.Errorf("standard error is %q, want %q", got, want)
		}
	}
	for _, end := range []struct{ name, code, failure string }{
		{"returns", "", ""},
		{"panics", `panic("boom")`, "|error: panic"},
		{"exits", "os.Exit(3)", "|error: ExitError"},
	} {
		t.Run(end.name, func(t *testing.T) {
			check(t, execute(t, c, body+end.code), end.failure)
		})
	}
	t.Run("is interrupted", func(t *testing.T) {
		x := c.Run(kerneltest.Cell{Code: body + "time.Sleep(time.Hour)"})
		if err := x.AwaitText(soon(t), "err 2"); err != nil {
			t.Fatal(err)
		}
		if err := c.Interrupt(soon(t)); err != nil {
			t.Fatal(err)
		}
		r, err := x.Wait(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		check(t, r, "|error: KeyboardInterrupt")
	})
}

func TestOutputIsWhole(t *testing.T) {
	_, c := open(t)
	r := execute(t, c, "%%\nfor range 1000 { os.Stdout.WriteString(strings.Repeat(\"世\", 1000)) }")
	if got := r.Text("stdout"); got != strings.Repeat("世", 1_000_000) {
		t.Errorf("of a million characters %d bytes came", len(got))
	}
	for _, m := range r.Of("stream") {
		if strings.Contains(string(m.Content), "\\ufffd") || !utf8.Valid(m.Content) {
			t.Error("a character was cut between two messages")
		}
	}
}

func TestOutputOfAFlood(t *testing.T) {
	_, c := open(t)
	r := execute(t, c, "%%\nfor i := range 200_000 { fmt.Println(\"line\", i) }")
	text := r.Text("stdout")
	if lines := strings.Count(text, "\n"); lines != 200_000 || !strings.HasSuffix(text, "line 199999\n") {
		t.Errorf("%d lines came, want 200,000", lines)
	}
	if n := len(r.Of("stream")); n > 100 {
		t.Errorf("it took %d messages, want at most 100", n)
	}
}

// Beyond 10 MB the rest is in a file, which a note names.
func TestOutputIsBounded(t *testing.T) {
	k, c := open(t)
	before := k.Use().Memory[kerneltest.Supervisor]
	r := execute(t, c, "%%\nline := strings.Repeat(\"x\", 999)\nfor range 30_000 { fmt.Println(line) }")
	shown := len(r.Text("stdout"))
	if shown < 9e6 || shown > 11e6 {
		t.Errorf("%d bytes of 30 MB were shown, want 10 MB", shown)
	}
	note := r.Text("stderr")
	var file string
	for _, word := range strings.Fields(note) {
		if word = strings.Trim(word, "[],.;:)("); strings.HasSuffix(word, ".txt") {
			file = word
		}
	}
	info, err := os.Stat(file)
	if err != nil || int64(shown)+info.Size() < 30e6 {
		t.Errorf("the note %q names no file with the rest (%v)", note, err)
	}
	os.Remove(file)
	t.Logf("the supervisor held %.1f MB before and %.1f MB after 30 MB", float64(before)/1e6, float64(k.Use().Memory[kerneltest.Supervisor])/1e6)
	works(t, c)
}
