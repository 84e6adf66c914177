package jupyter

import (
	"slices"
	"testing"
)

// The texts are what GoNB 0.11.4 says with -raw_error.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		name string
		f    failure
		want []string
	}{
		{"two errors of the compiler", failure{
			Message: "# gonb_04dbf6a5\n./main.go:15:1: declared and not used: y\n./main.go:16:13: invalid operation\n",
			Traceback: []string{"# gonb_04dbf6a5",
				"Cell[3]: Line 4\n\nfunc main() {\n\tflag.Parse()\ny := 3\n^\nfmt.Println(\"a\"+1)\n\n\ndeclared and not used: y",
				"Cell[3]: Line 5\nfunc main() {\n\tflag.Parse()\ny := 3\nfmt.Println(\"a\"+1)\n            ^\n\n}\n\ninvalid operation: \"a\" + 1 (mismatched types untyped string and untyped int)", ""},
		}, []string{"cell [3] line 4: declared and not used: y", `cell [3] line 5: invalid operation: "a" + 1 (mismatched types untyped string and untyped int)`}},
		{"an error of several lines", failure{
			Traceback: []string{"Cell[3]: Line 5\nf(1)\n ^\n\nnot enough arguments in call to f", "\thave (number)", "\twant (int, int)"},
		}, []string{"cell [3] line 5: not enough arguments in call to f have (number) want (int, int)"}},
		{"statements without %%", failure{
			Traceback: []string{"Cell[3]: Line 1\npackage main\n\nexpected declaration, found df"},
		}, []string{"cell [3] line 1: expected declaration, found df (statements go below a line %%)"}},
		{"an error in another cell's code", failure{
			Traceback: []string{"Cell[1]: Line 2\nx\n\nundefined: x"},
		}, []string{"cell [3], in code of cell [1] line 2: undefined: x"}},
		{"a panic with the kernel's marks", failure{
			Message: "exit status 2",
			Stderr:  "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.f(...)\n\t \x1b[7m[[ Cell [2] Line 2 ]]\x1b[0m /tmp/gonb_04dbf6a5/main.go:12\nmain.main()\n\t \x1b[7m[[ Cell [3] Line 5 ]]\x1b[0m /tmp/gonb_04dbf6a5/main.go:18 +0x68\nexit status 2\n",
		}, []string{"cell [3], in code of cell [2] line 2: panic: assignment to entry in nil map"}},
		{"a panic without marks", failure{
			Source: "%%\nx := 1\n  panic(x)", Program: "panic(x)", Message: "exit status 2", Stderr: "panic: 1\n\ngoroutine 1 [running]:\n",
		}, []string{"cell [3] line 3: panic: 1"}},
		{"a panic at one of two equal lines", failure{
			Source: "panic(x)\npanic(x)", Program: "panic(x)", Message: "exit status 2", Stderr: "panic: 1\n",
		}, []string{"cell [3]: panic: 1"}},
		{"a deadlock", failure{
			Message: "exit status 2", Stderr: "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\n",
		}, []string{"cell [3]: fatal error: all goroutines are asleep - deadlock!"}},
		{"a program that says why it ends", failure{
			Message: "exit status 1", Stderr: "starting\nlab: model Batches ran 190 of 200 units\nexit status 1\n",
		}, []string{"cell [3]: lab: model Batches ran 190 of 200 units"}},
		{"a program that says nothing", failure{Message: "exit status 3", Stderr: "exit status 3\n"}, []string{"cell [3]: exit status 3"}},
		{"a killed program", failure{Message: "signal: killed", Stderr: "signal: killed\n"}, []string{"cell [3]: signal: killed"}},
		{"an error of the kernel", failure{
			Message:   "failed to run \"go get\": exit status 1\n\ngo: gonb_04dbf6a5 imports\n\tnosuch/pkg: package nosuch/pkg is not in std\n",
			Traceback: []string{"failed to run \"go get\": exit status 1", "", "go: gonb_04dbf6a5 imports", "\tnosuch/pkg: package nosuch/pkg is not in std", ""},
		}, []string{`cell [3]: failed to run "go get": exit status 1 go: gonb_04dbf6a5 imports nosuch/pkg: package nosuch/pkg is not in std`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.f.problems(3); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
