//go:build linux

package jupyter

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWhatACellShowsArrives runs cells that end in every way that a cell can, with a real kernel: all that they printed and showed
// arrives, in the order in which they did it.
func TestWhatACellShowsArrives(t *testing.T) {
	const shown = 40
	begin := func(name string) string {
		return fmt.Sprintf("import \"threadboost/lib/show\"\n\n%%%%\nfor i := range %d {\n\tfmt.Printf(\"%s print %%02d.\\n\", i)\n\tshow.Text(fmt.Sprintf(\"%s show %%02d.\", i))\n}\n", shown, name, name)
	}
	endings := []struct{ name, code string }{
		{"returns", ""},
		{"panics", "panic(\"on purpose\")"},
		{"exits", "os.Exit(3)"},
		{"fails", "boost.Load(lab.Experiment{Name: \"never measured\"})"},
		{"interrupted", "syscall.Kill(os.Getpid(), syscall.SIGINT)\nselect {}"},
		{"killed", "syscall.Kill(os.Getpid(), syscall.SIGKILL)\nselect {}"},
		{"deadlocks", "<-make(chan int)"},
	}
	cells := []code{{source: "import (\n\t\"threadboost/lib/boost\"\n\t\"threadboost/lib/lab\"\n)"}}
	for _, e := range endings {
		cells = append(cells, code{source: begin(e.name) + e.code, tag: "raises-exception"})
	}
	path, out := newNotebook(t, "endings", cells...), t.TempDir()
	if _, problems, err := execute(t, t.Context(), Execution{Notebooks: []string{path}, Out: out, Timeout: time.Minute}); err != nil {
		t.Fatalf("%v\n%s", err, problems)
	}
	executed := read(t, filepath.Join(out, "endings.ipynb"))
	for _, e := range endings {
		last := -1
		for i := range shown {
			for _, piece := range []string{"\"%s print %02d.\\n\"", "<small>%s show %02d.</small>"} {
				at := strings.Index(executed, fmt.Sprintf(piece, e.name, i))
				if at < 0 || at < last {
					t.Errorf("a cell that %s: "+piece+" is missing or out of order", e.name, e.name, i)
				}
				last = at
			}
		}
	}
}
