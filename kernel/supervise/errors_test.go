//go:build linux

package supervise_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestErrors: a cell that fails gives exactly one error, named, with one line that says what and where, and a traceback in the lines of the
// cell. Package failure has the many cases; here is that each kind arrives.
func TestErrors(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	for _, test := range []struct {
		kind, code, name string
		value            string // of evalue, a pattern: N is the cell's number
		trace            string // in the traceback
	}{
		{"compile error", "%%\nfmt.Println(1)\nfmt.Println(x)", "CompileError", `^cell \[N\] line 3:13: undefined: x$`, "fmt.Println(x)"},
		{"unused variable", "%%\nx := 1", "CompileError", `^cell \[N\] line 2:1: declared and not used: x$`, "Hint"},
		{"syntax error", "%%\nif {", "CompileError", `^cell \[N\] line [23]`, ""},
		{"no package", "import \"threadboost/lib/none\"\n%%\nnone.X()", "CompileError", `line 1`, ""},
		{"statement without %%", "x := 1", "CompileError", `cell \[N\] line 1`, "%%"},
		{"panic", "func thrower() { panic(\"boom\") }\n%%\nthrower()", "panic", `^cell \[N\] line 1: .*boom`, "thrower"},
		{"index", "%%\nvar a []int\n_ = a[len(os.Args)]", "panic", `cell \[N\] line 3: .*index out of range`, ""},
		{"nil map", "%%\nvar m map[string]int\nm[\"a\"] = 1", "panic", `cell \[N\] line 3: .*nil map`, ""},
		{"panic in a goroutine", "%%\ngo func() { panic(errors.New(\"there\")) }()\ntime.Sleep(time.Second)", "panic", `cell \[N\] line 2: .*there`, ""},
		{"fatal error", "%%\nm := map[int]int{}\nfor range 8 { go func() { for { m[1]++ } }() }\ntime.Sleep(5*time.Second)", "panic", `concurrent map`, ""},
		{"stack overflow", "func deep(n int) int { return deep(n+1) + 1 }\n%%\nfmt.Println(deep(0))", "panic", `stack overflow|stack exceeds`, ""},
		{"deadlock", "%%\nc := make(chan int)\n<-c", "Deadlock", `cell \[N\] line 3`, "waits to receive from a channel"},
		{"exit", "%%\nos.Exit(3)", "ExitError", `3`, ""},
		{"log.Fatal", "%%\nlog.Fatal(\"no\")", "ExitError", `1`, ""},
		{"shell", "!exit 4", "ShellError", `4`, ""},
		{"shell cell", "%%bash\nnosuchcommand", "ShellError", `^cell \[N\] line 2: nosuchcommand: command not found$`, ""},
		{"unknown command", "%nosuch", "CommandError", `cell \[N\] line 1: .*%nosuch`, ""},
	} {
		t.Run(test.kind, func(t *testing.T) {
			r := execute(t, c, test.code)
			f := failsWith(t, r, test.name)
			number := r.Executed().Count
			pattern := strings.ReplaceAll(test.value, "N", strconv.Itoa(number))
			if !regexp.MustCompile(pattern).MatchString(f.Value) || strings.Contains(f.Value, "\n") {
				t.Errorf("evalue is %q, want one line like %s", f.Value, pattern)
			}
			trace := strings.Join(f.Traceback, "\n")
			if !strings.Contains(trace, test.trace) {
				t.Errorf("the traceback has no %q:\n%s", test.trace, trace)
			}
			for _, foreign := range []string{"/usr/local/go", "runtime/panic.go", "goexit", "main.go:", "/gonb_"} {
				if strings.Contains(trace, foreign) {
					t.Errorf("the traceback has %q:\n%s", foreign, trace)
				}
			}
			if again := r.Text("stderr"); strings.Contains(again, "goroutine ") || strings.Contains(again, "panic:") {
				t.Errorf("standard error tells it again:\n%s", again)
			}
		})
	}
	works(t, c)
}
