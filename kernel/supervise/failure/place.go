package failure

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// place is a position in a cell. A line of 0 means that it is not known.
type place struct {
	cell, line, column int
}

// name is a place in words. The failing cell comes first; code of another cell is said to be there.
func (r Report) name(p place) string {
	at := ""
	if p.line > 0 {
		at = fmt.Sprintf(" line %d", p.line)
		if p.column > 0 {
			at += fmt.Sprintf(":%d", p.column)
		}
	}
	if p.cell == r.Cell || p.line == 0 {
		return fmt.Sprintf("cell [%d]%s", r.Cell, at)
	}
	return fmt.Sprintf("cell [%d], in code of cell [%d]%s", r.Cell, p.cell, at)
}

// short is a place without the failing cell.
func short(p place) string { return fmt.Sprintf("cell [%d] line %d", p.cell, p.line) }

// source is the text of a cell by its number for the learner.
func (r Report) source(number int) string {
	if number == r.Cell {
		return r.Source
	}
	for _, c := range r.Cells {
		if c.Number == number {
			return c.Source
		}
	}
	return ""
}

// text is the line at a place.
func (r Report) text(p place) string {
	return lineOf(r.source(p.cell), p.line)
}

func lineOf(text string, n int) string {
	lines := strings.Split(text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[n-1], "\r")
}

// find maps a line of the program to a cell: by GoNB's mark (its count of the cell and the line, 0 without one) when
// the texts agree, or else by the text alone.
func (r Report) find(count, line, programLine int, programText string) (place, bool) {
	if programText == "" {
		programText = lineOf(r.Program, programLine)
	}
	p, marked := r.marked(count, line)
	if marked && (programText == "" || same(r.text(p), programText) || isMain(programText)) {
		return p, true
	}
	if found, ok := r.byText(programLine, programText); ok {
		return found, true
	}
	return p, marked
}

// marked translates a mark to the learner's count.
func (r Report) marked(count, line int) (place, bool) {
	if line < 1 {
		return place{}, false
	}
	own := r.Count
	if own == 0 {
		own = r.Cell
	}
	if count == own {
		return place{cell: r.Cell, line: line}, true
	}
	if c, ok := r.Cells[count]; ok {
		return place{cell: c.Number, line: line}, true
	}
	return place{}, false
}

// isMain tells the two lines that GoNB writes for a line %%.
func isMain(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "func main()") || text == "flag.Parse()"
}

// same compares a line of a cell with one of the program. GoNB writes declarations in groups and in its own order:
// "var x = 1" becomes "x = 1".
func same(inCell, inProgram string) bool {
	a, b := strings.TrimSpace(inCell), strings.TrimSpace(inProgram)
	if a == b {
		return true
	}
	if len(b) < 3 {
		return false
	}
	for _, word := range []string{"var ", "const ", "type ", "import "} {
		if rest, ok := strings.CutPrefix(a, word); ok && oneLine(rest) == oneLine(b) {
			return true
		}
	}
	return len(a) > 4 && strings.HasSuffix(b, a[1:]) // a line that was shielded or got a statement in front
}

var inProgram = regexp.MustCompile(`\bmain(?:_test)?\.go:(\d+)`)

// InCells replaces the lines of the program that a text names, such as main.go:12, by those of the cells.
func (r Report) InCells(text string) string {
	return inProgram.ReplaceAllStringFunc(text, func(named string) string {
		n, _ := strconv.Atoi(inProgram.FindStringSubmatch(named)[1])
		if p, ok := r.find(0, 0, n, ""); ok {
			return short(p)
		}
		return named
	})
}

// byText looks for the program's line in all cells. Of several that are alike the one wins whose neighbours are alike too.
func (r Report) byText(programLine int, programText string) (place, bool) {
	if strings.TrimSpace(programText) == "" {
		return place{}, false
	}
	best, most, twice := place{}, 0, false
	program := strings.Split(r.Program, "\n")
	look := func(number int, source string) {
		lines := strings.Split(source, "\n")
		for i, line := range lines {
			if !same(line, programText) {
				continue
			}
			score := 1 + alike(lines, program, i-1, programLine-2, -1) + alike(lines, program, i+1, programLine, 1)
			switch {
			case score > most:
				best, most, twice = place{cell: number, line: i + 1}, score, false
			case score == most:
				twice = true
			}
		}
	}
	look(r.Cell, r.Source)
	for _, c := range r.Cells {
		if c.Number != r.Cell {
			look(c.Number, c.Source)
		}
	}
	return best, most > 0 && !twice
}

// alike counts the lines that agree from i and j on, in one direction, up to 20.
func alike(lines, program []string, i, j, step int) (n int) {
	for n < 20 && i >= 0 && i < len(lines) && j >= 0 && j < len(program) && same(lines[i], program[j]) {
		n, i, j = n+1, i+step, j+step
	}
	return n
}

// column translates a column of the program's line to the cell's: what stands there and behind must be the same.
func column(inCell, inProgram string, n int) int {
	if n < 1 || n > len(inProgram)+1 {
		return 0
	}
	rest := inProgram[n-1:]
	if strings.HasSuffix(inCell, rest) {
		return len(inCell) - len(rest) + 1
	}
	word := strings.FieldsFunc(rest, func(c rune) bool { return strings.ContainsRune(" \t(){}[],;", c) })
	if len(word) > 0 && strings.HasPrefix(rest, word[0]) && strings.Count(inCell, word[0]) == 1 {
		return strings.Index(inCell, word[0]) + 1
	}
	return 0
}

// excerpt shows the line at a place with a mark, a caret below the column, and the lines around it.
func (r Report) excerpt(p place, before, after int) (out []string) {
	lines := strings.Split(r.source(p.cell), "\n")
	if p.line < 1 || p.line > len(lines) {
		return nil
	}
	for n := max(1, p.line-before); n <= min(len(lines), p.line+after); n++ {
		text := strings.TrimRight(lines[n-1], "\r")
		if n != p.line {
			out = append(out, fmt.Sprintf("   %3d | %s", n, cut(text)))
			continue
		}
		out = append(out, fmt.Sprintf(" > %3d | %s", n, cut(text)))
		if p.column > 0 && p.column <= min(len(text)+1, longest) {
			out = append(out, "       | "+indentation(text[:p.column-1])+"^")
		}
	}
	return out
}

// longest is how much of a line is shown.
const longest = 200

func cut(text string) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest], "") + "..."
}

// indentation is as wide as a text: tabs stay tabs.
func indentation(text string) string {
	return strings.Map(func(c rune) rune {
		if c == '\t' {
			return c
		}
		return ' '
	}, text)
}
