package pages

import (
	"fmt"
	"go/doc/comment"
	"html"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// A block is a piece of a page, which it writes as text, as markdown and as HTML.
type block interface {
	text(b *strings.Builder)
	markdown(b *strings.Builder)
	html(b *strings.Builder)
}

func newPage(title string, blocks ...block) Page {
	var text, markdown, markup strings.Builder
	text.WriteString(title + "\n\n")
	markdown.WriteString("### " + escapeMarkdown(title) + "\n\n")
	markup.WriteString("<div><h3>" + html.EscapeString(title) + "</h3>\n")
	for _, block := range blocks {
		block.text(&text)
		block.markdown(&markdown)
		block.html(&markup)
	}
	markup.WriteString("</div>\n")
	return Page{title, strings.TrimRight(text.String(), "\n") + "\n", strings.TrimRight(markdown.String(), "\n") + "\n", markup.String()}
}

// inline is text in which `backquotes` mark code.
type inline string

// parts calls plain and code for the parts of a text, in their order.
func (s inline) parts(plain, code func(part string)) {
	for i, part := range strings.Split(string(s), "`") {
		switch {
		case part == "":
		case i%2 == 1:
			code(part)
		default:
			plain(part)
		}
	}
}

func (s inline) asText() string { return strings.ReplaceAll(string(s), "`", "") }

func (s inline) asMarkdown() string {
	var b strings.Builder
	s.parts(func(part string) { b.WriteString(escapeMarkdown(part)) }, func(part string) { b.WriteString("`" + part + "`") })
	return b.String()
}

func (s inline) asHTML() string {
	var b strings.Builder
	s.parts(func(part string) { b.WriteString(html.EscapeString(part)) },
		func(part string) { b.WriteString("<code>" + html.EscapeString(part) + "</code>") })
	return b.String()
}

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "$", `\$`)

func escapeMarkdown(s string) string { return markdownEscapes.Replace(s) }

// code marks a name as code in an inline text.
func code(name string) inline { return inline("`" + name + "`") }

// A paragraph is prose of ours.
type paragraph inline

func (p paragraph) text(b *strings.Builder)     { b.WriteString(wrap(inline(p).asText()) + "\n\n") }
func (p paragraph) markdown(b *strings.Builder) { b.WriteString(inline(p).asMarkdown() + "\n\n") }
func (p paragraph) html(b *strings.Builder)     { b.WriteString("<p>" + inline(p).asHTML() + "</p>\n") }

// width is how many letters a line of text has at most, where it can be broken.
const width = 100

func wrap(s string) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(s) {
		length := utf8.RuneCountInString(word)
		switch {
		case column == 0:
		case column+1+length > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += length
	}
	return b.String()
}

type heading string

func (h heading) text(b *strings.Builder) { b.WriteString(strings.ToUpper(string(h)) + "\n\n") }
func (h heading) markdown(b *strings.Builder) {
	b.WriteString("#### " + escapeMarkdown(string(h)) + "\n\n")
}
func (h heading) html(b *strings.Builder) {
	b.WriteString("<h4>" + html.EscapeString(string(h)) + "</h4>\n")
}

// source is lines of Go, of a cell, or of what a program prints.
type source string

func (s source) text(b *strings.Builder) {
	for line := range strings.SplitSeq(strings.TrimRight(string(s), "\n"), "\n") {
		b.WriteString(strings.TrimRight("    "+line, " \t") + "\n")
	}
	b.WriteByte('\n')
}

func (s source) markdown(b *strings.Builder) {
	fence := "```"
	for strings.Contains(string(s), fence) {
		fence += "`"
	}
	b.WriteString(fence + "go\n" + strings.TrimRight(string(s), "\n") + "\n" + fence + "\n\n")
}

func (s source) html(b *strings.Builder) {
	b.WriteString(`<pre style="tab-size:4">` + html.EscapeString(strings.TrimRight(string(s), "\n")) + "</pre>\n")
}

// A table has a heading for each column.
type table struct {
	head []string
	rows [][]inline
}

func (t table) text(b *strings.Builder) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, row := range t.rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, oneLine(cell.asText()))
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	b.WriteByte('\n')
}

func (t table) markdown(b *strings.Builder) {
	for i := range t.head {
		b.WriteString("| " + escapeMarkdown(t.head[i]) + " ")
	}
	b.WriteString("|\n" + strings.Repeat("|---", len(t.head)) + "|\n")
	for _, row := range t.rows {
		for _, cell := range row {
			b.WriteString("| " + oneLine(cell.markdownCell()) + " ")
		}
		b.WriteString("|\n")
	}
	b.WriteByte('\n')
}

// markdownCell escapes the bars in code too: in a table they would begin a column.
func (s inline) markdownCell() string {
	var b strings.Builder
	s.parts(func(part string) { b.WriteString(escapeMarkdown(part)) },
		func(part string) { b.WriteString("`" + strings.ReplaceAll(part, "|", `\|`) + "`") })
	return b.String()
}

func (t table) html(b *strings.Builder) {
	const left = ` style="text-align:left"` // JupyterLab sets numbers, and would set words, to the right
	b.WriteString("<table><thead><tr>")
	for _, name := range t.head {
		b.WriteString(`<th scope="col"` + left + ">" + html.EscapeString(name) + "</th>")
	}
	b.WriteString("</tr></thead><tbody>\n")
	for _, row := range t.rows {
		b.WriteString("<tr>")
		for _, cell := range row {
			b.WriteString("<td" + left + ">" + cell.asHTML() + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table>\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// details are blocks that a reader opens. Text and markdown, in which nothing can be folded, have them open, or not at all.
type details struct {
	summary  string
	body     []block
	open     bool // from the beginning
	onlyHTML bool // text and markdown leave them out: they only go into what the page has said before
}

func (d details) text(b *strings.Builder) {
	if d.onlyHTML {
		return
	}
	b.WriteString(d.summary + "\n\n")
	for _, block := range d.body {
		block.text(b)
	}
}

// Markdown has no details of its own, and its HTML is not shown everywhere.
func (d details) markdown(b *strings.Builder) {
	if d.onlyHTML {
		return
	}
	b.WriteString("**" + escapeMarkdown(d.summary) + "**\n\n")
	for _, block := range d.body {
		block.markdown(b)
	}
}

func (d details) html(b *strings.Builder) {
	tag := "<details>"
	if d.open {
		tag = "<details open>"
	}
	b.WriteString(tag + "<summary>" + html.EscapeString(d.summary) + "</summary>\n")
	for _, block := range d.body {
		block.html(b)
	}
	b.WriteString("</details>\n")
}

// prose is a doc comment.
type prose struct{ doc *comment.Doc }

// docPrinter leaves links to other docs out: they would lead out of the notebook. ?name shows what they name.
var docPrinter = comment.Printer{
	HeadingLevel: 4,
	HeadingID:    func(*comment.Heading) string { return "" },
	DocLinkURL:   func(*comment.DocLink) string { return "" },
	TextWidth:    width,
}

func (p prose) text(b *strings.Builder)     { b.Write(docPrinter.Text(p.doc)); b.WriteByte('\n') }
func (p prose) markdown(b *strings.Builder) { b.Write(docPrinter.Markdown(p.doc)); b.WriteByte('\n') }
func (p prose) html(b *strings.Builder)     { b.Write(docPrinter.HTML(p.doc)) }
