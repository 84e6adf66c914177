package failure

import (
	"fmt"
	"strings"
	"testing"
)

// value is the one line of a failure.
func value(r Report) string {
	f, ok := r.Failure()
	if !ok {
		return "ok"
	}
	return f.Name + ": " + f.Value
}

// The replies have the form that GoNB 0.11.4 gives them (testdata/captured).
func TestFailure(t *testing.T) {
	compiled := func(mark, text, message string) Report {
		return Report{Cell: 3, Status: "error", Value: "# gonb_0\n./main.go:7:1: " + message + "\n",
			Traceback: []string{"# gonb_0", mark + "\nfunc main() {\n" + text + "\n^\n\n" + message, ""}}
	}
	with := func(r Report, change func(*Report)) Report {
		change(&r)
		return r
	}
	exit := func(status, stderr string) Report {
		return Report{Cell: 3, Source: "%%\nx := 1\n  panic(x)", Status: "error", Value: status, Stderr: stderr}
	}
	for _, c := range []struct {
		name string
		r    Report
		want string
	}{
		{"no failure", Report{Cell: 3, Status: "ok", Stderr: "exit status 3\n"}, "ok"},
		{"a mark alone", compiled("Cell[3]: Line 4", "y := 3", "declared and not used: y"), "CompileError: cell [3] line 4: declared and not used: y"},
		{"a count of its own", with(compiled("Cell[1]: Line 2", "y := 3", "declared and not used: y"), func(r *Report) { r.Count, r.Source = 1, "%%\ny := 3" }),
			"CompileError: cell [3] line 2:1: declared and not used: y"},
		{"code of another cell, by a count of its own", with(compiled("Cell[5]: Line 1", "y", "undefined: y"), func(r *Report) {
			r.Count, r.Source, r.Cells = 6, "x", map[int]Cell{5: {Number: 2, Source: "y"}}
		}), "CompileError: cell [3], in code of cell [2] line 1:1: undefined: y"},
		{"a mark of another text", with(compiled("Cell[3]: Line 1", "y := 3", "declared and not used: y"), func(r *Report) { r.Source = "%%\n\ny := 3" }),
			"CompileError: cell [3] line 3:1: declared and not used: y"},
		{"no mark and two lines alike", with(compiled("", "y := 3", "declared and not used: y"), func(r *Report) { r.Source = "y := 3\ny := 3" }),
			"CompileError: cell [3]: declared and not used: y"},
		{"no mark and neighbours that tell", with(compiled("", "y := 3", "declared and not used: y"), func(r *Report) {
			r.Source, r.Program = "%%\na()\ny := 3\nb()\ny := 3", "package main\n\n\n\nfunc main() {\nb()\ny := 3\n}"
		}), "CompileError: cell [3] line 5:1: declared and not used: y"},
		{"a declaration that GoNB wrote anew", with(compiled("Cell[3]: Line 1", "\tn int = \"two\"", "cannot use"), func(r *Report) {
			r.Source, r.Program, r.Value = "var n int = \"two\"", "package main\n\nvar (\n\tn int = \"two\"\n)\n", "./main.go:4:10: cannot use\n"
			r.Traceback = []string{"Cell[3]: Line 1\n"}
		}), "CompileError: cell [3] line 1:13: cannot use"},
		{"a line that was shielded", with(compiled("", "", ""), func(r *Report) {
			r.Source, r.Program, r.Value = "%%\nf(`\n%d`, 1+\"\")", "package main\n\nfunc main() {\nf(`\n`+\"%\"+`d`, 1+\"\")\n}", "./main.go:5:13: mismatched\n"
			r.Traceback = []string{"Cell[3]: Line 3\n"}
		}), "CompileError: cell [3] line 3:7: mismatched"},
		{"a panic without marks", exit("exit status 2", "panic: 1\n\ngoroutine 1 [running]:\nmain.main()\n\t/tmp/gonb_0/main.go:5 +0x1\nexit status 2\n"), "panic: cell [3]: 1"},
		{"a panic without marks, by the program", with(exit("exit status 2", "panic: 1\n\ngoroutine 1 [running]:\nmain.main()\n\t/tmp/gonb_0/main.go:5 +0x1\nexit status 2\n"),
			func(r *Report) { r.Program = "package main\n\nfunc main() {\nx := 1\n  panic(x)\n}" }), "panic: cell [3] line 3: 1"},
		{"a trace without its beginning", exit("exit status 2", "ead2\n\ngoroutine 1 [running]:\nmain.f(0x1)\n\t\x1b[7m[[ Cell [3] Line 3 ]]\x1b[0m /tmp/gonb_0/main.go:5 +0x1\nexit status 2\n"),
			"panic: cell [3] line 3: the message is not among the last lines that were kept"},
		{"what looks like a panic above one", exit("exit status 2", "panic: not yet\npanic: 2\n\ngoroutine 1 [running]:\n"), "panic: cell [3]: 2"},
		{"a program that says why it ends", exit("exit status 1", "starting\nlab: model Batches ran 190 of 200 units\nexit status 1\n"), "ExitError: cell [3]: lab: model Batches ran 190 of 200 units"},
		{"a program that says nothing", exit("exit status 3", "exit status 3\n"), "ExitError: cell [3]: exit status 3"},
		{"an error of GoNB", Report{Cell: 3, Status: "error", Value: "failed to run \"go get\": exit status 1\n\ngo: gonb_0 imports\n\tnosuch/pkg: package nosuch/pkg is not in std\n"},
			`CompileError: cell [3]: failed to run "go get": exit status 1 go: gonb_0 imports nosuch/pkg: package nosuch/pkg is not in std`},
		{"stopped", Report{Cell: 3, Status: "error", Value: "signal: killed", Reason: Interrupted}, "KeyboardInterrupt: cell [3]: stopped"},
		{"too long", Report{Cell: 3, Reason: TimedOut, Limit: "5m"}, "Timeout: cell [3]: stopped, it ran longer than 5m"},
		{"too big", Report{Cell: 3, Reason: OutOfMemory, Limit: "2GiB"}, "MemoryLimit: cell [3]: stopped, it used more than 2GiB of memory"},
		{"GoNB is gone", Report{Cell: 3, Reason: Died}, "KernelDied: cell [3]: the kernel's Go process ended and a new one was started"},
		{"the second of two shell lines", Report{Cell: 3, Status: "ok", Source: "!true\n!false", Stderr: "exit status 1\n"}, "ShellError: cell [3]: exit status 1"},
		{"a script below a line of ours", Report{Cell: 3, Status: "ok", Source: "%time\n%%bash\nnosuch", Stderr: "bash: line 1: nosuch: command not found\nexit status 127\n"},
			"ShellError: cell [3] line 3: nosuch: command not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := value(c.r); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// Each message is what go1.26 says.
func TestHints(t *testing.T) {
	for message, want := range map[string]string{
		`"os" imported and not used`:                                                 "take the import",
		`non-declaration statement outside function body`:                            "statements go below",
		`undefined: True`:                                                            "Go writes true",
		`undefined: math.sqrt`:                                                       "math.Sqrt",
		`undefined: lab.Experimnt`:                                                   "the package lab has no Experimnt",
		`name println not exported by package fmt`:                                   "capital letter",
		`package nosuch/x is not in std (/go/src/nosuch/x)`:                          "there is no package nosuch/x",
		`invalid operation: operator ! not defined on n (variable of type int)`:      "true and false",
		`cannot use x (variable of type int) as string value in argument to f`:       "types must be the same",
		`label L defined and not used`:                                               "take the label out",
		`f redeclared in this block`:                                                 "exists already",
		`cannot assign to m["a"].x (neither addressable nor a map index expression)`: "changed in place",
		`first argument to append must be a slice; have x (variable of type int)`:    "append works on slices",
		`invalid operation: a + b (mismatched types string and int)`:                 "fmt.Sprint",
	} {
		if got := strings.Join(hints(message, "", Report{}), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", message, got, want)
		}
	}
	for _, h := range append(append([]hint(nil), compileHints...), panicTable...) {
		if h.say == "" && h.more == nil {
			t.Errorf("%s: says nothing", h.message)
		}
	}
}

func TestColour(t *testing.T) {
	f := Failure{Name: "panic", Traceback: []string{"panic: x", " >   2 | a", "       | ^", "     3 | b", "Hint: c"}}
	want := []string{"\x1b[1;31mpanic\x1b[0m: x", "\x1b[31m >   2 | a\x1b[0m", "\x1b[31m       | ^\x1b[0m", "     3 | b", "\x1b[32mHint: c\x1b[0m"}
	if got := f.Colour(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", got)
	}
}

func TestRaces(t *testing.T) {
	r := load(t, "testdata/captured/race-read-write.json")
	races := Races(r.Stderr+r.Stderr, r)
	if len(races) != 1 || races[0].Count != 2 {
		t.Fatalf("%+v", races)
	}
	want := "data race: two goroutines touch the same memory: a write at cell [2] line 4 `a.balance += n` by a goroutine started at cell [3] line 4" +
		" and a read at cell [3] line 8 `fmt.Println(a.balance)` by main (reported 2 times)\n"
	if got := RaceText(races); !strings.HasPrefix(got, want) {
		t.Errorf("got %s", got)
	}
	page := RaceHTML([]Race{{First: Access{Write: true, Cell: 3, Line: 4, Text: "m[\"<b>\"]++"}, Second: Access{In: "lib.f"}, Count: 1}})
	if !strings.Contains(page, "<li>a write at cell [3] line 4 <code>m[&#34;&lt;b&gt;&#34;]++</code></li>") || !strings.Contains(page, "<li>a read in lib.f</li>") {
		t.Errorf("got %s", page)
	}
	if got := RaceText(nil); got != "no data race was seen in this run\n" {
		t.Errorf("got %s", got)
	}
}

func TestLongTracesAreCut(t *testing.T) {
	frames := strings.Repeat("main.deeper(0x1)\n\t[[ Cell [3] Line 2 ]] /tmp/gonb_0/main.go:5 +0x1\nmain.other(0x1)\n\t[[ Cell [3] Line 3 ]] /tmp/gonb_0/main.go:6 +0x1\n", 5000)
	r := Report{Cell: 3, Source: "%%\na()\nb()\nc()", Status: "error", Value: "exit status 2",
		Stderr: "fatal error: stack overflow\n\ngoroutine 1 [running]:\n" + frames + "main.main()\n\t[[ Cell [3] Line 4 ]] /tmp/gonb_0/main.go:7 +0x1\nexit status 2\n"}
	f, _ := r.Failure()
	last := strings.Join(f.Traceback[len(f.Traceback)-8:], "\n")
	if len(f.Traceback) > 120 || !strings.Contains(last, " >   4 | c()") {
		t.Errorf("%d lines, the last are\n%s", len(f.Traceback), last)
	}
}

func ExampleReport_Failure() {
	r := Report{Cell: 2, Source: "%%\nx := 3", Status: "error", Value: "# gonb_0\n./main.go:7:1: declared and not used: x\n",
		Traceback: []string{"# gonb_0", "Cell[2]: Line 2\nx := 3\n^\n\ndeclared and not used: x", ""}}
	f, _ := r.Failure()
	fmt.Println(f.Name + ": " + f.Value)
	fmt.Println(strings.Join(f.Traceback[2:], "\n"))
	// Output:
	// CompileError: cell [2] line 2:1: declared and not used: x
	// cell [2] line 2:1: declared and not used: x
	//      1 | %%
	//  >   2 | x := 3
	//        | ^
	// Hint: use x, take it out, or write _ in its place
}
