package pages

import (
	"fmt"
	"slices"
	"strings"
)

// everyday are Go's packages whose names are found without the package in front.
var everyday = []string{"sync", "context", "time", "sync/atomic", "fmt", "errors", "strings", "strconv", "os", "io", "bufio", "bytes", "slices", "maps", "iter"}

// Lookup returns the page of a name: of a package (boost, net/http), of what is in one (model.Pool, sync.WaitGroup), of a member
// (Pool.Workers, sync.WaitGroup.Go), of a keyword or a built-in function. The package may be left out where it is one of ours or one of Go's
// that most programs use. Several that have the name are listed in one page; when there is none, the error tells the nearest names.
func (s *Source) Lookup(name string) (Page, error) {
	ref, err := parseName(name)
	if err != nil {
		return Page{}, err
	}
	if page, is := keywordPage(ref.parts[0]); is && len(ref.parts) == 1 && ref.path == "" {
		return page, nil
	}
	found := s.find(ref, func(a, b string) bool { return a == b })
	if len(found) == 0 {
		found = s.find(ref, strings.EqualFold)
	}
	switch len(found) {
	case 0:
		return Page{}, s.notFound(ref)
	case 1:
		return s.page(found[0])
	}
	return candidates(strings.Join(ref.parts, "."), found), nil
}

// find looks in one place after the other, and returns all that the first place has which has any.
func (s *Source) find(ref reference, equal func(a, b string) bool) []symbol {
	if ref.path != "" {
		return s.inPackages(s.written(ref.path), ref.parts[1:], equal)
	}
	lib, first := s.lib(), ref.parts[0]
	places := []func() []symbol{
		func() []symbol { return s.inPackages(named(lib, first, equal), ref.parts[1:], equal) },
		func() []symbol { return s.inPackages([]string{"builtin"}, ref.parts, equal) },
		func() []symbol { return s.inPackages(lib, ref.parts, equal) },
		func() []symbol { return s.members(lib, ref.parts, equal) },
		func() []symbol { return s.inPackages(s.stdNamed(first, equal), ref.parts[1:], equal) },
		func() []symbol { return s.inPackages(everyday, ref.parts, equal) },
	}
	for _, place := range places {
		if found := place(); len(found) > 0 {
			return found
		}
	}
	return nil
}

// written returns the package with a path that was written out, if cells can import it: nothing else is looked for on disk. A path of
// ours may be without the module: "lib/model".
func (s *Source) written(path string) []string {
	if strings.HasPrefix(path, "lib/") {
		path = s.module + "/" + path
	}
	if slices.Contains(s.lib(), path) || slices.Contains(s.std()[lastElement(path)], path) {
		return []string{path}
	}
	return nil
}

func named(paths []string, name string, equal func(a, b string) bool) (list []string) {
	for _, path := range paths {
		if equal(lastElement(path), name) {
			list = append(list, path)
		}
	}
	return list
}

func (s *Source) stdNamed(name string, equal func(a, b string) bool) (list []string) {
	for n, paths := range s.std() {
		if equal(n, name) {
			list = append(list, paths...)
		}
	}
	slices.Sort(list)
	return list
}

// inPackages returns what has a name within packages; no name means the packages themselves.
func (s *Source) inPackages(paths, parts []string, equal func(a, b string) bool) (found []symbol) {
	for _, path := range paths {
		p, err := s.load(path, false)
		if err != nil {
			continue
		}
		if len(parts) == 0 {
			found = append(found, symbol{pkg: p, kind: "package", doc: p.Doc})
			continue
		}
		for _, sym := range p.symbols() {
			if equal(sym.name, strings.Join(parts, ".")) {
				found = append(found, sym)
			}
		}
	}
	return found
}

// members returns the fields and methods that have a name without their type.
func (s *Source) members(paths, parts []string, equal func(a, b string) bool) (found []symbol) {
	if len(parts) != 1 {
		return nil
	}
	for _, path := range paths {
		p, err := s.load(path, false)
		if err != nil {
			continue
		}
		for _, sym := range p.symbols() {
			if _, member, is := strings.Cut(sym.name, "."); is && equal(member, parts[0]) {
				found = append(found, sym)
			}
		}
	}
	return found
}

// candidates lists symbols that share a name.
func candidates(name string, found []symbol) Page {
	t := table{head: []string{"Name", "What it is"}}
	for _, sym := range found {
		shown := "?" + sym.qualified()
		if sym.kind == "package" || sym.pkg.std {
			shown = strings.TrimSuffix("?"+sym.pkg.ImportPath+"."+sym.name, ".")
		}
		t.rows = append(t.rows, []inline{code(shown), quoted(sym.kind + ": " + sym.synopsis())})
	}
	return newPage(name, paragraph(fmt.Sprintf("%d things have this name. Write one of these on a line of a cell:", len(found))), t)
}

// quoted returns text of a source as it is: a backquote in it marks no code.
func quoted(text string) inline { return inline(strings.ReplaceAll(text, "`", "'")) }

// notFound says what is near a name that does not exist.
func (s *Source) notFound(ref reference) error {
	name := strings.Join(ref.parts, ".")
	if ref.path != "" {
		name = strings.TrimSuffix(ref.path, ref.parts[0]) + name
	}
	var names []string
	where := "lib, Go's packages and keywords"
	if packages := s.packagesOf(ref); len(packages) > 0 && len(ref.parts) > 1 {
		where = "package " + packages[0].ImportPath
		for _, p := range packages {
			names = append(names, namesOf(p)...)
		}
	} else {
		names = s.allNames()
	}
	near := nearest(strings.Join(ref.parts, "."), names)
	if len(near) == 0 {
		return fmt.Errorf("pages: %q is not in %s, and nothing is named like it: ?boost and ?model list what is there; names of other modules are not looked up here", name, where)
	}
	return fmt.Errorf("pages: %q is not in %s: the nearest names are %s", name, where, strings.Join(near, ", "))
}

// packagesOf returns the packages that a reference names, if it names any.
func (s *Source) packagesOf(ref reference) (list []*pkg) {
	equal := strings.EqualFold
	paths := append(named(s.lib(), ref.parts[0], equal), s.stdNamed(ref.parts[0], equal)...)
	if ref.path != "" {
		paths = s.written(ref.path)
	}
	for _, sym := range s.inPackages(paths, nil, equal) {
		list = append(list, sym.pkg)
	}
	return list
}

func namesOf(p *pkg) (names []string) {
	for _, sym := range p.symbols() {
		names = append(names, sym.qualified())
	}
	return names
}

// allNames lists what is in lib, the packages of Go, and keywords.
func (s *Source) allNames() []string {
	names := keywordNames()
	for _, path := range s.lib() {
		if p, err := s.load(path, false); err == nil {
			names = append(append(names, p.Name), namesOf(p)...)
		}
	}
	for name := range s.std() {
		names = append(names, name)
	}
	for _, path := range []string{"builtin", "sync", "context", "time"} {
		if p, err := s.load(path, false); err == nil {
			names = append(names, namesOf(p)...)
		}
	}
	return names
}
