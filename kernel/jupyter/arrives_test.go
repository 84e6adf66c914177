//go:build linux

package jupyter

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWhatACellShowsArrives runs cells that end in every way that a cell can, with a real kernel, and counts what arrived.
func TestWhatACellShowsArrives(t *testing.T) {
	const shown = 40
	begin := func(name string) string {
		return fmt.Sprintf("import \"threadboost/lib/show\"\n\n%%%%\nfor i := range %d {\n\tshow.Text(fmt.Sprintf(\"%s %%02d.\", i))\n}\n", shown, name)
	}
	endings := []struct{ name, code string }{
		{"returns", ""},
		{"panics", "panic(\"on purpose\")"},
		{"exits", "os.Exit(3)"},
		{"fails", "boost.Load(lab.Experiment{Name: \"never measured\"})"},
		{"interrupted", "syscall.Kill(os.Getpid(), syscall.SIGINT)\nselect {}"},
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
			at := strings.Index(executed, fmt.Sprintf("<small>%s %02d.</small>", e.name, i))
			if at < 0 || at < last {
				t.Errorf("a cell that %s: piece %d is missing or out of order", e.name, i)
			}
			last = at
		}
	}
}
