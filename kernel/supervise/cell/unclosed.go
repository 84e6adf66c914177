package cell

// Unclosed finds the innermost bracket of a Go cell that nothing closes, and its line; the line is 0 when there is none.
func Unclosed(source string) (line int, bracket string) {
	p := newProgram(Parse(source).Source)
	for i := len(p.open) - 1; i >= 0; i-- {
		if !p.main || i > 0 {
			return p.open[i].line - 1, p.open[i].tok.String()
		}
	}
	return 0, ""
}
