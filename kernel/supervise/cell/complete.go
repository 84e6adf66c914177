package cell

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// Status is the answer to an is_complete_request.
type Status string

const (
	Complete   Status = "complete"   // run it
	Incomplete Status = "incomplete" // more lines are to come
	Invalid    Status = "invalid"    // no further line can mend it: run it, to see the error
	Unknown    Status = "unknown"    // another language
)

// IsComplete tells a console whether Enter runs a cell or opens another line, and how that line is indented.
//
// A cell in which something is open (a bracket, a raw string, a comment, an operator without its right side, a line %%
// with nothing below it) is incomplete. So are statements below %% that declare a variable nobody uses yet, because
// they would only fail to compile; an empty line ends the wait. A cell of %%bash or %%writefile, in which anything can
// still follow, ends with an empty line.
func IsComplete(source string) (status Status, indent string) {
	source = strings.ReplaceAll(source, "\r\n", "\n")
	c := Parse(source)
	ended := strings.HasSuffix(source, "\n") && strings.TrimSpace(source[strings.LastIndexByte(source[:len(source)-1], '\n')+1:]) == ""
	goesOn := c.Kind < Shell && goesOn(source)
	switch {
	case len(c.Problems) > 0 && !goesOn:
		return Invalid, ""
	case c.Kind == Foreign:
		return Unknown, ""
	case (c.Kind == Shell || c.Kind == File) && ended:
		return Complete, ""
	case c.Kind == Shell || c.Kind == File || goesOn:
		return Incomplete, ""
	case c.Kind == Empty || c.Kind == Commands:
		return Complete, ""
	}
	p := newProgram(c.Source)
	status, tabs := p.judge()
	if status == Complete && !ended && (p.bodyIsEmpty() || p.hasUnused()) {
		return Incomplete, ""
	}
	return status, strings.Repeat("\t", tabs)
}

// goesOn tells whether the last line is a command that ends with \.
func goesOn(source string) bool {
	lines := scan(source)
	last := lines[len(lines)-1]
	return (last.kind == command || last.kind == continued) && strings.HasSuffix(last.out, `\`)
}

// program is a cell as a Go file without what closes it.
type program struct {
	text  string
	main  bool // main is open: the cell has a line %%
	open  []bracket
	wrong bool        // a bracket closes what it did not open
	cut   bool        // a raw string or a comment is open
	last  token.Token // the last one, without the scanner's own semicolons
	end   int         // its end
	head  int         // the end of the line %%
}

type bracket struct {
	tok  token.Token
	line int
}

func newProgram(source string) *program {
	p := &program{}
	out := []string{"package main"}
	for _, l := range scan(source) {
		switch {
		case l.kind == code || l.kind == indented:
			out = append(out, l.out)
		case l.kind == command && (l.name == "%" || l.name == "main"):
			out = append(out, "func main() {")
			p.main = true
			p.head = len(strings.Join(out, "\n"))
		default:
			out = append(out, "")
		}
	}
	p.text = strings.Join(out, "\n") + "\n"
	p.scanTokens()
	return p
}

// scanTokens finds what is open at the end.
func (p *program) scanTokens() {
	file := token.NewFileSet().AddFile("", 1, len(p.text))
	var s scanner.Scanner
	s.Init(file, []byte(p.text), func(_ token.Position, message string) {
		p.cut = p.cut || message == "raw string literal not terminated" || message == "comment not terminated"
	}, 0)
	for {
		pos, tok, literal := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok == token.SEMICOLON && literal != ";" {
			continue
		}
		p.last = tok
		p.end = file.Offset(pos) + max(len(literal), len(tok.String()))
		if !tok.IsLiteral() && tok != token.SEMICOLON {
			p.end = file.Offset(pos) + len(tok.String())
		}
		switch tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			p.open = append(p.open, bracket{tok, file.Line(pos)})
		case token.RPAREN, token.RBRACK, token.RBRACE:
			p.close(tok)
		}
	}
}

var closers = map[token.Token]token.Token{token.LPAREN: token.RPAREN, token.LBRACK: token.RBRACK, token.LBRACE: token.RBRACE}

func (p *program) close(tok token.Token) {
	n := len(p.open) - 1
	if n < 0 || closers[p.open[n].tok] != tok {
		p.wrong = true
		return
	}
	p.open = p.open[:n]
}

// depth is the number of open brackets in the learner's own lines, and tabs how far they indent.
func (p *program) depth() (depth, tabs int) {
	line := 0
	for i, b := range p.open {
		if p.main && i == 0 {
			continue
		}
		depth++
		if b.line != line {
			tabs++
		}
		line = b.line
	}
	return depth, tabs
}

// judge closes what is open and looks where the parser's first complaint is: at the end, more lines can help.
func (p *program) judge() (status Status, tabs int) {
	switch {
	case p.cut:
		return Incomplete, 0
	case p.wrong || p.main && len(p.open) == 0:
		return Invalid, 0
	}
	depth, tabs := p.depth()
	closing := ""
	for i := len(p.open) - 1; i >= 0; i-- {
		closing += closers[p.open[i].tok].String()
	}
	first := p.firstError(closing)
	switch {
	case first != nil && first.Pos.Offset < p.end:
		return Invalid, 0
	case depth > 0:
		if p.last.IsOperator() && !opensOrEnds[p.last] {
			tabs++
		}
		return Incomplete, tabs
	case first == nil:
		return Complete, 0
	case strings.Contains(first.Msg, "newline"):
		return Invalid, 0 // "if x" without its brace: the next line cannot bring it
	}
	return Incomplete, 1
}

// opensOrEnds are operators after which a line is not half a line.
var opensOrEnds = map[token.Token]bool{token.LPAREN: true, token.LBRACK: true, token.LBRACE: true, token.RPAREN: true,
	token.RBRACK: true, token.RBRACE: true, token.COMMA: true, token.SEMICOLON: true, token.COLON: true, token.INC: true,
	token.DEC: true, token.ELLIPSIS: true}

// firstError leaves out what is only true because a function that is being written has no call behind it yet.
func (p *program) firstError(closing string) *scanner.Error {
	_, err := parser.ParseFile(token.NewFileSet(), "", p.text+closing, parser.SkipObjectResolution|parser.AllErrors)
	list, _ := err.(scanner.ErrorList)
	for _, e := range list {
		if closing == "" || !strings.HasSuffix(e.Msg, "must be function call") {
			return e
		}
	}
	return nil
}

// bodyIsEmpty tells whether nothing stands below %% yet.
func (p *program) bodyIsEmpty() bool { return p.main && p.end <= p.head }

// hasUnused tells whether a variable of main, declared in its outermost block, is named only once.
func (p *program) hasUnused() bool {
	file, err := parser.ParseFile(token.NewFileSet(), "", p.text+"}", parser.SkipObjectResolution)
	if !p.main || err != nil {
		return false
	}
	count := map[string]int{}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			count[id.Name]++
		}
		return true
	})
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name == "main" && f.Body != nil {
			for _, name := range declared(f.Body.List) {
				if name != "_" && count[name] == 1 {
					return true
				}
			}
		}
	}
	return false
}

// declared lists the variables that := and var declare.
func declared(list []ast.Stmt) (names []string) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			for _, left := range s.Lhs {
				if id, ok := left.(*ast.Ident); ok && s.Tok == token.DEFINE {
					names = append(names, id.Name)
				}
			}
		case *ast.DeclStmt:
			if g, ok := s.Decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, spec := range g.Specs {
					for _, id := range spec.(*ast.ValueSpec).Names {
						names = append(names, id.Name)
					}
				}
			}
		}
	}
	return names
}
