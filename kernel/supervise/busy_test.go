//go:build linux

package supervise_test

import (
	"strings"
	"testing"
	"time"

	"threadboost/kernel/supervise/kerneltest"
)

// TestBusy: while a cell runs, or is built, or the kernel starts, it answers all that needs no cell, also on control.
func TestBusy(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	ask := func(t *testing.T, x *kerneltest.Exchange) {
		t.Helper()
		began := time.Now()
		for kind, content := range requests {
			for _, channel := range []kerneltest.Channel{kerneltest.Shell, kerneltest.Control} {
				if _, err := c.Request(soon(t), channel, kind, content); err != nil {
					t.Errorf("%s on %s: %v", kind, channel, err)
				}
			}
		}
		complete(t, c)
		inspect(t, c)
		select {
		case <-x.Done():
			t.Error("the answers came when the cell had ended")
		default:
		}
		t.Logf("all was answered within %v", time.Since(began).Round(time.Millisecond))
		if err := c.Interrupt(soon(t)); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Wait(soon(t)); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("starting", func(t *testing.T) { ask(t, c.Run(kerneltest.Cell{Code: "%%\nfor {}"})) })
	t.Run("running", func(t *testing.T) { ask(t, ready(t, c, "%%\nfmt.Println(\"ready\")\nfor {}")) })
	t.Run("flooding", func(t *testing.T) { ask(t, ready(t, c, stopped[3].code)) })
	t.Run("building", func(t *testing.T) { ask(t, begin(t, c, slowBuild(1000))) })
	t.Run("waiting for input", func(t *testing.T) {
		x := c.Run(kerneltest.Cell{Code: "%with_inputs\n!read line"})
		if _, err := x.Question(soon(t)); err != nil {
			t.Fatal(err)
		}
		ask(t, x)
	})
	works(t, c)
	if err := k.Beat(soon(t)); err != nil {
		t.Error(err)
	}
}

// inspect asks for the documentation that only gopls knows.
func inspect(t *testing.T, c *kerneltest.Client) {
	t.Helper()
	var reply struct {
		Found bool
		Data  map[string]string
	}
	const code = "import \"strings\"\n%%\nstrings.Repeat"
	if err := c.Do(soon(t), "inspect_request", map[string]any{"code": code, "cursor_pos": len(code), "detail_level": 0}, &reply); err != nil {
		t.Fatal(err)
	}
	if !reply.Found || !strings.Contains(reply.Data["text/plain"], "copies of the string") {
		t.Errorf("the inspection of strings.Repeat is %+v", reply)
	}
}

// TestBusyCompletion: the completion knows what earlier cells have defined, with the positions in characters.
func TestBusyCompletion(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	execute(t, c, "// Großer says what it is.\ntype Großer struct{ Höhe, Breite int }\n\nfunc neu() Großer { return Großer{} }")
	for _, test := range []struct{ code, want string }{
		{"%%\ng := neu()\nfmt.Println(\"größer\", g.H", "Höhe"},
		{"%%\nfmt.Println(\"世界\", ne", "neu"},
		{"%%\nfmt.Printl", "Println"},
	} {
		completes(t, c, test.code, test.want)
	}
}

// completes asks for the completion of a cell up to five times: on a busy machine gopls may need longer than a reply may take.
func completes(t *testing.T, c *kerneltest.Client, code, want string) {
	t.Helper()
	var reply completion
	for range 5 {
		if reply = ask(t, c, code); reply.holds(code, want) {
			return
		}
	}
	t.Errorf("%q is completed by %+v, want %s", code, reply, want)
}

// A completion is a reply to complete_request; its positions count characters.
type completion struct {
	Matches []string
	Start   int `json:"cursor_start"`
	End     int `json:"cursor_end"`
}

// ask asks for the completion at the end of a cell.
func ask(t *testing.T, c *kerneltest.Client, code string) (reply completion) {
	t.Helper()
	if err := c.Do(soon(t), "complete_request", map[string]any{"code": code, "cursor_pos": len([]rune(code))}, &reply); err != nil {
		t.Fatal(err)
	}
	return reply
}

// holds reports whether one of the matches, put in its place, makes code end with a word.
func (c completion) holds(code, word string) bool {
	runes := []rune(code)
	if c.Start > c.End || c.End != len(runes) {
		return false
	}
	for _, match := range c.Matches {
		if strings.Contains(string(runes[:c.Start])+match, strings.TrimSuffix(code, string(runes[c.Start:]))+word) {
			return true
		}
	}
	return false
}

// TestInputAnsweredAtOnce: a client that is a program answers a question sooner than people do.
func TestInputAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	for i := range 12 {
		x := c.Run(kerneltest.Cell{Code: "%with_inputs\n!bash -c 'read a; read b; echo got $a $b'"})
		for _, answer := range []string{"seven", "eight"} {
			question, err := x.Question(soon(t))
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Answer(question, answer); err != nil {
				t.Fatal(err)
			}
		}
		r, err := x.Wait(within(t, patience/3))
		if err != nil {
			t.Fatalf("the answers of cell %d are lost: %v", i, err)
		}
		if !strings.Contains(r.Text("stdout"), "got seven eight") {
			t.Errorf("got %v", r)
		}
	}
}
