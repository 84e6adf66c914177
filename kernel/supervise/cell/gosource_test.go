package cell

import "testing"

func TestGoSource(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"declarations", "var x = 1", "var x = 1"},
		{"statements", "var x = 1\n%%\nfmt.Println(x)", "var x = 1\nfunc main() {\nfmt.Println(x)\n}"},
		{"commands", "%time\n!ls\n%%\nx()", "\n\nfunc main() {\nx()\n}"},
		{"a command of two lines", "!ls \\\n -l\nvar x = 1", "\n\nvar x = 1"},
		{"exec", "%exec f\nfunc f() {}", "\nfunc f() {}"},
		{"a main of one's own", "func main() { f() }", "func main() { f() }"},
		{"a shell", "%%bash\nls", ""},
		{"nothing", "", ""},
	} {
		if got := GoSource(test.source); got != test.want {
			t.Errorf("%s: %q gave %q, want %q", test.name, test.source, got, test.want)
		}
	}
}
