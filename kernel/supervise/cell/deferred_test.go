package cell

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

func TestWithDeferred(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"first line", "%%\nf()\npanic(1)", "import left \"os\"; func main() { flag.Parse(); defer left.Getpid()\nf()\npanic(1)\n}"},
		{"declarations above", "import \"fmt\"\nvar x int\n%% -n 3\nf()",
			"import left \"os\"; import \"fmt\"\nvar x int\nfunc main() { flag.Parse(); defer left.Getpid()\nf()\n}\n%args -n 3"},
		{"commands and empty lines above", "%cd /tmp\n\n%main\nf() // end", "%cd /tmp\n\nimport left \"os\"; func main() { flag.Parse(); defer left.Getpid()\nf() // end\n}"},
		{"our lines above", "%leaks\n%%\nf()", "\nimport left \"os\"; func main() { flag.Parse(); defer left.Getpid()\nf()\n}"},
		{"a main", "func main() {\n\tf()\n}", "import left \"os\"; func main() { defer left.Getpid();\n\tf()\n}"},
		{"a main on one line", "func main() { f() }", "import left \"os\"; func main() { defer left.Getpid(); f() }"},
		{"a function", "func f() {}\n%exec f -n 3", "import left \"os\"; func f() {}\nfunc main() { flag.Parse(); defer left.Getpid(); f() }\n%args -n 3"},
		{"arguments over two lines", "%% -a \\\n-b\nf()", "import left \"os\"; func main() { flag.Parse(); defer left.Getpid()\n\nf()\n}\n%args -a  -b"},
	} {
		got, ok := WithDeferred(c.source, "left", "os", "left.Getpid()")
		if !ok || got != c.want {
			t.Errorf("%s: got %t\n%s\nwant\n%s", c.name, ok, got, c.want)
		}
	}
}

func TestWithDeferredHasNoPlace(t *testing.T) {
	for _, source := range []string{"", "var x int", "%%bash\nls", "%test", "%tiem\n%%\nf()", "func main()\n{\n}"} {
		if got, ok := WithDeferred(source, "a", "b", "c()"); ok || got != source {
			t.Errorf("%q became %q", source, got)
		}
	}
}

func TestWithDeferredMovesNoLine(t *testing.T) {
	source := "// a lesson\nimport \"fmt\"\n\nfunc f() {\n}\n%%\nf()\n\nf()"
	got, _ := WithDeferred(source, "left", "os", "left.Getpid()")
	before, after := strings.Split(source, "\n"), strings.Split(got, "\n")
	for i, line := range before {
		if i != 5 && !strings.HasSuffix(after[i], line) {
			t.Errorf("line %d: %q became %q", i+1, line, after[i])
		}
	}
}

// What ran in GoNB 0.11.4 (../failure/testdata/capture.py) is what WithDeferred gives: the deferred statement ran, and the
// panic below it was reported at the line that the learner wrote.
func TestWithDeferredRan(t *testing.T) {
	for name, source := range map[string]string{
		"first-line":         "%% one\nfmt.Println(flag.Args())\npanic(1)",
		"below-declarations": "import \"strings\"\nvar x = strings.ToUpper(\"a\")\n%main one two\nfmt.Println(x, flag.Args())\npanic(1)",
		"below-comment":      "// a lesson\ntype t struct{}\n%%\n// nothing\npanic(1)",
		"main":               "func main() {\n\tpanic(1)\n}",
		"function":           "func f() { panic(1) }\n%exec f one",
	} {
		data, err := os.ReadFile("../failure/testdata/captured/deferred-" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var ran struct {
			Cells          []string
			Stdout, Stderr string
		}
		if err := json.Unmarshal(data, &ran); err != nil {
			t.Fatal(err)
		}
		if got, _ := WithDeferred(source, "left", "os", `left.Stdout.WriteString("deferred\n")`); got != ran.Cells[0] {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, ran.Cells[0])
		}
		if !strings.HasSuffix(ran.Stdout, "deferred\n") {
			t.Errorf("%s: printed %q", name, ran.Stdout)
		}
	}
}
