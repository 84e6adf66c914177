package history

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// begin opens a session in which the codes were run, from line 1.
func begin(t testing.TB, folder string, codes ...string) *Log {
	t.Helper()
	l, err := Open(folder)
	must(t, err)
	for i, code := range codes {
		must(t, l.Add(Cell{Line: i + 1, Code: code, Storing: true}))
	}
	return l
}

// ask sends a request as a client does, and returns the history as it goes to the client.
func ask(t testing.TB, l *Log, request string) string {
	t.Helper()
	var r Request
	must(t, json.Unmarshal([]byte(request), &r))
	reply, err := l.Answer(r)
	if err != nil {
		return err.Error()
	}
	text, err := json.Marshal(reply)
	must(t, err)
	return strings.TrimSuffix(strings.TrimPrefix(string(text), `{"status":"ok","history":`), "}")
}

// TestAnswer has the answers that IPython's HistoryManager gives (get_range, get_tail, search), but that IPython gives the current
// session the number 0 in a range and its own number otherwise.
func TestAnswer(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "history")
	begin(t, folder, "a := 1", "b := 2")
	begin(t, folder, "fmt.Println(1)", "a := 1")
	l := begin(t, folder, "x", "y", "x", "z*")
	must(t, l.Result(2, "42"))
	for _, c := range []struct{ request, want string }{
		{`{"hist_access_type":"tail","n":2}`, `[[3,3,"x"],[3,4,"z*"]]`},
		{`{"hist_access_type":"tail","n":5}`, `[[2,2,"a := 1"],[3,1,"x"],[3,2,"y"],[3,3,"x"],[3,4,"z*"]]`},
		{`{"hist_access_type":"tail","n":3,"output":true,"raw":false}`, `[[3,2,["y","42"]],[3,3,["x",null]],[3,4,["z*",null]]]`},
		{`{"hist_access_type":"tail","n":0}`, `[]`},
		{`{"hist_access_type":"range"}`, `[[3,1,"x"],[3,2,"y"],[3,3,"x"],[3,4,"z*"]]`},
		{`{"hist_access_type":"range","session":0,"start":2,"stop":4}`, `[[3,2,"y"],[3,3,"x"]]`},
		{`{"hist_access_type":"range","session":0,"start":-1,"stop":null}`, `[[3,4,"z*"]]`},
		{`{"hist_access_type":"range","session":0,"start":1,"stop":-1}`, `[[3,1,"x"],[3,2,"y"],[3,3,"x"]]`},
		{`{"hist_access_type":"range","session":-1}`, `[[2,1,"fmt.Println(1)"],[2,2,"a := 1"]]`},
		{`{"hist_access_type":"range","session":-2,"start":2}`, `[[1,2,"b := 2"]]`},
		{`{"hist_access_type":"range","session":-3}`, `[]`},
		{`{"hist_access_type":"range","session":1,"stop":2,"output":true}`, `[[1,1,["a := 1",null]]]`},
		{`{"hist_access_type":"range","session":9}`, `[]`},
		{`{"hist_access_type":"search","pattern":"a*"}`, `[[1,1,"a := 1"],[2,2,"a := 1"]]`},
		{`{"hist_access_type":"search","pattern":"a*","unique":true}`, `[[2,2,"a := 1"]]`},
		{`{"hist_access_type":"search","pattern":"x","n":1}`, `[[3,3,"x"]]`},
		{`{"hist_access_type":"search","pattern":"*[*]"}`, `[[3,4,"z*"]]`},
		{`{"hist_access_type":"search","n":1,"unique":true}`, `[[3,4,"z*"]]`},
		{`{"hist_access_type":"search","pattern":"none*"}`, `[]`},
		{`{"hist_access_type":"all"}`, `history: hist_access_type is "all": give range, tail or search`},
	} {
		if got := ask(t, l, c.request); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.request, got, c.want)
		}
	}
}

func TestWhatIsNotRecorded(t *testing.T) {
	l := begin(t, t.TempDir())
	for _, c := range []Cell{
		{Line: 1, Code: "silent", Silent: true, Storing: true},
		{Line: 1, Code: "not to be stored"},
		{Line: 1, Code: "", Storing: true},
		{Line: 1, Code: strings.Repeat("x", maxInput+1), Storing: true},
	} {
		must(t, l.Add(c))
	}
	must(t, l.Result(1, "of no cell"))
	if got := ask(t, l, `{"hist_access_type":"tail","n":9}`); got != "[]" {
		t.Errorf("recorded %.200s", got)
	}
}

func TestLongResultsAreCut(t *testing.T) {
	l := begin(t, t.TempDir(), "a")
	must(t, l.Result(1, strings.Repeat("€", maxOutput)))
	reply, err := l.Answer(Request{Access: "tail"})
	must(t, err)
	if got, want := reply.History[0].Output, strings.Repeat("€", maxOutput/3); got != want {
		t.Errorf("the result has %d bytes, want %d", len(got), len(want))
	}
}

func TestNoLog(t *testing.T) {
	var l *Log
	must(t, l.Add(Cell{Line: 1, Code: "a", Storing: true}))
	must(t, l.Result(1, "1"))
	if got := ask(t, l, `{"hist_access_type":"tail","n":1}`); got != "[]" {
		t.Errorf("got %s, want nothing", got)
	}
}

func TestModes(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "history")
	must(t, os.MkdirAll(folder, 0o755))
	l := begin(t, folder, "a")
	l.bounds.entries = 0 // the next one makes a new file
	must(t, l.Add(Cell{Line: 2, Code: "b", Storing: true}))
	for path, want := range map[string]os.FileMode{folder: 0o700, l.file(): 0o600} {
		info, err := os.Stat(path)
		must(t, err)
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %v, want %v", path, got, want)
		}
	}
}

func TestSpoiltFile(t *testing.T) {
	folder := t.TempDir()
	l := begin(t, folder, "good")
	spoilt := "{\"session\":1,\"line\":2,\"inp\n\x00\x00\x00\nnull\n[]\n{\"session\":-1,\"line\":1,\"input\":\"x\"}\n" +
		"{\"session\":1,\"line\":\"2\"}\n{\"session\":9223372036854775807,\"line\":1,\"input\":\"x\"}\n{\"session\":1,\"line\":2,\"input\":\"torn"
	file, err := os.OpenFile(l.file(), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = file.WriteString(spoilt)
	must(t, err)
	must(t, file.Close())
	must(t, l.Add(Cell{Line: 3, Code: "after", Storing: true}))
	next := begin(t, folder, "next")
	if got, want := ask(t, next, `{"hist_access_type":"tail","n":9}`), `[[1,1,"good"],[1,3,"after"],[2,1,"next"]]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFolderThatCannotBe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(path, nil, 0o600))
	if _, err := Open(path); err == nil || !strings.HasPrefix(err.Error(), "history: cells will not be remembered: ") {
		t.Errorf("Open says %v", err)
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		name string
		b    bounds
	}{{"entries", bounds{40, maxBytes}}, {"bytes", bounds{maxEntries, 2000}}} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			l, err := open(folder, c.b)
			must(t, err)
			for i := range 500 {
				must(t, l.Add(Cell{Line: i + 1, Code: fmt.Sprintf("cell %d", i+1), Storing: true}))
				info, err := os.Stat(l.file())
				must(t, err)
				if info.Size() > 2100 {
					t.Fatalf("the file has %d bytes after %d cells", info.Size(), i+1)
				}
			}
			reply, err := l.Answer(Request{Access: "tail"})
			must(t, err)
			n := len(reply.History)
			if n < 20 || n > 40 || reply.History[n-1].Input != "cell 500" || reply.History[0].Line != 501-n {
				t.Errorf("%d cells are left, from %v to %v: want the newest 20 to 40", n, reply.History[0], reply.History[n-1])
			}
			if next, err := open(folder, c.b); err != nil || next.session != 2 {
				t.Errorf("the next session is %v, %v: want 2", next, err)
			}
			left, err := os.ReadDir(folder)
			must(t, err)
			if len(left) != 2 {
				t.Errorf("the folder holds %v, want the file and the lock", left)
			}
		})
	}
}

func TestSessionsOutliveTheirCells(t *testing.T) {
	folder := t.TempDir()
	for range 5 {
		begin(t, folder)
	}
	l := begin(t, folder)
	l.bounds.bytes = 100
	must(t, l.Add(Cell{Line: 1, Code: strings.Repeat("x", 100), Storing: true})) // does not fit
	if got := ask(t, l, `{"hist_access_type":"tail"}`); got != "[]" {
		t.Errorf("%s is left", got)
	}
	if next := begin(t, folder); next.session != 7 {
		t.Errorf("the next session is %d, want 7", next.session)
	}
}

// FuzzParse reads any file, and reads again what it would write of it.
func FuzzParse(f *testing.F) {
	f.Add([]byte("{\"session\":1}\n{\"session\":1,\"line\":1,\"input\":\"a\"}\n{\"session\":1,\"line\":1,\"output\":\"1\"}\n"))
	f.Add([]byte("{\"session\":1,\"line\":1,\"input\":\"a\"}\n{\"session\":1,\"line\":2,\"inp"))
	f.Add([]byte("\n\x00null\n[]\n{}\n{\"session\":-1}\n{\"session\":1e3,\"line\":1,\"input\":\"\\ud800\"}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		first := parse(data)
		second := parse(format(first))
		if got, want := fmt.Sprint(second), fmt.Sprint(first); got != want {
			t.Errorf("%q became %s and then %s", data, want, got)
		}
		for _, e := range first.entries {
			if e.Session < 1 || e.Line < 1 || e.Input == "" || e.Session > first.last {
				t.Errorf("%q has the entry %+v", data, e)
			}
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	l := begin(b, b.TempDir())
	for b.Loop() {
		must(b, l.Add(Cell{Line: 1, Code: "fmt.Println(\"a cell of usual size\")\nfor i := range 10 {\n\tfmt.Println(i)\n}\n", Storing: true}))
	}
}

func BenchmarkTailOfFull(b *testing.B) {
	l := begin(b, b.TempDir())
	var full contents
	for i := range maxEntries {
		full.entries = append(full.entries, Entry{Session: 1, Line: i + 1, Input: strings.Repeat("a line of code\n", 40)})
	}
	must(b, os.WriteFile(l.file(), format(full), 0o600))
	n := 100
	for b.Loop() {
		if _, err := l.Answer(Request{Access: "tail", N: &n}); err != nil {
			b.Fatal(err)
		}
	}
}
