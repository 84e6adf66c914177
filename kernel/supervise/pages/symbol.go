package pages

import (
	"bytes"
	"go/ast"
	"go/doc"
	"go/format"
	"go/token"
	"strings"
)

// A symbol is an exported name of a package: "Pool", or "Pool.Workers" and "Pool.Run" for what belongs to a type.
type symbol struct {
	pkg      *pkg
	kind     string // "func", "type", "const", "var", "method", "field"
	name     string
	doc      string
	decl     ast.Node
	pos      token.Pos
	typ      *doc.Type // of kind "type"
	examples []*doc.Example
}

// qualified returns the name as a cell writes it.
func (s symbol) qualified() string {
	if s.pkg.ImportPath == "builtin" {
		return s.name
	}
	return s.pkg.Name + "." + s.name
}

func (s symbol) isMember() bool { return strings.Contains(s.name, ".") }

func (s symbol) synopsis() string { return s.pkg.Synopsis(s.doc) }

// symbols lists all of a package.
func (p *pkg) symbols() []symbol {
	var all []symbol
	all = append(all, p.values(p.Consts, "const")...)
	all = append(all, p.values(p.Vars, "var")...)
	all = append(all, p.funcs(p.Funcs, "")...)
	for _, t := range p.Types {
		all = append(all, symbol{p, "type", t.Name, t.Doc, t.Decl, namePos(t), t, t.Examples})
		all = append(all, p.values(t.Consts, "const")...)
		all = append(all, p.values(t.Vars, "var")...)
		all = append(all, p.funcs(t.Funcs, "")...)
		all = append(all, p.funcs(t.Methods, t.Name+".")...)
		all = append(all, p.members(t)...)
	}
	return all
}

func namePos(t *doc.Type) token.Pos {
	for _, spec := range t.Decl.Specs {
		if ts, ok := spec.(*ast.TypeSpec); ok && ts.Name.Name == t.Name {
			return ts.Name.Pos()
		}
	}
	return t.Decl.Pos()
}

func (p *pkg) funcs(list []*doc.Func, prefix string) (all []symbol) {
	kind := "func"
	if prefix != "" {
		kind = "method"
	}
	for _, f := range list {
		all = append(all, symbol{p, kind, prefix + f.Name, f.Doc, f.Decl, f.Decl.Name.Pos(), nil, f.Examples})
	}
	return all
}

// values lists constants or variables; those of one group share its declaration, and each has its own comment if there is one.
func (p *pkg) values(list []*doc.Value, kind string) (all []symbol) {
	for _, v := range list {
		for _, spec := range v.Decl.Specs {
			vs, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			text := commentOf(vs.Doc, vs.Comment)
			if text == "" {
				text = v.Doc
			}
			for _, name := range vs.Names {
				if p.shows(name.Name) {
					all = append(all, symbol{p, kind, name.Name, text, v.Decl, name.Pos(), nil, nil})
				}
			}
		}
	}
	return all
}

func (p *pkg) shows(name string) bool { return ast.IsExported(name) || p.ImportPath == "builtin" }

// members lists the fields of a struct and the methods of an interface.
func (p *pkg) members(t *doc.Type) (all []symbol) {
	for _, spec := range t.Decl.Specs {
		ts, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		for _, f := range fieldsOf(ts.Type) {
			for _, name := range f.Names {
				kind := "field"
				if _, isFunc := f.Type.(*ast.FuncType); isFunc && isInterface(ts.Type) {
					kind = "method"
				}
				if p.shows(name.Name) {
					all = append(all, symbol{p, kind, t.Name + "." + name.Name, commentOf(f.Doc, f.Comment), f, name.Pos(), nil, nil})
				}
			}
		}
	}
	return all
}

func fieldsOf(t ast.Expr) []*ast.Field {
	switch t := t.(type) {
	case *ast.StructType:
		return t.Fields.List
	case *ast.InterfaceType:
		return t.Methods.List
	}
	return nil
}

func isInterface(t ast.Expr) bool {
	_, is := t.(*ast.InterfaceType)
	return is
}

func commentOf(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if text := g.Text(); text != "" {
			return text
		}
	}
	return ""
}

// signature returns the declaration as Go source, without bodies and what is not exported.
func (s symbol) signature() string {
	if f, ok := s.decl.(*ast.Field); ok {
		if s.kind == "method" {
			return "func (" + typeName(s.name) + ") " + f.Names[0].Name + strings.TrimPrefix(s.pkg.format(f.Type), "func")
		}
		return f.Names[0].Name + " " + s.pkg.format(f.Type)
	}
	return s.pkg.format(s.decl)
}

func typeName(member string) string {
	name, _, _ := strings.Cut(member, ".")
	return name
}

// format formats a node; what cannot be formatted is left out of a page rather than the page.
func (p *pkg) format(node any) string {
	var b bytes.Buffer
	if err := format.Node(&b, p.fset, node); err != nil {
		return ""
	}
	return trimmed(b.Bytes())
}

// prose returns a doc comment of the package as a block.
func (p *pkg) prose(text string) []block {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return []block{prose{p.Parser().Parse(text)}}
}
