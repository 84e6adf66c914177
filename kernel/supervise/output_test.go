//go:build linux

package supervise_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"threadboost/kernel/supervise/kerneltest"
)

// mixed writes to all that there is, in an order that must be kept.
const mixed = `import "threadboost/lib/show"
%%
fmt.Println("first")
show.HTML("<b>one</b>", "one")
time.Sleep(200*time.Millisecond) // two pipes keep no order within less, on a busy machine
fmt.Fprintln(os.Stderr, "second")
time.Sleep(200*time.Millisecond)
fmt.Print("third, no newline")
show.Markdown("*two*")
fmt.Println("fourth")
for i := range 20 { fmt.Print(i, " "); show.HTML("<i/>", fmt.Sprint("shown ", i)) }
`

// mixedShown is what it shows.
func mixedShown() []string {
	shown := []string{"stdout: first\n", "display_data: one", "stderr: second\n", "stdout: third, no newline", "display_data: *two*", "stdout: fourth\n0 "}
	for i := range 20 {
		shown = append(shown, fmt.Sprint("display_data: shown ", i), fmt.Sprint("stdout: ", i+1, " "))
	}
	return shown[:len(shown)-1]
}

// TestOutputOrder: what a cell shows arrives complete and in order, also when the cell ends by force.
func TestOutputOrder(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	for _, test := range []struct{ name, end, error string }{
		{"return", "", ""},
		{"panic", "panic(1)", "panic"},
		{"os.Exit", "os.Exit(3)", "ExitError"},
		{"log.Fatal", "log.SetFlags(0); log.SetOutput(io.Discard); log.Fatal(1)", "ExitError"},
		{"killed", "syscall.Kill(os.Getpid(), syscall.SIGKILL); select {}", "ExitError"},
		{"deadlock", "select {}", "Deadlock"},
		{"interrupt", `os.WriteFile(filepath.Join(os.TempDir(), "at-end"), nil, 0o600); time.Sleep(time.Hour)`, "KeyboardInterrupt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for range 2 { // an order that is kept by chance is not kept
				x := c.Run(kerneltest.Cell{Code: mixed + test.end})
				if test.name == "interrupt" {
					if err := x.AwaitText(soon(t), "19 "); err != nil {
						t.Fatal(err)
					}
					if err := c.Interrupt(soon(t)); err != nil {
						t.Fatal(err)
					}
				}
				r, err := x.Wait(soon(t))
				if err != nil {
					t.Fatal(err)
				}
				want := mixedShown()
				if test.error != "" {
					failsWith(t, r, test.error)
					want = append(want, "error: "+test.error)
				}
				got := r.Shown()
				if test.name == "interrupt" && len(got) > 1 { // it may have been stopped before the last display was written
					got = slices.DeleteFunc(got, func(s string) bool { return s == "display_data: shown 19" })
					want = slices.DeleteFunc(want, func(s string) bool { return s == "display_data: shown 19" })
				}
				if !slices.Equal(got, want) {
					t.Errorf("it showed\n%q, want\n%q", got, want)
				}
			}
		})
	}
}

// TestOutputStreams: lines on standard output and standard error that are some time apart keep their order.
func TestOutputStreams(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	r := execute(t, c, "%%\nfor i := range 8 { fmt.Fprintln([]*os.File{os.Stdout, os.Stderr}[i%2], i); time.Sleep(200*time.Millisecond) }")
	var got strings.Builder
	for _, part := range r.Shown() {
		_, text, _ := strings.Cut(part, ": ")
		got.WriteString(text)
	}
	want := ""
	for i := range 8 {
		want += fmt.Sprintln(i)
	}
	if got.String() != want {
		t.Errorf("got %q", got.String())
	}
	if r := execute(t, c, "!for i in 1 2 3; do echo out $i; sleep 0.2; echo err $i >&2; sleep 0.2; done"); fmt.Sprintf("%q", r.Shown()) !=
		`["stdout: out 1\n" "stderr: err 1\n" "stdout: out 2\n" "stderr: err 2\n" "stdout: out 3\n" "stderr: err 3\n"]` {
		t.Errorf("a shell line showed %q", r.Shown())
	}
}

// TestOutputUTF8: no message ends within a character, however the program and the pipes cut its bytes.
func TestOutputUTF8(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	for name, code := range map[string]string{
		"at once":           `os.Stdout.WriteString(strings.Repeat("世", 1<<20/3))`,
		"in pieces of 1000": `for text := []byte(strings.Repeat("世", 1<<20/3)); len(text) > 0; { n := min(1000, len(text)); os.Stdout.Write(text[:n]); text = text[n:] }`,
		"of both streams":   `for text := []byte(strings.Repeat("世", 1<<18/3)); len(text) > 0; { n := min(1000, len(text)); os.Stdout.Write(text[:n]); os.Stderr.Write(text[:n]); text = text[n:] }`,
	} {
		t.Run(name, func(t *testing.T) {
			r := execute(t, c, "%%\n"+code)
			text, size := r.Text("stdout"), 1<<20
			if name == "of both streams" {
				size = 1 << 18
				if r.Text("stderr") != text {
					t.Error("the streams differ")
				}
			}
			if want := strings.Repeat("世", size/3); text != want {
				t.Errorf("%d bytes came, want %d; valid: %v, with U+FFFD: %v", len(text), len(want), utf8.ValidString(text), strings.Contains(text, "\ufffd"))
			}
		})
	}
	r := execute(t, c, "%%\nos.Stdout.Write([]byte(\"a\\xff\\xfeb\\n\"))") // what is no UTF-8 is shown as such
	if got := r.Text("stdout"); !strings.HasPrefix(got, "a") || !strings.HasSuffix(got, "b\n") || !utf8.ValidString(got) {
		t.Errorf("bytes that are no UTF-8 came as %q", got)
	}
}

// TestOutputFlood: 200,000 lines come complete, in at most 100 messages.
func TestOutputFlood(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	r := execute(t, c, "%%\nfor i := range 200_000 { fmt.Println(\"line\", i) }")
	var want strings.Builder
	for i := range 200_000 {
		fmt.Fprintln(&want, "line", i)
	}
	if got := r.Text("stdout"); got != want.String() {
		t.Errorf("%d bytes came, want %d", len(got), want.Len())
	}
	messages := len(r.Of("stream"))
	t.Logf("200,000 lines in %d messages and %v, with the build", messages, r.Ended.Sub(r.Sent).Round(time.Millisecond))
	if messages > 100 {
		t.Errorf("%d messages, want at most 100", messages)
	}
}

// TestOutputLimit: of 30 MB ten are shown, then a note that tells the file with the rest; the supervisor does not grow by it.
func TestOutputLimit(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	works(t, c)
	const lines, size = 300_000, 300_000*100 + len("the end\n")
	flow := fmt.Sprintf("%%%%\nline := strings.Repeat(\"x\", 99) + \"\\n\"\nfor range %d { fmt.Print(line) }\nfmt.Println(\"the end\")", lines)
	execute(t, c, flow)
	before := k.Use().Memory[kerneltest.Supervisor]
	var r kerneltest.Result
	for range 3 {
		r = execute(t, c, flow)
	}
	grown := k.Use().Memory[kerneltest.Supervisor] - before
	t.Logf("90 MB of output: the supervisor holds %.1f MB, %+.1f MB", float64(before+grown)/1e6, float64(grown)/1e6)
	if grown > 30<<20 {
		t.Errorf("the supervisor has grown by %d MB", grown>>20)
	}
	shown := len(r.Text("stdout"))
	if shown < 9<<20 || shown > 11<<20 {
		t.Errorf("%d bytes were shown, want about 10 MB", shown)
	}
	note := r.Text("stderr")
	path := regexp.MustCompile(`/\S+\.txt`).FindString(note)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("the note names no file: %q (%v)", note, err)
	}
	if !bytes.HasSuffix(text, []byte("the end\n")) || len(text)+shown != size {
		t.Errorf("the file has %d bytes and ends in %.50q: with the %d that were shown, want %d", len(text), text[max(0, len(text)-50):], shown, size)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the file: %v (%v)", info.Mode(), err)
	}
	works(t, c)
}

// TestOutputLate: what a cell prints belongs to it, and never to the next one.
func TestOutputLate(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	first := c.Run(kerneltest.Cell{Code: "%%\nc := exec.Command(\"sh\", \"-c\", \"sleep 0.3; echo late\")\nc.Stdout = os.Stdout\nc.Start()\nfmt.Println(\"early\")"})
	second := c.Run(kerneltest.Cell{Code: "%%\ntime.Sleep(time.Second)\nfmt.Println(\"second\")"})
	r, err := first.Wait(soon(t))
	if err != nil || r.Text("stdout") != "early\n" {
		t.Errorf("got %v (%v)", r, err)
	}
	if r, err = second.Wait(soon(t)); err != nil || r.Text("stdout") != "second\n" {
		t.Errorf("got %v (%v)", r, err)
	}
}
