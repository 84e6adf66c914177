package assist

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"threadboost/kernel/supervise/cell"
)

// A Memory holds the declarations of the cells that ran, as GoNB remembers them: of each name the last one.
// The zero value is empty. Its methods must not be called at once.
type Memory struct {
	declared []declaration
	imports  []importSpec
}

// A declaration is the text of one top-level declaration.
type declaration struct {
	names []string // that it declares; a method's is "Type.Method"
	text  string
	cell  int
}

type importSpec struct{ name, path string } // name is "" when the import gives none

func (s importSpec) String() string { return strings.TrimSpace(s.name + " " + strconv.Quote(s.path)) }

// Learn adds the declarations of a cell that ran, and forgets what its %reset and %rm took away; count is its number. Of a cell that
// does not parse nothing is learnt.
func (m *Memory) Learn(count int, source string) {
	m.obey(source)
	declared, imports, err := declarations(cell.GoSource(source))
	if err != nil {
		return
	}
	for _, d := range declared {
		if d.cell = count; slices.Contains(d.names, "main") {
			continue
		}
		m.forget(d.names)
		m.declared = append(m.declared, d)
	}
	for _, i := range imports {
		if !slices.Contains(m.imports, i) {
			m.imports = append(m.imports, i)
		}
	}
}

// obey does what the cell's commands for definitions do in GoNB.
func (m *Memory) obey(source string) {
	for line := range strings.Lines(source) {
		switch words := strings.Fields(line); {
		case len(words) == 1 && words[0] == "%reset":
			m.Reset()
		case len(words) > 1 && (words[0] == "%rm" || words[0] == "%remove"):
			m.forget(words[1:])
		}
	}
}

// Reset forgets everything, as %reset does.
func (m *Memory) Reset() { *m = Memory{} }

// forget removes the declarations of names that are declared anew.
func (m *Memory) forget(names []string) {
	m.declared = slices.DeleteFunc(m.declared, func(d declaration) bool {
		return slices.ContainsFunc(d.names, func(name string) bool { return slices.Contains(names, name) })
	})
}

// Names tells for each cell, by its number, which of the names that it declared are still those of the notebook.
func (m *Memory) Names() map[int][]string {
	names := make(map[int][]string)
	for _, d := range m.declared {
		for _, name := range d.names {
			if name != "_" {
				names[d.cell] = append(names[d.cell], name)
			}
		}
	}
	return names
}

// declarations takes Go source without a package clause apart.
func declarations(source string) (declared []declaration, imports []importSpec, err error) {
	const clause = "package main\n"
	file, err := parser.ParseFile(token.NewFileSet(), "", clause+source, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return nil, nil, fmt.Errorf("assist: %w", err)
	}
	text := func(n ast.Node, doc *ast.CommentGroup) string {
		from := n.Pos()
		if doc != nil {
			from = doc.Pos()
		}
		return (clause + source)[from-1 : n.End()-1]
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			declared = append(declared, declaration{names: []string{funcName(d)}, text: text(d, d.Doc)})
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				imports = append(imports, specs(d)...)
			} else if names := genNames(d); len(names) > 0 {
				declared = append(declared, declaration{names: names, text: text(d, d.Doc)})
			}
		}
	}
	return declared, imports, nil
}

func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name + "." + d.Name.Name
		default:
			return d.Name.Name
		}
	}
}

func genNames(d *ast.GenDecl) (names []string) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			names = append(names, s.Name.Name)
		case *ast.ValueSpec:
			for _, n := range s.Names {
				names = append(names, n.Name)
			}
		}
	}
	return names
}

func specs(d *ast.GenDecl) (list []importSpec) {
	for _, spec := range d.Specs {
		if i, ok := spec.(*ast.ImportSpec); ok {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				continue
			}
			s := importSpec{path: path}
			if i.Name != nil {
				s.name = i.Name.Name
			}
			list = append(list, s)
		}
	}
	return list
}
