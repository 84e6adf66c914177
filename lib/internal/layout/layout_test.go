// Package layout guards the import directions of lib, which decide what a cell that imports it has to link, and with that how long a
// cell takes. It holds tests alone.
//
//	measure <- lab <- {model, model/with*, modeltest, procs, *work <- sqlwork/*db, frame}; wire <- procs; infer <- {frame, chart}
//	{lab, frame, chart, show} <- boost
package layout

import (
	"fmt"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "threadboost/"

// A rule says what packages may import, directly or not.
type rule struct {
	packages string   // pattern of path.Match below lib
	stdOnly  bool     // no module of others
	ours     []string // packages of ours, below lib
}

// ready is what ready-made experiments need: work that links nothing heavy.
var ready = []string{"lab", "measure", "model", "filework", "cpuwork", "datawork", "sharedwork", "waitwork",
	"internal/corpus", "internal/pause", "internal/payload", "internal/quantity"}

var rules = []rule{
	{"measure", true, nil},
	{"lab", true, []string{"measure"}},
	{"model", true, []string{"lab", "measure"}},
	{"model/internal/seats", true, []string{"lab", "measure"}},
	{"model/with*", false, []string{"lab", "measure", "model/internal/seats"}}, // each with a library that people use
	{"modeltest", true, []string{"lab", "measure"}},
	{"wire", true, nil},
	{"procs", true, []string{"lab", "measure", "wire"}},
	{"*work", true, []string{"lab", "measure", "internal/corpus", "internal/pause", "internal/payload", "internal/quantity"}},
	{"sqlwork/*db", false, []string{"lab", "measure", "sqlwork", "sqlwork/internal/delay", "internal/pause"}}, // each with a driver
	{"sqlwork/internal/delay", true, nil},
	{"infer", false, nil},
	{"show", false, nil},
	{"leaks", true, nil},
	{"frame", false, []string{"lab", "measure", "infer", "internal/quantity"}},
	{"chart", false, []string{"infer", "internal/quantity"}},
	{"picture", false, []string{"lab", "measure", "infer", "frame", "chart", "internal/quantity"}},
	{"suite", true, ready},
	{"boost", false, append([]string{"frame", "chart", "picture", "suite", "show", "infer"}, ready...)},
	{"internal/quantity", true, nil},
	{"internal/payload", true, []string{"lab", "measure"}},
	{"internal/corpus", true, nil},
	{"internal/pause", true, nil},
	{"internal/paired", true, nil},
	{"internal/layout", true, nil},
}

// breach says what is wrong with one import, or "".
func (r rule) breach(imported string) string {
	below, ours := strings.CutPrefix(imported, module+"lib/")
	switch {
	case strings.HasPrefix(imported, module+"kernel"):
		return "lib never imports kernel"
	case ours && !slices.Contains(r.ours, below):
		return fmt.Sprintf("of ours it may import %v", r.ours)
	case !ours && r.stdOnly && !standard(imported):
		return "it may import the standard library only"
	}
	return ""
}

// standard reports whether a package is of the standard library: the paths of modules begin with a domain.
func standard(imported string) bool {
	root, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(root, ".") && root+"/" != module
}

// ruleFor returns the rule of a package below lib, if it has one.
func ruleFor(t *testing.T, below string) (rule, bool) {
	for _, r := range rules {
		matches, err := path.Match(r.packages, below)
		if err != nil {
			t.Fatal(err)
		}
		if matches {
			return r, true
		}
	}
	return rule{}, false
}

// dependencies returns all that each package of lib imports, directly or not.
func dependencies(t *testing.T) map[string][]string {
	t.Helper()
	watch(t)
	out, err := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Deps " "}}`, module+"lib/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := make(map[string][]string)
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		all[strings.TrimPrefix(fields[0], module+"lib/")] = fields[1:]
	}
	return all
}

func TestImportDirections(t *testing.T) {
	all := dependencies(t)
	for _, known := range []string{"measure", "lab", "model"} {
		if _, found := all[known]; !found {
			t.Errorf("go list does not know lib/%s: the test says nothing", known)
		}
	}
	for below, imports := range all {
		r, ruled := ruleFor(t, below)
		if !ruled {
			t.Errorf("lib/%s has no rule: say in rules what it may import", below)
			continue
		}
		for _, imported := range imports {
			if breach := r.breach(imported); breach != "" {
				t.Errorf("lib/%s imports %s: %s", below, imported, breach)
			}
		}
	}
}

func TestRulesCatch(t *testing.T) {
	tests := []struct {
		below, imported string
		caught          bool
	}{
		{"measure", "sync/atomic", false},
		{"measure", "vendor/golang.org/x/net/idna", false},
		{"measure", "threadboost/lib/lab", true},
		{"lab", "threadboost/lib/measure", false},
		{"lab", "threadboost/kernel/setup", true},
		{"model", "golang.org/x/sync/errgroup", true},
		{"model/witherrgroup", "golang.org/x/sync/errgroup", false},
		{"model/witherrgroup", "threadboost/lib/model", true},
		{"boost", "threadboost/lib/model/withants", true},
		{"filework", "threadboost/lib/apiwork", true},
		{"apiwork", "threadboost/lib/internal/payload", false},
		{"sqlwork", "database/sql", false},
		{"sqlwork", "zombiezen.com/go/sqlite", true},
		{"sqlwork/sqlitedb", "zombiezen.com/go/sqlite", false},
		{"sqlwork/sqlitedb", "threadboost/lib/sqlwork", false},
		{"sqlwork/sqlitedb", "threadboost/lib/boost", true},
		{"boost", "threadboost/lib/sqlwork/sqlitedb", true},
		{"sharedwork", "threadboost/lib/model", true},
		{"sqlwork/pgdb", "threadboost/lib/sqlwork/internal/delay", false},
		{"sqlwork", "github.com/jackc/pgx/v5/pgconn", true},
		{"sqlwork/pgdb", "threadboost/kernel/postgres", true},
		{"wire", "threadboost/lib/lab", true},
		{"procs", "threadboost/lib/wire", false},
		{"procs", "threadboost/kernel/worker", true},
		{"procs", "threadboost/lib/cpuwork", true},
		{"lab", "threadboost/lib/procs", true},
		{"infer", "gonum.org/v1/gonum/stat", false},
		{"infer", "threadboost/lib/lab", true},
		{"show", "threadboost/lib/internal/quantity", true},
		{"show", "threadboost/kernel/setup", true},
		{"leaks", "threadboost/lib/lab", true},
		{"chart", "threadboost/lib/lab", true},
	}
	for _, test := range tests {
		t.Run(test.below+" imports "+test.imported, func(t *testing.T) {
			r, ruled := ruleFor(t, test.below)
			if breach := r.breach(test.imported); !ruled || (breach != "") != test.caught {
				t.Errorf("caught %t (%s), want %t", breach != "", breach, test.caught)
			}
		})
	}
}
