package pages

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/doc"
	"regexp"
	"slices"
	"strings"
)

// An execution model, as its source describes it.
type executionModel struct {
	pkg *pkg
	typ *doc.Type
}

// Models returns the page of all execution models: each type in lib/model and below that has the Run method of lab.Model.
func (s *Source) Models() Page {
	models := s.models()
	if len(models) == 0 {
		return newPage("Execution models", paragraph(fmt.Sprintf("There is none in `lib/model` of the installation `%s`.", quoted(s.root))))
	}
	t := table{head: []string{"Model", "What it does"}}
	var each []block
	for _, m := range models {
		t.rows = append(t.rows, []inline{code(m.literal()), quoted(m.pkg.Synopsis(m.typ.Doc))})
		each = append(each, m.details())
	}
	blocks := []block{
		paragraph("A model is a way to run the units of a workload. An experiment compares some of them on the same work:"),
		source("boost.Table(boost.Compare(workload, " + models[0].literal() + ", " + models[len(models)-1].literal() + "))"),
		t, heading("When to choose which"),
	}
	blocks = append(append(blocks, each...), s.ownModel()...)
	return newPage("Execution models", blocks...)
}

// models finds the models, in the order of their packages and, in each, of its source: simple ones come first in a package's doc.
func (s *Source) models() (list []executionModel) {
	first := s.module + "/lib/model"
	for _, path := range s.lib() {
		if path != first && !strings.HasPrefix(path, first+"/") {
			continue
		}
		p, err := s.load(path, true)
		if err != nil {
			continue
		}
		var own []executionModel
		for _, t := range p.Types {
			if slices.ContainsFunc(t.Methods, func(f *doc.Func) bool { return runsJobs(p, f) }) {
				own = append(own, executionModel{p, t})
			}
		}
		slices.SortStableFunc(own, func(a, b executionModel) int { return cmp.Compare(a.mentioned(), b.mentioned()) })
		list = append(list, own...)
	}
	return list
}

// mentioned is where the doc of the package first names the model; behind all others when it does not.
func (m executionModel) mentioned() int {
	at := regexp.MustCompile(`\b` + regexp.QuoteMeta(m.typ.Name) + `\b`).FindStringIndex(m.pkg.Doc)
	if at == nil {
		return len(m.pkg.Doc)
	}
	return at[0]
}

var runParameters = regexp.MustCompile(`^func\((\w+ )?context\.Context, (\w+ )?\*lab\.Job\) (error|\(\w+ error\))$`)

// runsJobs reports whether a method is the Run of lab.Model.
func runsJobs(p *pkg, f *doc.Func) bool {
	return f.Name == "Run" && runParameters.MatchString(p.format(f.Decl.Type))
}

// literal writes the model as an experiment has it.
func (m executionModel) literal() string {
	if m.structure() == nil {
		return m.pkg.Name + "." + m.typ.Name
	}
	return m.pkg.Name + "." + m.typ.Name + "{}"
}

// structure returns the model's struct type, nil when it is of another kind.
func (m executionModel) structure() *ast.StructType {
	for _, spec := range m.typ.Decl.Specs {
		if ts, ok := spec.(*ast.TypeSpec); ok {
			if structure, is := ts.Type.(*ast.StructType); is {
				return structure
			}
		}
	}
	return nil
}

func (m executionModel) details() block {
	d := details{summary: m.pkg.Name + "." + m.typ.Name}
	if choose := m.choose(); choose != "" {
		d.summary += ": " + choose
	}
	d.body = append(d.body, m.pkg.prose(m.typ.Doc)...)
	t := table{head: []string{"Field", "Type", "What it sets, and its default"}}
	if structure := m.structure(); structure != nil {
		for _, f := range structure.Fields.List {
			text := oneLine(commentOf(f.Doc, f.Comment))
			for _, name := range f.Names {
				t.rows = append(t.rows, []inline{code(name.Name), code(m.pkg.format(f.Type)), quoted(text)})
			}
		}
	}
	if len(t.rows) > 0 {
		d.body = append(d.body, t)
	} else {
		d.body = append(d.body, paragraph("It has no fields to set."))
	}
	d.body = append(d.body, paragraph(fmt.Sprintf("`import %q`, `?%s.%s` shows its examples.", m.pkg.ImportPath, m.pkg.Name, m.typ.Name)))
	return d
}

// choose returns when to choose the model, in one line: what its own doc says behind "Choose it", or else the clause of the package's
// doc about it behind "Choose".
func (m executionModel) choose() string {
	for paragraph := range strings.SplitSeq(m.typ.Doc, "\n\n") {
		if text := oneLine(paragraph); strings.HasPrefix(text, "Choose ") {
			sentence, _, _ := strings.Cut(text, ". ")
			return plainLinks(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(sentence, "Choose "), "it "), "."))
		}
	}
	for paragraph := range strings.SplitSeq(m.pkg.Doc, "\n\n") {
		text, choose := strings.CutPrefix(oneLine(paragraph), "Choose ")
		if !choose {
			continue
		}
		for clause := range strings.SplitSeq(strings.ReplaceAll(text, ". ", "; "), "; ") {
			if about, found := strings.CutPrefix(clause, "["+m.typ.Name+"] "); found {
				return plainLinks(strings.TrimSuffix(about, "."))
			}
		}
	}
	return ""
}

var docLink = regexp.MustCompile(`\[([\w.]+)\]`)

// plainLinks takes the brackets off names in a piece of a doc comment.
func plainLinks(s string) string { return docLink.ReplaceAllString(s, "$1") }

// ownModel says how to write a model, in the words of lab.Model's doc and with the example of modeltest.
func (s *Source) ownModel() []block {
	blocks := []block{heading("Write your own")}
	if p, err := s.load(s.module+"/lib/lab", false); err == nil {
		for _, sym := range p.symbols() {
			if sym.kind == "type" && sym.name == "Model" {
				blocks = append(append(blocks, source(sym.signature())), p.prose(sym.doc)...)
			}
		}
	}
	if p, err := s.load(s.module+"/lib/modeltest", true); err == nil {
		for _, sym := range p.symbols() {
			if sym.kind == "func" && sym.name == "Check" {
				blocks = append(blocks, paragraph("`modeltest.Check` tells whether a model keeps this contract:"))
				blocks = append(blocks, p.examples(sym.examples)...)
			}
		}
	}
	return blocks
}
