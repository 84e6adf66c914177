package assist

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"

	"threadboost/kernel/supervise/cell"
)

// program is what gopls sees: the cell in one file, with its lines where they were, and what earlier cells declared in another.
type program struct {
	cell, earlier string
	shift         int // bytes before the cell's first line, on that line
}

// compose makes the program of a cell that may be half written. known tells the path of a package that is used and not imported.
func (m *Memory) compose(source string, known func(name string) string) program {
	text := cell.GoSource(source)
	names, own := written(text)
	imports := append(slices.Clone(m.imports), missing(text, slices.Concat(m.imports, own), known)...)
	head := "package main; " + importLine(imports, own)
	earlier := "package main\n\n" + importLine(m.imports, nil) + "\n"
	for _, d := range m.declared {
		if !slices.ContainsFunc(d.names, func(n string) bool { return slices.Contains(names, n) }) {
			earlier += "\n" + d.text + "\n"
		}
	}
	return program{cell: head + text + "\n", earlier: earlier, shift: len(head)}
}

// written tells what a cell declares and imports, as far as it can be read: the parser goes on after errors.
func written(text string) (names []string, imports []importSpec) {
	file, _ := parser.ParseFile(token.NewFileSet(), "", "package main;"+text, parser.SkipObjectResolution|parser.AllErrors)
	if file == nil {
		return nil, nil
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			names = append(names, funcName(d))
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				imports = append(imports, specs(d)...)
			} else {
				names = append(names, genNames(d)...)
			}
		}
	}
	return names, imports
}

// qualifier is what may be the name of a package: an identifier before a dot, and behind none.
var qualifier = regexp.MustCompile(`(?:^|[^\pL\d_.])([\pL_][\pL\d_]*)\.`)

// missing are the imports of packages that a text seems to use and that are not imported yet. That a variable has the same name does no
// harm: it comes first.
func missing(text string, there []importSpec, known func(name string) string) (imports []importSpec) {
	for _, m := range qualifier.FindAllStringSubmatch(text, -1) {
		i := importSpec{path: known(m[1])}
		if i.path != "" && !slices.ContainsFunc(slices.Concat(there, imports), func(o importSpec) bool { return o.path == i.path }) {
			imports = append(imports, i)
		}
	}
	return imports
}

// importLine declares the imports of earlier cells, without those that the cell has too. That some are not used does not keep gopls
// from anything.
func importLine(imports, without []importSpec) string {
	var b strings.Builder
	for _, i := range imports {
		if !slices.ContainsFunc(without, func(o importSpec) bool { return o.path == i.path }) {
			b.WriteString("import " + i.String() + "; ")
		}
	}
	return b.String()
}
