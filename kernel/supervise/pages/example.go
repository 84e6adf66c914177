package pages

import (
	"go/ast"
	"go/doc"
	"go/printer"
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
)

// examples returns each example, as a cell that can be run where that is possible, with what it prints.
func (p *pkg) examples(list []*doc.Example) (blocks []block) {
	for i, e := range list {
		summary := "Example"
		if e.Suffix != "" {
			summary += ": " + e.Suffix
		}
		var body []block
		body = append(body, p.prose(e.Doc)...)
		cell, runs := p.cell(e)
		body = append(body, source(cell))
		if !runs {
			body = append(body, paragraph("It is a part of a larger file, and needs what is declared there."))
		}
		if e.Output != "" {
			says := "It prints:"
			if e.Unordered {
				says = "It prints, in any order:"
			}
			body = append(body, paragraph(says), source(e.Output))
		}
		blocks = append(blocks, details{summary: summary, body: body, open: i == 0})
	}
	return blocks
}

const mainBegins = "\nfunc main() {\n"

// cell writes an example as a cell: what it imports and declares, %%, and what it does. go/doc gives the whole program (Play) where it finds
// all that the example needs in the file; otherwise the cell is what the example does alone, and does not run.
func (p *pkg) cell(e *doc.Example) (cell string, runs bool) {
	if e.Play == nil {
		return p.body(e), false
	}
	program := "\n" + strings.TrimPrefix(p.format(e.Play), "package main\n\n") + "\n"
	declared, body, found := strings.Cut(program, mainBegins)
	body, after, ends := strings.Cut(body, "\n}\n")
	if !found || !ends {
		return p.body(e), false
	}
	declared = strings.Trim(declared+"\n"+after, "\n")
	return strings.TrimLeft(declared+"\n\n%%\n"+outdent(body), "\n"), true
}

var outputComment = regexp.MustCompile(`(?is)\s*// *(unordered )?output:.*$`)

func (p *pkg) body(e *doc.Example) string {
	text := p.format(&printer.CommentedNode{Node: e.Code, Comments: e.Comments})
	if _, isBlock := e.Code.(*ast.BlockStmt); isBlock {
		text = outdent(strings.TrimSuffix(strings.TrimPrefix(text, "{\n"), "\n}"))
	}
	return outputComment.ReplaceAllString(text, "")
}

// outdent takes one tab from the beginning of each line that is not within a raw string.
func outdent(body string) string {
	raw := rawLines(body)
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		if !raw[i+1] {
			lines[i] = strings.TrimPrefix(line, "\t")
		}
	}
	return strings.Join(lines, "\n")
}

// rawLines returns the lines, from 1, that begin within a raw string.
func rawLines(source string) map[int]bool {
	lines := make(map[int]bool)
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, 0)
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			return lines
		}
		if kind == token.STRING && strings.HasPrefix(text, "`") {
			first := file.Line(pos)
			for i := range strings.Count(text, "\n") {
				lines[first+i+1] = true
			}
		}
	}
}
