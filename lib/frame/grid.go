package frame

import (
	"fmt"
	"html"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"
)

// A Grid is a table as it is shown: texts in rows and columns. The first column names the row.
type Grid struct {
	Caption string
	Head    []string
	Rows    [][]Cell
	Notes   []string // lines under the table: verdicts and warnings
	Run     string   // ID of the stored run that it shows, if any
}

// A Cell is a text, with a smaller one under it, the interval of a value, and one more that shows where the pointer rests on it. Text for
// a terminal leaves the last out: say nothing there that is said nowhere else.
type Cell struct{ Text, Under, Hover string }

// HTML returns the grid as a table element in a div. Every text is escaped.
func (g Grid) HTML() string {
	var b strings.Builder
	b.WriteString(`<div class="tb-result"` + RunAttribute(g.Run) + `><table class="tb-table">`)
	if g.Caption != "" {
		b.WriteString("<caption>" + html.EscapeString(g.Caption) + "</caption>")
	}
	b.WriteString("<thead><tr>")
	for _, h := range g.Head {
		b.WriteString(`<th scope="col">` + html.EscapeString(h) + "</th>")
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range g.Rows {
		writeRow(&b, row)
	}
	b.WriteString("</tbody></table>")
	if len(g.Notes) > 0 {
		b.WriteString("<ul><li>" + joinEscaped(g.Notes, "</li><li>") + "</li></ul>")
	}
	b.WriteString("</div>")
	return b.String()
}

func writeRow(b *strings.Builder, row []Cell) {
	b.WriteString("<tr>")
	for i, c := range row {
		if i == 0 {
			b.WriteString(`<th scope="row">` + c.html() + "</th>")
			continue
		}
		b.WriteString("<td" + c.title() + ">" + c.html() + "</td>")
	}
	b.WriteString("</tr>")
}

func (c Cell) html() string {
	if c.Under == "" {
		return unbroken(c.Text)
	}
	return unbroken(c.Text) + "<br><small>" + html.EscapeString(c.Under) + "</small>"
}

func (c Cell) title() string {
	if c.Hover == "" {
		return ""
	}
	return ` title="` + html.EscapeString(c.Hover) + `"`
}

// unbroken escapes a text and keeps a short one, such as a number and its unit, on one line.
func unbroken(s string) string {
	const short = 16
	if utf8.RuneCountInString(s) <= short {
		s = strings.ReplaceAll(s, " ", "\u00a0")
	}
	return html.EscapeString(s)
}

func (c Cell) text() string {
	if c.Under == "" {
		return Printable(c.Text)
	}
	return Printable(c.Text + " (" + c.Under + ")")
}

func joinEscaped(texts []string, separator string) string {
	escaped := make([]string, len(texts))
	for i, t := range texts {
		escaped[i] = html.EscapeString(t)
	}
	return strings.Join(escaped, separator)
}

// RunAttribute returns the attribute by which an exported page finds the data of a run, with a space before it; "" without a run.
func RunAttribute(id string) string {
	if id == "" {
		return ""
	}
	return fmt.Sprintf(` data-run="%s"`, html.EscapeString(id))
}

// Text returns the grid for a terminal: aligned columns, then the notes. Control characters, which could move its cursor or colour
// it, are left out.
func (g Grid) Text() string {
	var b strings.Builder
	if g.Caption != "" {
		b.WriteString(Printable(g.Caption) + "\n")
	}
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, h := range g.Head {
		fmt.Fprint(w, Printable(h), "\t")
	}
	fmt.Fprintln(w)
	for _, row := range g.Rows {
		for _, c := range row {
			fmt.Fprint(w, c.text(), "\t")
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	for _, note := range g.Notes {
		b.WriteString("- " + Printable(note) + "\n")
	}
	return withoutTrailingSpace(b.String())
}

// withoutTrailingSpace trims what the tabwriter puts behind the last column.
func withoutTrailingSpace(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// Printable replaces control characters by spaces: they could move or colour the text around them.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}
