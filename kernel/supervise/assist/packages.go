package assist

import (
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
)

// packages finds the path of a package by its name: those of the library first, then those of the standard library, the shortest path
// first. It looks once, when it is first asked.
type packages struct {
	root string // of the repository
	once sync.Once
	path map[string]string
}

// find returns the path, or "".
func (p *packages) find(name string) string {
	p.once.Do(p.look)
	return p.path[name]
}

func (p *packages) look() {
	p.path = make(map[string]string)
	p.add(filepath.Join(p.root, "lib"), "threadboost/lib/")
	if command, err := exec.LookPath("go"); err == nil {
		if command, err = filepath.EvalSymlinks(command); err == nil {
			p.add(filepath.Join(command, "..", "..", "src"), "")
		}
	}
}

// add takes in the folders below dir that hold Go files. Of two packages of one name from one tree the one with the shorter path stays.
func (p *packages) add(dir, prefix string) {
	found := make(map[string]string)
	fs.WalkDir(os.DirFS(dir), ".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case d.IsDir() && (d.Name() == "internal" || d.Name() == "testdata" || d.Name() == "vendor" || file == "cmd"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(file, ".go") || path.Dir(file) == ".":
			return nil
		}
		folder := path.Dir(file)
		if other, ok := found[path.Base(folder)]; !ok || len(folder) < len(other) {
			found[path.Base(folder)] = folder
		}
		return nil
	})
	for name, folder := range found {
		if p.path[name] == "" {
			p.path[name] = prefix + folder
		}
	}
}
