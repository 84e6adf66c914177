package layout

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cellFlags are those with which the kernel builds a cell.
var cellFlags = []string{"-ldflags=-s", "-tags=minimal,inband"}

// cells are programs as a notebook's cells become them, in testdata/cells. limit is about 1.25 times what was measured with Go 1.26 on
// amd64; raise it only for something that every such cell needs.
var cells = []struct {
	name  string
	limit float64  // MB
	may   []string // heavy packages that its lesson is about
}{
	{"chart", 12.2, nil},                                     // 9.7 MB
	{"file", 12.0, nil},                                      // 9.6 MB
	{"api", 17.0, []string{"net/http"}},                      // 13.6 MB
	{"postgres", 16.5, []string{"github.com/jackc"}},         // 13.2 MB
	{"crud", 16.5, []string{"modernc.org", "zombiezen.com"}}, // 13.2 MB, of which SQLite is 4.3
}

// heavy are packages that no cell links, unless a lesson is about them: drivers, browsers, command lines, worker pools,
// template engines.
var heavy = []string{
	module + "kernel", "github.com/chromedp", "github.com/spf13", "github.com/rogpeppe", "github.com/nats-io",
	"github.com/panjf2000", "github.com/alitto", "github.com/sourcegraph",
	"github.com/jackc", "github.com/lib/pq", "github.com/mattn/go-sqlite3", "modernc.org", "zombiezen.com",
	"net/http", "testing", "go/types", "html/template", "text/template",
}

func TestCellsStayLight(t *testing.T) {
	watch(t)
	for _, c := range cells {
		t.Run(c.name, func(t *testing.T) {
			source := "./testdata/cells/" + c.name
			if size := built(t, source); size > c.limit {
				t.Errorf("its program has %.1f MB, want at most %.1f: every cell is linked anew, and a larger program takes longer; go list -deps shows what came",
					size, c.limit)
			}
			for _, linked := range strings.Fields(goTool(t, "list", "-deps", source)) {
				if banned := bans(linked, c.may); banned != "" {
					t.Errorf("it links %s: keep %s in packages that only the lessons about it import", linked, banned)
				}
			}
		})
	}
}

// built builds a program and returns its size in megabytes.
func built(t *testing.T, source string) float64 {
	t.Helper()
	program := filepath.Join(t.TempDir(), "cell")
	goTool(t, "build", "-o", program, source)
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	return float64(info.Size()) / 1e6
}

// bans returns the heavy package to which an import belongs, unless the cell may link it, or "".
func bans(imported string, may []string) string {
	for _, h := range heavy {
		if (imported == h || strings.HasPrefix(imported, h+"/")) && !slices.Contains(may, h) {
			return h
		}
	}
	return ""
}

func TestBans(t *testing.T) {
	tests := []struct {
		imported string
		may      []string
		want     string
	}{
		{"net/http", nil, "net/http"},
		{"net/http", []string{"net/http"}, ""},
		{"github.com/spf13/cobra", []string{"net/http"}, "github.com/spf13"},
		{"threadboost/kernel/setup", []string{"net/http"}, "threadboost/kernel"},
		{"modernc.org/sqlite/lib", []string{"net/http"}, "modernc.org"},
		{"modernc.org/sqlite/lib", []string{"modernc.org"}, ""},
		{"testing", nil, "testing"},
		{"testing2", nil, ""},
		{"database/sql", nil, ""}, // gonb's UUIDs link it, without a driver
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s, may %v", test.imported, test.may), func(t *testing.T) {
			if got := bans(test.imported, test.may); got != test.want {
				t.Errorf("bans gave %q, want %q", got, test.want)
			}
		})
	}
}

// goTool runs a go command with the flags of a cell and returns what it prints.
func goTool(t *testing.T, command string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", append(append([]string{command}, cellFlags...), args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, &stderr)
	}
	return string(out)
}

// watch looks at all that decides a test here. The go command repeats an earlier result as long as the files that a test itself
// has looked at are the same, and does not know what the commands run by the test read.
func watch(t *testing.T) {
	t.Helper()
	const root = "../../.."
	if _, err := os.ReadFile(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(filepath.Join(root, "lib"), func(_ string, _ os.DirEntry, err error) error { return err })
	if err != nil {
		t.Fatal(err)
	}
}
