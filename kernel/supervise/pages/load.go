package pages

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A pkg is a package that was read.
type pkg struct {
	*doc.Package
	fset *token.FileSet
	std  bool   // of Go
	base string // the folder to which places are relative
}

// A cache keeps packages until one of their files changes.
type cache struct {
	mu   sync.Mutex
	kept map[cacheKey]cached
}

type cacheKey struct {
	path     string
	examples bool
}

type cached struct {
	*pkg
	stamp string
}

// mostStd is how many packages of Go are kept: net/http alone takes 20 MB.
const mostStd = 24

// load reads a package by its import path; with its examples, or in half the time without.
func (s *Source) load(path string, examples bool) (*pkg, error) {
	dir, std := s.folder(path)
	stamp, files, err := s.files(dir, examples)
	if err != nil {
		return nil, err
	}
	key := cacheKey{path, examples}
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	if c, found := s.cache.kept[key]; found && c.stamp == stamp {
		return c.pkg, nil
	}
	p, err := parse(path, dir, files)
	if err != nil {
		return nil, err
	}
	p.std, p.base = std, s.root
	if std {
		p.base = filepath.Join(s.goroot(), "src")
	}
	s.cache.keep(key, cached{p, stamp})
	return p, nil
}

func (c *cache) keep(key cacheKey, value cached) {
	std := 0
	for _, v := range c.kept {
		if v.std {
			std++
		}
	}
	if c.kept == nil {
		c.kept = make(map[cacheKey]cached)
	}
	if value.std && std >= mostStd {
		for k, v := range c.kept {
			if v.std {
				delete(c.kept, k)
			}
		}
	}
	c.kept[key] = value
}

// folder returns where a package lies. The path has been checked to hold names only.
func (s *Source) folder(path string) (dir string, std bool) {
	if below, ours := strings.CutPrefix(path, s.module+"/"); ours {
		return filepath.Join(s.root, filepath.FromSlash(below)), false
	}
	return filepath.Join(s.goroot(), "src", filepath.FromSlash(path)), true
}

// files lists the Go files of a folder that belong to the package on this machine, and what tells whether one has changed.
func (s *Source) files(dir string, examples bool) (stamp string, files []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", nil, err
	}
	var b strings.Builder
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") && !examples {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // it was removed meanwhile
		}
		fmt.Fprintln(&b, e.Name(), info.Size(), info.ModTime().UnixNano())
		files = append(files, e.Name())
	}
	return b.String(), files, nil
}

var isExample = regexp.MustCompile(`(?m)^func Example`)

// parse reads the files of a package. One that is being edited and has an error in it gives what was read of it.
func parse(path, dir string, names []string) (*pkg, error) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if !belongs(dir, name) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || strings.HasSuffix(name, "_test.go") && !isExample.Match(content) {
			continue
		}
		if f, _ := parser.ParseFile(fset, filepath.Join(dir, name), content, parser.ParseComments); f != nil && f.Name.Name != "main" {
			files = append(files, f)
		}
	}
	if !slices.ContainsFunc(files, func(f *ast.File) bool { return !isTest(fset, f) }) {
		return nil, fmt.Errorf("%s has no Go files for this machine", path)
	}
	mode := doc.Mode(0)
	if path == "builtin" {
		mode = doc.AllDecls
	}
	d, err := doc.NewFromFiles(fset, ofOnePackage(fset, files), path, mode)
	if err != nil {
		return nil, err
	}
	return &pkg{Package: d, fset: fset}, nil
}

// ofOnePackage leaves out files with another package clause, which go/doc would refuse all for.
func ofOnePackage(fset *token.FileSet, files []*ast.File) []*ast.File {
	first := slices.IndexFunc(files, func(f *ast.File) bool { return !isTest(fset, f) })
	name := files[first].Name.Name
	return slices.DeleteFunc(files, func(f *ast.File) bool {
		return f.Name.Name != name && !(isTest(fset, f) && f.Name.Name == name+"_test")
	})
}

func isTest(fset *token.FileSet, f *ast.File) bool {
	return strings.HasSuffix(fset.File(f.FileStart).Name(), "_test.go")
}

// lib lists the import paths of our packages that a cell can import.
func (s *Source) lib() []string { return importable(s.root, "lib", s.module+"/") }

// listStd lists those of Go's packages by their last element that is no version: "math/rand/v2" as rand.
func (s *Source) listStd() map[string][]string {
	all := make(map[string][]string)
	for _, path := range importable(filepath.Join(s.goroot(), "src"), ".", "") {
		name := lastElement(path)
		all[name] = append(all[name], path)
	}
	return all
}

var isVersion = regexp.MustCompile(`^v[0-9]+$`)

func lastElement(path string) string {
	elements := strings.Split(path, "/")
	if n := len(elements); n > 1 && isVersion.MatchString(elements[n-1]) {
		return elements[n-2]
	}
	return elements[len(elements)-1]
}

// importable lists the folders under base/below that hold packages which all may import, as import paths with a prefix.
func importable(base, below, prefix string) []string {
	var paths []string
	filepath.WalkDir(filepath.Join(base, below), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		name := e.Name()
		if e.IsDir() {
			hidden := strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
			if hidden || name == "internal" || name == "testdata" || name == "vendor" || name == "cmd" && below == "." {
				return filepath.SkipDir
			}
			return nil
		}
		dir, err := filepath.Rel(base, filepath.Dir(path))
		if err != nil || dir == "." || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		if p := prefix + filepath.ToSlash(dir); !slices.Contains(paths, p) && belongs(filepath.Dir(path), name) {
			paths = append(paths, p)
		}
		return nil
	})
	return paths
}

// belongs reports whether a file is built on this machine. The one of builtin never is, and is documentation alone.
func belongs(dir, name string) bool {
	matches, err := build.Default.MatchFile(dir, name)
	return err == nil && matches || name == "builtin.go"
}

// place says where a position is: a file of the repository or of Go's source, and the line.
func (p *pkg) place(pos token.Pos) string {
	at := p.fset.Position(pos)
	file, err := filepath.Rel(p.base, at.Filename)
	if err != nil || !filepath.IsLocal(file) {
		file = filepath.Base(at.Filename)
	}
	return fmt.Sprintf("%s:%d", filepath.ToSlash(file), at.Line)
}

// trimmed removes blank lines at both ends.
func trimmed(source []byte) string { return string(bytes.Trim(source, "\n")) }
