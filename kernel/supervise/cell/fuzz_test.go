package cell

import (
	"strings"
	"testing"
)

// seeds are one cell of each kind; testdata/fuzz holds what the fuzzer found worth keeping.
var seeds = []string{
	"", "%", "%%", "%% -n 3\nx := 1\n", "!\\", "!ls \\\n -l", "%limit memory=2GiB time=5m", "%tiem", "?name", "a.b??",
	"func f() {\n\tif x {", "var s = `\n%time\npackage\n`\n", "/*\n!rm\n*/\n%race\n%%\nf()", "%time\n%%bash\nls", "//gonb:%%\r\nf()\r",
	"func main() { f() }", "%exec f", "func TestA(t *testing.T) {}\n%test", "import (", "x := 'a", "%%\ngo func() {", "package main", "packages := 1",
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		c := Parse(source)
		lines := func(s string) int { return strings.Count(s, "\n") }
		if lines(c.Source)+c.Skipped != lines(source) {
			t.Fatalf("%d lines became %d, %d skipped", lines(source), lines(c.Source), c.Skipped)
		}
		if len(c.Problems) > 0 {
			return
		}
		again := Parse(c.Source)
		if again.Source != c.Source || again.Kind != c.Kind || len(again.Commands) > 0 || again.Body != max(c.Body-c.Skipped, 0) {
			t.Fatalf("parsed again it differs:\n%+v\n%+v", c, again)
		}
		if with, ok := WithDeferred(source, "a", "b", "c()"); ok && !strings.Contains(with, "defer c()") {
			t.Fatalf("no defer in %q", with)
		}
	})
}

func FuzzIsComplete(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		status, indent := IsComplete(source)
		switch {
		case status != Incomplete && indent != "":
			t.Fatalf("%s with an indent", status)
		case strings.Trim(indent, "\t") != "":
			t.Fatalf("indent %q", indent)
		}
		if status == Complete && Parse(source).Kind < Shell {
			if line, bracket := Unclosed(source); line > 0 {
				t.Fatalf("complete, and %s of line %d is open", bracket, line)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	source := "%time\nimport \"fmt\"\n" + strings.Repeat("func f() {\n\tfmt.Println(\"a lesson's line of usual length\") // and a word\n}\n", 9) + "%%\nf()"
	for b.Loop() {
		Parse(source)
	}
}

func BenchmarkIsComplete(b *testing.B) {
	source := "%time\nimport \"fmt\"\n" + strings.Repeat("func f() {\n\tfmt.Println(\"a lesson's line of usual length\") // and a word\n}\n", 9) + "%%\nf()"
	for b.Loop() {
		IsComplete(source)
	}
}
