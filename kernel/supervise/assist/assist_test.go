//go:build linux

package assist

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"threadboost/kernel/guard"
	"threadboost/kernel/guard/guardtest"
	"threadboost/kernel/setup/setuptest"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == guard.Command {
		os.Exit(guard.Main(os.Args[2:]))
	}
	os.Exit(m.Run())
}

// newAssistant has the real gopls.
func newAssistant(t testing.TB) *Assistant {
	env := setuptest.Lab(t)
	guardtest.Mark(t)
	a := New(Config{Gopls: filepath.Join(env.Bin(), "gopls"), Root: env.Root}, t.Logf)
	t.Cleanup(func() {
		a.Close()
		guardtest.NothingLeft(t)
	})
	return a
}

// split takes the cursor, a |, out of a cell.
func split(source string) (text string, at int) {
	before, after, _ := strings.Cut(source, "|")
	return before + after, len([]rune(before))
}

func TestCompletion(t *testing.T) {
	a := newAssistant(t)
	a.Learn(1, "import (\n\t\"fmt\"\n\t\"threadboost/lib/lab\"\n)\n\nvar reading = lab.Experiment{Name: \"reading\"}\ntype Pair struct{ Left, Right int }\nfunc (p Pair) Sum() int { return p.Left + p.Right }")
	a.Learn(2, "func double(x int) int { return 2 * x }\n%%\nfmt.Println(double(2))")
	for _, test := range []struct {
		name, cell string
		match      string // one of the matches
		replaced   string // what it stands for
	}{
		{"std, imported by an earlier cell", "%%\nfmt.Printl|", "Println", "Printl"},
		{"std, not imported", "%%\nstrings.ToUpp|", "ToUpper", "ToUpp"},
		{"a variable of an earlier cell", "%%\nreading.|", "Trials", ""},
		{"a function of an earlier cell", "%%\nx := dou|", "double", "dou"},
		{"a method of an earlier cell", "%%\nPair{}.|", "Sum", ""},
		{"the library, imported here", "import \"threadboost/lib/model\"\n%%\nmodel.Po|", "Pool", "Po"},
		{"the library, not imported", "%%\nboost.Compar|", "Compare", "Compar"},
		{"the first line", "var x = fmt.Sprin|", "Sprintf", "Sprin"},
		{"behind characters of several bytes", "%%\ns := \"é😀\"; fmt.Printl|", "Println", "Printl"},
		{"below a command", "%time\n!ls -l\n%%\nfmt.Printl|", "Println", "Printl"},
		{"a name that is declared anew", "func double(x string) string { return x }\n%%\ny := double(\"a\"); y.|", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			source, at := split(test.cell)
			start := time.Now()
			got, err := a.Complete(t.Context(), source, at)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d matches in %v", len(got.Matches), time.Since(start))
			found := slices.ContainsFunc(got.Matches, func(m Match) bool { return m.Text == test.match })
			if test.match == "" {
				return
			}
			if !found {
				t.Fatalf("no %q among %v", test.match, got.Matches)
			}
			if replaced := string([]rune(source)[got.Start:got.End]); replaced != test.replaced {
				t.Errorf("it stands for %q, want %q", replaced, test.replaced)
			}
		})
	}
}

func TestInspection(t *testing.T) {
	a := newAssistant(t)
	a.Learn(1, "// double doubles.\nfunc double(x int) int { return 2 * x }")
	for _, test := range []struct{ name, cell, want string }{
		{"std", "%%\nfmt.Print|ln(1)", "func fmt.Println"},
		{"at the bracket", "%%\nfmt.Println(|1)", "Println formats"},
		{"behind the name", "%%\nfmt.Println|", "Println formats"},
		{"the library", "%%\nboost.Run|", "Run measures an experiment"},
		{"an earlier cell", "%%\ndoub|le(1)", "double doubles."},
		{"nothing", "%%\n|\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			source, at := split(test.cell)
			got, err := a.Inspect(t.Context(), source, at)
			if err != nil || !strings.Contains(got, test.want) || (test.want == "") != (got == "") {
				t.Errorf("%q (%v), want %q in it", got, err, test.want)
			}
		})
	}
}

// While a cell runs gopls stands still, but for whoever asks.
func TestItStandsStillWhileACellRuns(t *testing.T) {
	a := newAssistant(t)
	if err := a.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.SetBusy(true)
	standsStill(t, a, true)
	source, at := split("%%\nfmt.Printl|")
	if got, err := a.Complete(t.Context(), source, at); err != nil || len(got.Matches) == 0 {
		t.Errorf("a request while a cell runs gave %v, %v", got, err)
	}
	standsStill(t, a, true)
	a.SetBusy(false)
	standsStill(t, a, false)
}

// standsStill waits until gopls is stopped, or goes on: a signal takes a moment.
func standsStill(t *testing.T, a *Assistant, want bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); strings.Contains(states(a), "T") != want; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("gopls is in state %q, want that it stands still: %t", states(a), want)
		}
	}
}

// states are the letters of the states of gopls' processes.
func states(a *Assistant) (letters string) {
	for _, pid := range a.server.processes() {
		stat, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
		_, rest, _ := strings.Cut(string(stat), ") ")
		letters += rest[:1]
	}
	return letters
}

func TestItComesBack(t *testing.T) {
	a := newAssistant(t)
	source, at := split("%%\nfmt.Printl|")
	for range 2 {
		if got, err := a.Complete(t.Context(), source, at); err != nil || len(got.Matches) == 0 {
			t.Fatalf("completion gave %v, %v", got, err)
		}
		a.server.signal(syscall.SIGKILL)
		<-a.server.guard.Done()
		for !a.server.conn.gone() {
			time.Sleep(time.Millisecond)
		}
	}
}

func TestMemory(t *testing.T) {
	var m Memory
	m.Learn(1, "import \"fmt\"\nvar a, b = 1, 2\ntype T[K any] struct{}\nfunc (t *T[K]) M() {}\nfunc main() {}")
	m.Learn(2, "const c = 1\nvar _ = 5\nfunc f() {}\n%%\nfmt.Println(a)")
	m.Learn(3, "this does not parse")
	m.Learn(4, "var a = 7")
	names := m.Names()
	for cell, want := range map[int]string{1: "T T.M", 2: "c f", 3: "", 4: "a"} {
		if got := strings.Join(names[cell], " "); got != want {
			t.Errorf("cell %d holds %q, want %q", cell, got, want)
		}
	}
	m.Learn(5, "%rm c")
	if got := strings.Join(m.Names()[2], " "); got != "f" {
		t.Errorf("after %%rm c cell 2 holds %q, want f", got)
	}
	m.Learn(6, "%reset")
	if len(m.Names()) > 0 {
		t.Errorf("after a reset it holds %v", m.Names())
	}
}

func TestCompose(t *testing.T) {
	var m Memory
	m.Learn(1, "import (\n\t\"fmt\"\n\tf \"os\"\n)\nvar a = 1\nfunc g() {}")
	p := m.compose("import \"fmt\"\nvar a = 2\n%%\ntime.Now(); g(x.time.", func(name string) string { return map[string]string{"time": "time", "fmt": "fmt"}[name] })
	if want := "package main; import f \"os\"; import \"time\"; import \"fmt\"\nvar a = 2\nfunc main() {\ntime.Now(); g(x.time.\n}\n"; p.cell != want {
		t.Errorf("the cell became %q, want %q", p.cell, want)
	}
	if !strings.Contains(p.earlier, "func g() {}") || strings.Contains(p.earlier, "var a") {
		t.Errorf("earlier is %q, want g alone", p.earlier)
	}
	if got := p.cell[p.shift:]; !strings.HasPrefix(got, "import \"fmt\"\n") {
		t.Errorf("the cell starts with %q", got)
	}
}

func TestPositions(t *testing.T) {
	const text = "a😀b\né\n"
	for at, want := range []position{{0, 0}, {0, 1}, {0, 3}, {0, 4}, {1, 0}, {1, 1}, {2, 0}} {
		if got := place(text, at); got != want {
			t.Errorf("character %d is at %v, want %v", at, got, want)
		}
		if got := cursor(text, want); got != at {
			t.Errorf("%v is character %d, want %d", want, got, at)
		}
	}
}

func FuzzPositions(f *testing.F) {
	f.Add("a😀b\né\n", 3)
	f.Add("\xff\n", -1)
	f.Fuzz(func(t *testing.T, text string, at int) {
		text = strings.ToValidUTF8(text, "?")
		at = max(0, min(at, len([]rune(text))))
		if got := cursor(text, place(text, at)); got != at {
			t.Errorf("%q: character %d came back as %d", text, at, got)
		}
	})
}

func BenchmarkComplete(b *testing.B) {
	a := newAssistant(b)
	if err := a.Warm(context.Background()); err != nil {
		b.Fatal(err)
	}
	source, at := split("%%\nfmt.Printl|")
	for b.Loop() {
		if _, err := a.Complete(context.Background(), source, at); err != nil {
			b.Fatal(err)
		}
	}
}
