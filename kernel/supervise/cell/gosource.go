package cell

import "strings"

// GoSource is a cell as Go sees it, each line where it was: commands are empty lines, the line %% or %main opens main, and a brace below
// the last line closes it. It is empty for a cell that is not Go.
func GoSource(source string) string {
	if firstMagic(source) >= 0 {
		return ""
	}
	lines := scan(source)
	out := make([]string, len(lines))
	body, open := mainLine(lines), false
	for i, l := range lines {
		switch {
		case l.kind == code:
			out[i] = l.out
		case i == body-1 && l.name != "exec":
			out[i], open = "func main() {", true
		}
	}
	if open {
		out = append(out, "}")
	}
	return strings.Join(out, "\n")
}
