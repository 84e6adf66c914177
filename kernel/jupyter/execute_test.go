//go:build linux

package jupyter

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"threadboost/kernel/guard/guardtest"
	"threadboost/kernel/setup"
	"threadboost/kernel/setup/setuptest"
)

// code is a code cell for newNotebook.
type code struct{ source, tag string }

// newNotebook writes a notebook into a new folder. The cells have no ids and no language, as an old one.
func newNotebook(t *testing.T, name string, cells ...code) string {
	t.Helper()
	list := make([]any, len(cells))
	for i, c := range cells {
		list[i] = map[string]any{"cell_type": "code", "metadata": map[string]any{"tags": []string{c.tag}}, "source": c.source, "outputs": []any{}, "execution_count": nil}
	}
	text, err := json.Marshal(map[string]any{"cells": list, "metadata": map[string]any{}, "nbformat": 4, "nbformat_minor": 4})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name+".ipynb")
	if err := os.WriteFile(path, text, 0o640); err != nil {
		t.Fatal(err)
	}
	return path
}

// execute runs notebooks under a marker, and checks that nothing is left.
func execute(t *testing.T, ctx context.Context, x Execution) (progress, errors string, err error) {
	t.Helper()
	guardtest.Mark(t)
	var out, problems bytes.Buffer
	x.Env, x.Progress, x.Errors = setuptest.Lab(t), &out, &problems
	_, err = Execute(ctx, x)
	guardtest.NothingLeft(t)
	return out.String(), problems.String(), err
}

func TestExecute(t *testing.T) {
	path := newNotebook(t, "lesson",
		code{source: "import \"github.com/janpfeifer/gonb/gonbui\"\n\nvar greeting = \"hello\""},
		code{source: "%%\nfor i := range 3 {\n\tgonbui.UpdateHTML(\"bar\", fmt.Sprintf(\"<b>step %d</b>\", i))\n}\ngonbui.Sync()\nfmt.Println(greeting)"},
		code{source: "%%\npanic(\"on purpose\")", tag: "raises-exception"},
		code{source: "not Go at all", tag: "skip-execution"},
		code{source: "%%\nfmt.Println(\"the end\")"},
	)
	out := filepath.Join(t.TempDir(), "new", "folder")
	progress, problems, err := execute(t, t.Context(), Execution{Notebooks: []string{path}, Out: out, Timeout: time.Minute, Save: true})
	if err != nil {
		t.Fatalf("%v\n%s", err, problems)
	}
	if !strings.Contains(progress, "lesson [4/4] ") || !strings.Contains(progress, " s, written to "+out) {
		t.Errorf("the progress does not tell of 4 cells and their end:\n%s", progress)
	}
	executed := read(t, filepath.Join(out, "lesson.ipynb"))
	for _, want := range []string{"step 2", "hello", "on purpose", "the end"} {
		if !strings.Contains(executed, want) {
			t.Errorf("the outputs lack %q", want)
		}
	}
	if strings.Contains(executed, "step 1") {
		t.Error("an older state of the progress display was kept")
	}
	if read(t, path) != executed {
		t.Error("the saved notebook is not the executed one")
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o640 {
		t.Errorf("the saved notebook has mode %v (%v), want that of before, 0640", info.Mode(), err)
	}
}

func TestExecuteFails(t *testing.T) {
	compile := newNotebook(t, "compile", code{source: "%%\nfmt.Println(\"first\")"}, code{source: "%%\n\nx := 1\ny := 2"}, code{source: "%%\nfmt.Println(\"never\")"})
	panics := newNotebook(t, "panics", code{source: "func f(m map[string]int) {\n\tm[\"a\"] = 1\n}"}, code{source: "%%\nfmt.Println(\"before\")\nf(nil)"})
	slow := newNotebook(t, "slow", code{source: "%%\nfmt.Println(\"working\")\nexec.Command(\"setsid\", \"sleep\", \"1000\").Start()\ntime.Sleep(time.Hour)"})
	before := read(t, compile)
	out := t.TempDir()
	_, problems, err := execute(t, t.Context(), Execution{Notebooks: []string{compile, panics, slow}, Out: out, Timeout: 10 * time.Second, Save: true})
	if err == nil || !strings.Contains(err.Error(), "3 of 3 notebooks failed") {
		t.Errorf("the error is %v, want that 3 of 3 failed", err)
	}
	for _, want := range []string{
		"compile.ipynb: CompileError: cell [2] line 3:1: declared and not used: x (use x, take it out, or write _ in its place)\n",
		"\tCompileError: cell [2] line 4:1: declared and not used: y (use y, take it out, or write _ in its place)\n",
		"panics.ipynb: panic: cell [2], in code of cell [1] line 2: assignment to entry in nil map (the map was declared, not made: m := map[K]V{} or make(map[K]V))\n",
		"slow.ipynb: cell [1]: took longer than 10 s: give it more with --timeout\n",
	} {
		if !strings.Contains(problems, want) {
			t.Errorf("the problems lack %q:\n%s", want, problems)
		}
	}
	for name, want := range map[string]string{"compile": "first", "panics": "before", "slow": "working"} {
		if !strings.Contains(read(t, filepath.Join(out, name+".ipynb")), `"`+want+`\n"`) {
			t.Errorf("%s: the output %q of before the failure was not kept", name, want)
		}
	}
	if read(t, compile) != before {
		t.Error("a notebook that failed was saved")
	}
}

func TestExecuteIsInterrupted(t *testing.T) {
	path := newNotebook(t, "long", code{source: "%%\nfmt.Println(\"done before\")"}, code{source: "%%\nfmt.Println(\"half\")\nexec.Command(\"sleep\", \"1000\").Run()"})
	out := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for ctx.Err() == nil { // until the second cell runs
			if text, _ := os.ReadFile(filepath.Join(out, "long.ipynb")); bytes.Contains(text, []byte(`"done before\n"`)) {
				time.Sleep(time.Second)
				cancel()
			}
			time.Sleep(50 * time.Millisecond)
		}
	}()
	_, problems, err := execute(t, ctx, Execution{Notebooks: []string{path, path}, Out: out, Timeout: time.Minute})
	if err != context.Canceled {
		t.Errorf("the error is %v, want that of the context", err)
	}
	if !strings.Contains(problems, "stopped; the outputs so far are in "+out) {
		t.Errorf("it is not told where the outputs are:\n%s", problems)
	}
	for _, want := range []string{"done before", "half"} {
		if !strings.Contains(read(t, filepath.Join(out, "long.ipynb")), want) {
			t.Errorf("the output %q was not kept", want)
		}
	}
}

// An interrupt that comes when a notebook has just ended stops the others, not that one: with a Python that only pretends.
func TestExecuteIsInterruptedBetween(t *testing.T) {
	for _, c := range []struct{ name, end string }{
		{"after the last cell", ""},
		{"while Python ends", "kill -TERM $$"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := setup.Env{Root: t.TempDir()}
			if err := os.MkdirAll(filepath.Dir(env.Python()), 0o777); err != nil {
				t.Fatal(err)
			}
			script := "#!/bin/sh\ncp \"$2\" \"$3\"; echo '{\"event\": \"done\"}'\n" + c.end
			if err := os.WriteFile(env.Python(), []byte(script), 0o777); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var problems bytes.Buffer
			x := Execution{
				Env: env, Notebooks: []string{newNotebook(t, "first"), newNotebook(t, "second")}, Out: t.TempDir(),
				Progress: onWrite(cancel), Errors: &problems,
			}
			good, err := Execute(ctx, x)
			if err != context.Canceled || len(good) != 1 || filepath.Base(good[0]) != "first.ipynb" {
				t.Errorf("Execute = %q, %v, want the first notebook and %v", good, err, context.Canceled)
			}
			if problems.Len() > 0 {
				t.Errorf("it is told: %s", &problems)
			}
		})
	}
}

// onWrite is a writer that calls it: progress is written when a notebook has ended.
type onWrite func()

func (f onWrite) Write(p []byte) (int, error) { f(); return len(p), nil }

func TestSaveRefuses(t *testing.T) {
	for _, c := range []struct {
		name        string
		source, now string
		executed    int
		want        string
	}{
		{"a notebook that was changed meanwhile", "old", "new", 10, "was changed while it ran"},
		{"too large a notebook", "old", "old", MaxNotebook + 1, "at most 500 are committed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.ipynb")
			if err := os.WriteFile(path, []byte(c.now), 0o666); err != nil {
				t.Fatal(err)
			}
			if err := save(path, []byte(c.source), make([]byte, c.executed)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want one with %q", err, c.want)
			}
			if read(t, path) != c.now {
				t.Error("the notebook was written all the same")
			}
		})
	}
}
