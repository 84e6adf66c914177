package jupyter

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadboost/kernel/setup/setuptest"
)

const root = "/home/jo/threadboost"

// notebookOf is a notebook with these cells, which are JSON.
func notebookOf(cells ...string) string {
	return `{"cells":[` + strings.Join(cells, ",") + `],"metadata":{},"nbformat":4,"nbformat_minor":5}`
}

// codeOf is a code cell with these outputs, which are JSON.
func codeOf(count string, outputs ...string) string {
	return `{"cell_type":"code","execution_count":` + count + `,"id":"a","metadata":{},"outputs":[` + strings.Join(outputs, ",") + `],"source":[]}`
}

func TestNormalise(t *testing.T) {
	t.Setenv("HOME", "/home/jo")
	stream := func(name, text string) string {
		quoted, _ := json.Marshal(text)
		return `{"output_type":"stream","name":"` + name + `","text":` + string(quoted) + `}`
	}
	for _, c := range []struct {
		name, notebook string
		path           []any // into the result
		want           string
	}{
		{"counts begin at 1", notebookOf(codeOf("7"), codeOf("null"), codeOf("9")), []any{"cells", 2, "execution_count"}, `2`},
		{"a cell that was not run has none", notebookOf(codeOf("7"), codeOf("null")), []any{"cells", 1, "execution_count"}, `null`},
		{"a result has its cell's count", notebookOf(codeOf("7", `{"output_type":"execute_result","execution_count":7,"data":{},"metadata":{}}`)),
			[]any{"cells", 0, "outputs", 0, "execution_count"}, `1`},
		{"a good id stays", notebookOf(`{"cell_type":"markdown","id":"intro"}`), []any{"cells", 0, "id"}, `"intro"`},
		{"a missing id", notebookOf(`{"cell_type":"markdown"}`), []any{"cells", 0, "id"}, `"cell-1"`},
		{"a doubled id", notebookOf(codeOf("1"), codeOf("2")), []any{"cells", 1, "id"}, `"cell-2"`},
		{"an id that the format forbids", notebookOf(`{"cell_type":"markdown","id":"a b"}`), []any{"cells", 0, "id"}, `"cell-1"`},
		{"a missing id does not take another's", notebookOf(`{"cell_type":"markdown","id":"cell-2"}`, `{"cell_type":"markdown"}`), []any{"cells", 1, "id"}, `"cell-3"`},
		{"timestamps go", notebookOf(`{"cell_type":"code","id":"a","metadata":{"execution":{"iopub.status.busy":"2026"},"tags":["x"]}}`),
			[]any{"cells", 0, "metadata"}, `{"tags":["x"]}`},
		{"neighbouring streams are one", notebookOf(codeOf("1", stream("stdout", "a"), stream("stdout", "b\nc"))),
			[]any{"cells", 0, "outputs", 0, "text"}, `["ab\n","c"]`},
		{"a table between streams stays between", notebookOf(codeOf("1", stream("stdout", "a"), `{"output_type":"display_data","data":{},"metadata":{}}`, stream("stdout", "b"))),
			[]any{"cells", 0, "outputs", 2, "text"}, `["b"]`},
		{"stdout and stderr stay apart", notebookOf(codeOf("1", stream("stdout", "a"), stream("stderr", "b"))), []any{"cells", 0, "outputs", 1, "name"}, `"stderr"`},
		{"the last state of a progress bar", notebookOf(codeOf("1", stream("stdout", "1 %\r50 %\r"), stream("stdout", "100 %\ndone\r\n"))),
			[]any{"cells", 0, "outputs", 0, "text"}, `["100 %\n","done\n"]`},
		{"colour codes go", notebookOf(codeOf("1", stream("stdout", "\x1b[1;31mred\x1b[0m and \x1b]8;;http://x\x07link"))), []any{"cells", 0, "outputs", 0, "text"}, `["red and link"]`},
		{"the repository's path", notebookOf(codeOf("1", stream("stdout", "saved in "+root+"/data/results/x"))), []any{"cells", 0, "outputs", 0, "text"}, `["saved in data/results/x"]`},
		{"the home folder", notebookOf(codeOf("1", stream("stdout", "/home/jo/go/pkg and /home/john"))), []any{"cells", 0, "outputs", 0, "text"}, `["~/go/pkg and /home/john"]`},
		{"a home folder of one name in an address", notebookOf(codeOf("1", stream("stdout", "https://example.com/home/jo/x /mnt/home/jo/x"))),
			[]any{"cells", 0, "outputs", 0, "text"}, `["https://example.com/home/jo/x /mnt/home/jo/x"]`},
		{"wherever a path can begin", notebookOf(codeOf("1", stream("stdout", "\"/home/jo/x\", (/home/jo/x) <b>/home/jo/x</b> a=/home/jo/x:/home/jo/y &#34;"+root+"/z"))),
			[]any{"cells", 0, "outputs", 0, "text"}, `["\"~/x\", (~/x) <b>~/x</b> a=~/x:~/y &#34;z"]`},
		{"a path that repeats itself", notebookOf(codeOf("1", stream("stdout", root+"/"+root+"/x"))), []any{"cells", 0, "outputs", 0, "text"}, `["x"]`},
		{"the cell's build folder", notebookOf(codeOf("1", stream("stderr", "\t/tmp/threadboost-12/gonb_04dbf6a5/main.go:16 +0xd1\n# gonb_04dbf6a5"))),
			[]any{"cells", 0, "outputs", 0, "text"}, `["\tmain.go:16 +0xd1\n","# cell"]`},
		{"text data", notebookOf(codeOf("1", `{"output_type":"display_data","data":{"text/html":["<b>`+root+`/x</b>"],"image/png":"AA\n"},"metadata":{}}`)),
			[]any{"cells", 0, "outputs", 0, "data"}, `{"image/png":"AA\n","text/html":["<b>x</b>"]}`},
		{"an error", notebookOf(codeOf("1", `{"output_type":"error","ename":"E","evalue":"in /tmp/gonb_04dbf6a5/main.go","traceback":["\u001b[1mx `+root+`/y"]}`)),
			[]any{"cells", 0, "outputs", 0}, `{"ename":"E","evalue":"in main.go","output_type":"error","traceback":["\u001b[1mx y"]}`},
		{"the kernel", notebookOf(), []any{"metadata", "kernelspec", "name"}, `"threadboost"`},
		{"what the kernel said of its language", `{"cells":[],"metadata":{"language_info":{"name":"go","version":"1.26"}},"nbformat":4,"nbformat_minor":5}`,
			[]any{"metadata", "language_info"}, `{"name":"go","version":"1.26"}`},
		{"another kernel's language", `{"cells":[],"metadata":{"language_info":{"name":"python","version":"3"}},"nbformat":4,"nbformat_minor":5}`,
			[]any{"metadata", "language_info", "name"}, `"go"`},
		{"the lexer", notebookOf(), []any{"metadata", "language_info", "pygments_lexer"}, `"go"`},
		{"numbers keep their digits", `{"cells":[],"metadata":{"x":0.10,"y":123456789012345678901},"nbformat":4,"nbformat_minor":4}`, []any{"metadata", "y"}, `123456789012345678901`},
		{"source is not touched", notebookOf(`{"cell_type":"code","id":"a","source":["a := \"` + root + `/\" // <&>"]}`), []any{"cells", 0, "source"}, `["a := \"` + root + `/\" // <&>"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := Normalise([]byte(c.notebook), root)
			if err != nil {
				t.Fatal(err)
			}
			if got := at(t, text, c.path); got != c.want {
				t.Errorf("%v is %s, want %s", c.path, got, c.want)
			}
			again, err := Normalise(text, root)
			if err != nil || string(again) != string(text) {
				t.Errorf("doing it twice changes it (%v):\n%s\nto\n%s", err, text, again)
			}
		})
	}
}

// at is the value at a path into JSON, as compact JSON.
func at(t *testing.T, text []byte, path []any) string {
	t.Helper()
	value := any(mustParse(t, text))
	for _, step := range path {
		switch step := step.(type) {
		case string:
			value = value.(document)[step]
		case int:
			value = value.([]any)[step]
		}
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

func mustParse(t *testing.T, text []byte) document {
	t.Helper()
	doc, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// The expected text is what Jupyter itself writes for this notebook: nbformat 5.10, nbformat.write.
func TestNormaliseWritesAsJupyterDoes(t *testing.T) {
	got, err := Normalise([]byte(notebookOf(`{"source":"1 < 2 && \"é\"","id":"a","cell_type":"markdown","metadata":{}}`)), root)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "a",
   "metadata": {},
   "source": [
    "1 < 2 && \"é\""
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Go (ThreadBoost)",
   "language": "go",
   "name": "threadboost"
  },
  "language_info": {
   "codemirror_mode": "go",
   "file_extension": ".go",
   "mimetype": "text/x-go",
   "name": "go",
   "pygments_lexer": "go"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestNormaliseRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no JSON", "# a title", "is not JSON"},
		{"a merge gone wrong", notebookOf() + notebookOf(), "text after its end"},
		{"another format", `{"cells":[],"nbformat":3}`, `got format "3"`},
		{"other JSON", `{"a":1}`, "no cells"},
		{"a cell that is none", `{"cells":[1],"nbformat":4}`, "cell 1 is json.Number"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Normalise([]byte(c.text), root); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want one with %q", err, c.want)
			}
		})
	}
}

func FuzzNormalise(f *testing.F) {
	f.Add(notebookOf(codeOf("1", `{"output_type":"stream","name":"stdout","text":["a\r","b"]}`)))
	f.Add(notebookOf(codeOf("1", `{"output_type":"error","traceback":1}`)))
	f.Fuzz(func(t *testing.T, text string) {
		once, err := Normalise([]byte(text), root)
		if err != nil {
			return
		}
		twice, err := Normalise(once, root)
		if err != nil || string(twice) != string(once) {
			t.Errorf("doing it twice changes it (%v):\n%s\nto\n%s", err, once, twice)
		}
	})
}

// Committed notebooks are as run --save leaves them. A learner's own changes are no failure, so it is for CI.
func TestCommittedNotebooks(t *testing.T) {
	env := setuptest.Repository(t)
	paths, err := inFolder(env.Notebooks())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if !setuptest.CI() {
				t.Skip("notebooks may be changed here; with CI=true they must be as `go run ./kernel run --save` leaves them")
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if normal, err := Normalise(text, env.Root); err != nil || string(normal) != string(text) {
				t.Errorf("is not normalised (%v): go run ./kernel run --save", err)
			}
			if len(text) > MaxNotebook {
				t.Errorf("has %d bytes, want at most %d", len(text), MaxNotebook)
			}
			for i, cell := range mustParse(t, text)["cells"].([]any) {
				if c := cell.(document); c["cell_type"] == "code" && joined(c["source"]) != "" && c["execution_count"] == nil {
					t.Errorf("cell %d was not run: go run ./kernel run --save", i+1)
				}
			}
		})
	}
}
