package leaks

import (
	"strconv"
	"strings"
)

// A Goroutine is what a dump of stacks tells about one goroutine.
type Goroutine struct {
	ID      uint64
	State   string  // what it waits for, such as "chan receive", "running", "sync.Mutex.Lock"
	Minutes int     // how long it has waited, in whole minutes
	Locked  bool    // to its thread
	Frames  []Frame // the innermost call first; none when the stack was not available
	Creator Frame   // the go statement that started it; zero for main's
	Parent  uint64  // the goroutine that started it, which may have ended; zero when unknown
}

// A Frame is one call on a stack.
type Frame struct {
	Function string // with its package, such as "net/http.(*Server).Serve"
	File     string
	Line     int
}

// Parse reads the goroutines from what runtime.Stack returns or a program prints at a panic or a deadlock. Lines that belong to no
// goroutine are passed over; a dump that was cut gives what is there.
func Parse(stack []byte) []Goroutine {
	var list []Goroutine
	var function *Frame // the frame whose file and line come next
	for line := range strings.Lines(string(stack)) {
		line = strings.TrimRight(line, "\r\n")
		if g, ok := parseHeader(line); ok {
			list, function = append(list, g), nil
			continue
		}
		if len(list) == 0 {
			continue
		}
		g := &list[len(list)-1]
		switch {
		case line == "":
			function = nil
		case function != nil && strings.HasPrefix(line, "\t"):
			function.File, function.Line = parsePlace(line)
			function = nil
		case strings.HasPrefix(line, "created by "):
			g.Creator.Function, g.Parent = parseCreator(line)
			function = &g.Creator
		case isCall(line):
			g.Frames = append(g.Frames, Frame{Function: line[:strings.LastIndexByte(line, '(')]})
			function = &g.Frames[len(g.Frames)-1]
		}
	}
	return list
}

// parseHeader reads lines like these, of runtime.goroutineheader:
//
//	goroutine 18 [chan receive, 5 minutes, locked to thread]:
//	goroutine 7 gp=0xc000007c00 m=nil [select (no cases) (durable), synctest bubble 1]:
//	goroutine 9 [sleep labels:{"key": "value"}]:
func parseHeader(line string) (Goroutine, bool) {
	line, found := strings.CutPrefix(line, "goroutine ")
	number, rest, spaced := strings.Cut(line, " ")
	_, status, open := strings.Cut(rest, "[")
	status, ends := strings.CutSuffix(status, "]:")
	id, err := strconv.ParseUint(number, 10, 64)
	if !found || !spaced || !open || !ends || err != nil {
		return Goroutine{}, false
	}
	status, _, _ = strings.Cut(status, " labels:{")
	state, more, _ := strings.Cut(status, ", ")
	g := Goroutine{ID: id, State: plainState(state)}
	for word := range strings.SplitSeq(more, ", ") {
		if minutes, found := strings.CutSuffix(word, " minutes"); found {
			g.Minutes, _ = strconv.Atoi(minutes)
		}
		g.Locked = g.Locked || word == "locked to thread"
	}
	return g, true
}

// plainState leaves out what the runtime notes for itself behind a state.
func plainState(state string) string {
	for _, note := range []string{" (durable)", " (scan)", " (leaked)"} {
		state = strings.ReplaceAll(state, note, "")
	}
	return state
}

// parseCreator reads "created by main.main in goroutine 1"; the goroutine is missing where the runtime does not know it.
func parseCreator(line string) (function string, parent uint64) {
	function, number, _ := strings.Cut(strings.TrimPrefix(line, "created by "), " in goroutine ")
	parent, _ = strconv.ParseUint(number, 10, 64)
	return function, parent
}

// isCall reports whether a line reads like "main.(*pool).run(0xc000012345, ...)".
func isCall(line string) bool {
	return strings.HasSuffix(line, ")") && strings.IndexByte(line, '(') > 0 && line[0] != '\t' && line[0] != ' '
}

// parsePlace reads "\t/home/me/main.go:12 +0x1d". A path may hold spaces and colons.
func parsePlace(line string) (file string, number int) {
	line = strings.TrimPrefix(line, "\t")
	colon := strings.LastIndexByte(line, ':')
	if colon < 0 {
		return line, 0
	}
	digits, _, _ := strings.Cut(line[colon+1:], " ")
	number, err := strconv.Atoi(digits)
	if err != nil || number < 0 {
		return line, 0
	}
	return line[:colon], number
}

// packageOf returns the package of a function: "net/http" of "net/http.(*Server).Serve".
func packageOf(function string) string {
	path := strings.LastIndexByte(cutTypes(function), '/') + 1
	dot := strings.IndexByte(function[path:], '.')
	if dot < 0 {
		return ""
	}
	return function[:path+dot]
}

// cutTypes leaves out receivers and type arguments, whose own packages have slashes.
func cutTypes(function string) string {
	if i := strings.IndexAny(function, "[("); i >= 0 {
		return function[:i]
	}
	return function
}
