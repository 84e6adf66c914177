package pages

import (
	"go/doc"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// Every example of lib that is shown as a cell is one: declarations, %%, statements.
func TestExamplesAreCells(t *testing.T) {
	n, parts := 0, 0
	for _, path := range shared().lib() {
		p, err := shared().load(path, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range allExamples(p) {
			cell, runs := p.cell(e)
			if n++; !runs {
				parts++
				continue
			}
			declared, body, found := strings.Cut(cell, "%%\n")
			program := "package main\n" + declared + "func main() {\n" + body + "\n}\n"
			if _, err := parser.ParseFile(token.NewFileSet(), "", program, 0); err != nil || !found {
				t.Errorf("%s: example %q is no cell: %v\n%s", path, e.Name, err, cell)
			}
		}
	}
	if n < 20 || parts > n/10 {
		t.Errorf("%d examples of lib were found, %d of them need a second file of the tests: want many, and most complete", n, parts)
	}
}

func allExamples(p *pkg) (list []*doc.Example) {
	list = append(list, p.Examples...)
	for _, sym := range p.symbols() {
		list = append(list, sym.examples...)
	}
	return list
}

func TestOutdentKeepsRawStrings(t *testing.T) {
	got := outdent("\tx := `a\n\tb`\n\tif x {\n\t\ty()\n\t}")
	if want := "x := `a\n\tb`\nif x {\n\ty()\n}"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
