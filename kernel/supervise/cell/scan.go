package cell

import (
	"regexp"
	"strings"
)

type lineKind int

const (
	blank     lineKind = iota // a line of ours, taken out
	code                      // Go
	command                   // starts a % or ! line
	continued                 // goes on with the command above
	question                  // ?name
	indented                  // a known % line that is not at the beginning of its line
	clause                    // a package clause, which GoNB leaves out
)

type line struct {
	kind lineKind
	out  string // for GoNB
	name string // of a command: "time", "%" for %%, "!" for a shell line, "" when there is none
	args string
	span int // lines that a command takes
}

// gonbPrefix makes a command a comment for other tools; GoNB takes it off.
const gonbPrefix = "//gonb:"

var (
	asked        = regexp.MustCompile(`^\s*(\?\??)\s*([\pL_][\w\pL./*]*)\s*$|^\s*([\pL_][\w\pL./]*)(\?\??)\s*$`)
	indentedLine = regexp.MustCompile(`^[ \t]+%([a-z_]+|%)(\s|$)`)
	packageWord  = regexp.MustCompile(`^package[\pL\d_]`)
	funcMain     = regexp.MustCompile(`^\s*func\s+main\s*\(\s*\)`)
)

// scan cuts a Go cell into lines and tells commands from Go, also in raw strings and comments of several lines.
func scan(source string) []line {
	texts := strings.Split(source, "\n")
	lines := make([]line, len(texts))
	state := inCode
	for i := 0; i < len(texts); i++ {
		text := strings.TrimRight(texts[i], "\r") // GoNB does not see %% in "%%\r"
		if state != inCode {
			lines[i] = line{kind: code, out: shield(text, state)}
			state = state.after(text)
			continue
		}
		l := scanCode(text)
		if l.kind != command {
			lines[i] = l
			if l.kind == code || l.kind == indented {
				state = state.after(text)
			}
			continue
		}
		end := i
		whole := strings.TrimPrefix(text, gonbPrefix)
		for strings.HasSuffix(whole, `\`) && end+1 < len(texts) { // as GoNB's joinLine does
			end++
			next := strings.TrimRight(texts[end], "\r")
			whole = whole[:len(whole)-1] + " " + strings.TrimPrefix(next, gonbPrefix)
			lines[end] = line{kind: continued, out: next}
		}
		l.name, l.args = split(strings.TrimSuffix(whole, `\`))
		l.span = end - i + 1
		lines[i] = l
		i = end
	}
	return lines
}

// scanCode tells what a line that starts in Go code is.
func scanCode(text string) line {
	bare := strings.TrimPrefix(text, gonbPrefix)
	switch {
	case isCommand(text) || bare == "%" || bare == "!":
		return line{kind: command, out: text}
	case asked.MatchString(text):
		m := asked.FindStringSubmatch(text)
		return line{kind: question, out: text, name: "?", args: m[1] + m[4] + m[2] + m[3], span: 1}
	case packageWord.MatchString(text):
		return line{kind: code, out: " " + text}
	case strings.HasPrefix(text, "package"):
		return line{kind: clause, out: text}
	}
	if m := indentedLine.FindStringSubmatch(text); m != nil && exists(m[1]) {
		return line{kind: indented, out: text, name: m[1]}
	}
	return line{kind: code, out: text}
}

// isCommand is GoNB's own rule.
func isCommand(text string) bool {
	text = strings.TrimPrefix(text, gonbPrefix)
	return len(text) > 1 && (text[0] == '%' || text[0] == '!')
}

// split takes the name off a command.
func split(whole string) (name, args string) {
	rest := strings.Trim(whole[1:], " \t")
	if whole[0] == '!' {
		if rest == "" {
			return "", "!"
		}
		return "!", rest
	}
	end := strings.IndexAny(rest, " \t")
	if end < 0 {
		end = len(rest)
	}
	return rest[:end], strings.TrimSpace(rest[end:])
}

// shield changes a line inside a raw string or a comment so that GoNB does not take it for a command or a package
// clause, and the program stays the same.
func shield(text string, state state) string {
	if !isCommand(text) && !strings.HasPrefix(text, "package") {
		return text
	}
	if state == inComment {
		return " " + text
	}
	return "`+\"" + text[:1] + "\"+`" + text[1:]
}

type state int

const (
	inCode state = iota
	inRaw
	inComment
)

// after is the state at the end of a line that starts in s.
func (s state) after(text string) state {
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch {
		case s == inRaw:
			if text[i] == '`' {
				s = inCode
			}
		case s == inComment:
			if strings.HasPrefix(rest, "*/") {
				s = inCode
				i++
			}
		case strings.HasPrefix(rest, "//"):
			return s
		case strings.HasPrefix(rest, "/*"):
			s = inComment
			i++
		case text[i] == '`':
			s = inRaw
		case text[i] == '"' || text[i] == '\'':
			i += quoted(rest) - 1
		}
	}
	return s
}

// quoted is the length of the string or rune that text starts with; it ends at the end of the line at last.
func quoted(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			return i + 1
		}
	}
	return len(text)
}

// mainLine is the line, from 1, where main begins: 0 without a main.
func mainLine(lines []line) int {
	state := inCode
	for i, l := range lines {
		switch {
		case l.kind == command && (l.name == "%" || l.name == "main" || l.name == "exec"):
			return i + 1
		case l.kind != code && l.kind != indented:
			continue
		case state == inCode && funcMain.MatchString(l.out):
			return i + 1
		}
		state = state.after(l.out)
	}
	return 0
}
