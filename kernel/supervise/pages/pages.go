// Package pages makes the pages that the kernel shows for %models, %help and ?name, and for Shift-Tab: as text, as markdown and as HTML.
//
// They are made from the source that is installed, that of the repository and that of Go, so that they always describe what a cell
// imports. It resembles go doc and pkg.go.dev, and adds what a learner looks for: names as they are written (Pool, model.Pool, Pool.Workers),
// examples as cells that can be run, and the nearest names when there is none. What it leaves to others: the protocol, gopls' own answers,
// and modules that are neither ours nor Go's.
//
// The HTML has no script, no style element, no colours and no links into other docs: a notebook shows it the same way whether it is
// trusted or not, and in its own theme. Everything that comes from a source is escaped.
//
// Cost, on two cores: reading all of lib 75 ms (BenchmarkIndex). A page of lib takes 10 ms and sync.WaitGroup 11 ms; the first time, when
// packages have to be read, 90 and 165 ms; the nearest names of one that does not exist 150 ms (BenchmarkPage). A package is read again
// when a file of it has changed; at most 24 packages of Go are kept.
package pages

import (
	"go/build"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// A Page is one page in three forms. HTML is complete in itself and goes into a notebook as it is.
type Page struct {
	Title, Text, Markdown, HTML string
}

// A Source makes pages. It is safe for concurrent use.
type Source struct {
	root   string // of the repository
	module string // the path of its module
	goroot func() string
	cache  cache
	std    func() map[string][]string // import paths of Go's packages by their last element
}

// New returns a Source for the repository in the folder root. It reads nothing yet.
func New(root string) *Source {
	s := &Source{root: root, module: modulePath(root), goroot: sync.OnceValue(findGoroot)}
	s.std = sync.OnceValue(s.listStd)
	return s
}

// modulePath returns the path of the module in a folder, "" when there is none.
func modulePath(root string) string {
	mod, _ := os.ReadFile(filepath.Join(root, "go.mod"))
	for line := range strings.Lines(string(mod)) {
		if path, found := strings.CutPrefix(strings.TrimSpace(line), "module "); found {
			return strings.TrimSpace(path)
		}
	}
	return ""
}

// findGoroot returns where Go's source is. A program that was built with -trimpath does not know that by itself.
func findGoroot() string {
	if known := build.Default.GOROOT; known != "" && isFolder(filepath.Join(known, "src", "fmt")) {
		return known
	}
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
