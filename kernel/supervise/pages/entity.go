package pages

import (
	"fmt"
	"go/doc"
	"slices"
	"strings"
)

// page shows one symbol or package, with its examples.
func (s *Source) page(found symbol) (Page, error) {
	p, err := s.load(found.pkg.ImportPath, true)
	if err != nil {
		return Page{}, fmt.Errorf("pages: %w", err)
	}
	if found.kind == "package" {
		return p.page(s.below(p.ImportPath)), nil
	}
	all := p.symbols()
	i := slices.IndexFunc(all, func(sym symbol) bool { return sym.kind == found.kind && sym.name == found.name })
	if i < 0 {
		return Page{}, fmt.Errorf("pages: %s was removed while it was looked up: try again", found.qualified())
	}
	return all[i].page(), nil
}

func (s symbol) page() Page {
	blocks := []block{source(s.signature())}
	blocks = append(blocks, s.pkg.prose(s.doc)...)
	if s.typ != nil {
		blocks = append(blocks, s.pkg.list("Constants", s.typ.Consts)...)
		blocks = append(blocks, s.pkg.list("Variables", s.typ.Vars)...)
		blocks = append(blocks, s.pkg.calls("Functions", s.typ.Funcs)...)
		blocks = append(blocks, s.pkg.calls("Methods", s.typ.Methods)...)
	}
	if len(s.examples) > 0 {
		blocks = append(blocks, heading("Examples"))
		blocks = append(blocks, s.pkg.examples(s.examples)...)
	}
	return newPage(s.kind+" "+s.qualified(), append(blocks, s.whence())...)
}

// whence says how a cell gets a symbol and where it is defined.
func (s symbol) whence() block {
	at := "Defined in `" + s.pkg.place(s.pos) + "`"
	if s.pkg.std {
		at += " of Go's source"
	}
	if s.pkg.ImportPath == "builtin" {
		return paragraph(at + ".")
	}
	return paragraph("`import \"" + s.pkg.ImportPath + "\"`. " + at + ".")
}

// calls lists functions or methods: each in a line, and in full where the reader opens it.
func (p *pkg) calls(title string, list []*doc.Func) []block {
	if len(list) == 0 {
		return nil
	}
	t := table{head: []string{strings.TrimSuffix(title, "s"), "What it does"}}
	var full []block
	for _, f := range list {
		t.rows = append(t.rows, []inline{code(oneLine(p.short(f))), quoted(p.Synopsis(f.Doc))})
		full = append(full, source(p.format(f.Decl)))
		full = append(full, p.prose(f.Doc)...)
		full = append(full, p.examples(f.Examples)...)
	}
	return []block{heading(title), t, details{summary: title + " in full", body: full, onlyHTML: true}}
}

// short is the declaration of a function without its receiver.
func (p *pkg) short(f *doc.Func) string {
	return strings.TrimPrefix(f.Name+strings.TrimPrefix(p.format(f.Decl.Type), "func"), "func ")
}

// list shows declarations of constants or variables.
func (p *pkg) list(title string, values []*doc.Value) []block {
	if len(values) == 0 {
		return nil
	}
	blocks := []block{heading(title)}
	for _, v := range values {
		blocks = append(blocks, source(p.format(v.Decl)))
		blocks = append(blocks, p.prose(v.Doc)...)
	}
	return blocks
}

// page shows a package: its doc and what is in it.
func (p *pkg) page(below []string) Page {
	blocks := []block{source(`import "` + p.ImportPath + `"`)}
	blocks = append(blocks, p.prose(p.Doc)...)
	if len(p.Examples) > 0 {
		blocks = append(blocks, heading("Examples"))
		blocks = append(blocks, p.examples(p.Examples)...)
	}
	for _, part := range []struct{ kind, title string }{{"type", "Types"}, {"func", "Functions"}, {"var", "Variables"}, {"const", "Constants"}} {
		t := table{head: []string{"Name", "What it is"}}
		for _, sym := range p.symbols() {
			if sym.kind == part.kind && !sym.isMember() {
				t.rows = append(t.rows, []inline{code(sym.qualified()), quoted(sym.synopsis())})
			}
		}
		if len(t.rows) > 0 {
			blocks = append(blocks, heading(part.title), t)
		}
	}
	if len(below) > 0 {
		blocks = append(blocks, paragraph("Packages below it: `"+strings.Join(below, "`, `")+"`."))
	}
	return newPage("package "+p.Name, append(blocks, paragraph("`?"+p.Name+".Name` shows one of them."))...)
}

// below lists the packages in folders of a package.
func (s *Source) below(path string) (list []string) {
	all := s.lib()
	for _, paths := range s.std() {
		all = append(all, paths...)
	}
	for _, other := range all {
		if strings.HasPrefix(other, path+"/") {
			list = append(list, other)
		}
	}
	slices.Sort(list)
	return list
}
