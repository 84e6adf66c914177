package cell

import (
	"fmt"
	"strings"
)

// WithDeferred adds `import alias "path"` and, as the first statement of main, `defer statement` to a cell that has a
// main, and moves no line of it. The line %% becomes the func main that GoNB would make of it; the brace that closes it
// and, as %args, the arguments that stood behind %% go below the last line. It returns false when there is no main.
func WithDeferred(source, alias, path, statement string) (string, bool) {
	c := Parse(source)
	if c.Kind != Program || len(c.Problems) > 0 {
		return source, false
	}
	lines := scan(c.Source)
	l := &lines[c.Body-1]
	var below []string
	switch {
	case l.kind != command:
		brace := strings.IndexByte(l.out, '{')
		if brace < 0 {
			return source, false
		}
		l.out = l.out[:brace+1] + " defer " + statement + ";" + l.out[brace+1:]
	case l.name == "exec":
		function, args, _ := strings.Cut(l.args, " ")
		l.out = fmt.Sprintf("func main() { flag.Parse(); defer %s; %s() }", statement, function)
		below = append(below, arguments(args)...)
	default:
		l.out = "func main() { flag.Parse(); defer " + statement
		below = append([]string{"}"}, arguments(l.args)...)
	}
	for i := range l.span {
		lines[c.Body-1+i].kind = code
		if i > 0 {
			lines[c.Body-1+i].out = ""
		}
	}
	for i := range lines {
		if lines[i].kind == code && (strings.TrimSpace(lines[i].out) != "" || i == c.Body-1) {
			lines[i].out = fmt.Sprintf("import %s %q; %s", alias, path, lines[i].out)
			break
		}
	}
	return strings.Join(append([]string{text(lines)}, below...), "\n"), true
}

func arguments(args string) []string {
	if args = strings.TrimSpace(args); args == "" {
		return nil
	}
	return []string{"%args " + args}
}
