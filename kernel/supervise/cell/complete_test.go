package cell

import "testing"

func TestIsComplete(t *testing.T) {
	for _, c := range []struct {
		source string
		status Status
		indent string
	}{
		{"", Complete, ""},
		{"// a note", Complete, ""},
		{"import \"fmt\"", Complete, ""},
		{"import (", Incomplete, "\t"},
		{"func f() {", Incomplete, "\t"},
		{"func f() {\n\tif x {", Incomplete, "\t\t"},
		{"func f() {\n}", Complete, ""},
		{"func f() {\n}\n}", Invalid, ""},
		{"func f(a int,", Incomplete, "\t"},
		{"func f() { return (1] }", Invalid, ""},
		{"type t struct {\n\tx int", Incomplete, "\t"},
		{"var x =", Incomplete, "\t"},
		{"var x = 1 +", Incomplete, "\t"},
		{"var x = 1 + // more", Incomplete, "\t"},
		{"var x = []int{\n\t1,", Incomplete, "\t"},
		{"var x = f(1 +", Incomplete, "\t\t"},
		{"var s = `a\nb", Incomplete, ""},
		{"var s = \"a", Invalid, ""},
		{"/* a", Incomplete, ""},
		{"/* a */", Complete, ""},
		{"x := 1", Invalid, ""},
		{"1 + 1", Invalid, ""},
		{"for i := range 3 {", Invalid, ""},
		{"%%", Incomplete, ""},
		{"%%\n", Incomplete, ""},
		{"%%\n// soon", Incomplete, ""},
		{"%% -n 3\nf()", Complete, ""},
		{"%main\nf()", Complete, ""},
		{"%%\nx := 1", Incomplete, ""},
		{"%%\nx := 1\n", Incomplete, ""},
		{"%%\nx := 1\n\n", Complete, ""},
		{"%%\nx := 1\nfmt.Println(x)", Complete, ""},
		{"%%\nvar a, b = 1, 2\nf(a)", Incomplete, ""},
		{"%%\nfor i := range 3 {", Incomplete, "\t"},
		{"%%\nfor i := range 3 {\n\n\n", Incomplete, "\t"},
		{"%%\nwg.Go(func() {", Incomplete, "\t"},
		{"%%\ngo func() {", Incomplete, "\t"},
		{"%%\ngo func() {\n\tf()\n}()", Complete, ""},
		{"%%\ndefer func() {\n\tif r := recover(); r != nil {", Incomplete, "\t\t"},
		{"%%\nif x {\n} else {", Incomplete, "\t"},
		{"%%\nswitch x {\ncase 1:", Incomplete, "\t"},
		{"%%\nif x", Invalid, ""},
		{"%%\nf()\n}", Invalid, ""},
		{"%%\nf(a,", Incomplete, "\t"},
		{"%%\nx.\n", Incomplete, "\t"},
		{"%%\nfunc f() {}", Invalid, ""},
		{"%%\n%%\nf()", Invalid, ""},
		{"func main() {", Incomplete, "\t"},
		{"func main() {\n}", Complete, ""},
		{"%exec f", Complete, ""},
		{"!ls", Complete, ""},
		{"!ls \\", Incomplete, ""},
		{"!ls \\\n -l", Complete, ""},
		{"%cd /tmp", Complete, ""},
		{"%limit \\", Incomplete, ""},
		{"%tiem", Invalid, ""},
		{"?boost.Run", Complete, ""},
		{"boost.Run?", Complete, ""},
		{"%time\n%%", Incomplete, ""},
		{"%race\n%%\nf()", Complete, ""},
		{"%%bash", Incomplete, ""},
		{"%%bash\nls", Incomplete, ""},
		{"%%bash\nls\n", Incomplete, ""},
		{"%%bash\nls\n\n", Complete, ""},
		{"%%writefile a.txt\n{", Incomplete, ""},
		{"%%gx\nx", Unknown, ""},
		{"func f() {\r\n", Incomplete, "\t"},
	} {
		status, indent := IsComplete(c.source)
		if status != c.status || indent != c.indent {
			t.Errorf("%q: got %s %q, want %s %q", c.source, status, indent, c.status, c.indent)
		}
	}
}

func TestUnclosed(t *testing.T) {
	for _, c := range []struct {
		source  string
		line    int
		bracket string
	}{
		{"func f() {\n\tg(", 2, "("},
		{"%%\nfor {\n\tf()\n", 2, "{"},
		{"%time\n\nvar x = []int{1,", 3, "{"},
		{"%%\nf()", 0, ""},
		{"var x = `{`", 0, ""},
	} {
		if line, bracket := Unclosed(c.source); line != c.line || bracket != c.bracket {
			t.Errorf("%q: got %d %q, want %d %q", c.source, line, bracket, c.line, c.bracket)
		}
	}
}
