package failure

import (
	"regexp"
	"strconv"
	"strings"
)

// goroutine is one of a trace, or one end of a data race.
type goroutine struct {
	number  int
	state   string
	frames  []frame
	created *frame
}

// frame is a call, the innermost first.
type frame struct {
	function string // with its package, without arguments
	file     string
	line     int
	count    int // GoNB's mark: the cell by its count, and the line; 0 without one
	cellLine int
}

var (
	goroutineLine = regexp.MustCompile(`^goroutine (\d+) (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\]]*)\]:$`)
	fileLine      = regexp.MustCompile(`^\s+(?:\[\[ Cell (?:\[(-?\d+)\] )?Line (-?\d+) \]\]\s+)?(\S.*\.(?:go|s)):(\d+)(?: \+0x[0-9a-f]+)?(?:\s.*)?$`)
	running       = regexp.MustCompile(`(?m)^goroutine \d+ .*\[running[^\]]*\]:$`)
	functionLine  = regexp.MustCompile(`^(\S+\..*\)|panic\(.*\)|created by .*)$`)
	createdBy     = regexp.MustCompile(`^created by (.+?)(?: in goroutine \d+)?$`)
	generated     = regexp.MustCompile(`(^|/)gonb_[0-9a-f]+/main(_test)?\.go$`)
)

// limits of what is read of a trace: a stack overflow has thousands of frames.
const (
	mostGoroutines = 1000
	mostFrames     = 200
)

// goroutines reads the traces in what a program wrote at its end.
func goroutines(stderr string) (list []goroutine) {
	var g *goroutine
	function, created := "", false
	for text := range strings.Lines(stderr) {
		text = strings.TrimRight(text, "\r\n")
		if m := match(goroutineLine, "goroutine ", text); m != nil {
			if len(list) == mostGoroutines {
				return list
			}
			n, _ := strconv.Atoi(m[1])
			state, _, _ := strings.Cut(m[2], ", ")
			list = append(list, goroutine{number: n, state: state})
			g, function = &list[len(list)-1], ""
			continue
		}
		switch {
		case g == nil:
		case text == "":
			g = nil
		case function != "" && (text[0] == '\t' || text[0] == ' '):
			if f, ok := newFrame(function, text); ok {
				g.add(f, created)
			}
			function = ""
		default:
			created, function = false, ""
			if functionLine.MatchString(text) {
				function = text
			}
			if m := match(createdBy, "created by ", text); m != nil {
				function, created = m[1], true
			}
		}
	}
	return list
}

func (g *goroutine) add(f frame, created bool) {
	switch {
	case created:
		g.created = &f
	case len(g.frames) < mostFrames:
		g.frames = append(g.frames, f)
	default: // keep both ends
		copy(g.frames[mostFrames/2:], g.frames[mostFrames/2+1:])
		g.frames[mostFrames-1] = f
	}
}

// match spares the expression where the beginning says no.
func match(e *regexp.Regexp, beginning, text string) []string {
	if !strings.HasPrefix(text, beginning) {
		return nil
	}
	return e.FindStringSubmatch(text)
}

func newFrame(function, text string) (frame, bool) {
	m := fileLine.FindStringSubmatch(text)
	if m == nil {
		return frame{}, false
	}
	f := frame{function: withoutArguments(strings.TrimSpace(function)), file: m[3]}
	f.count, _ = strconv.Atoi(m[1])
	f.cellLine, _ = strconv.Atoi(m[2])
	f.line, _ = strconv.Atoi(m[4])
	return f, true
}

// withoutArguments takes "(0x1, {0x2, 0x3})" off a call; "(*T)" in front stays.
func withoutArguments(call string) string {
	if !strings.HasSuffix(call, ")") {
		return call
	}
	depth := 0
	for i := len(call) - 1; i > 0; i-- {
		switch call[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return call[:i]
			}
		}
	}
	return call
}

// inCell tells whether a frame is of the generated program.
func (f frame) inCell() bool { return generated.MatchString(f.file) }

// place is where a frame of a cell is.
func (r Report) place(f frame) (place, bool) {
	if !f.inCell() {
		return place{}, false
	}
	return r.find(f.count, f.cellLine, f.line, "")
}

// innermost is the first frame that is in a cell.
func (r Report) innermost(frames []frame) (place, bool) {
	for _, f := range frames {
		if p, ok := r.place(f); ok {
			return p, true
		}
	}
	return place{}, false
}

var closure = regexp.MustCompile(`^(.+?)(\.func\d+|\.gowrap\d+|\.\d+)+$`)

// called is a function in words.
func called(f frame) string {
	name := f.function
	if f.inCell() {
		_, name, _ = strings.Cut(name, ".")
	}
	if m := closure.FindStringSubmatch(name); m != nil {
		return "a function inside " + m[1]
	}
	return name
}

// hidden are frames that say nothing to a learner.
var hidden = regexp.MustCompile(`^(runtime|internal|testing|panic$|sync\.runtime_|sync\.\(\*WaitGroup\)\.Go\b|main\.init|_rt0)`)

// elsewhere is a frame outside the cells in one line, or "" when it is left out.
func elsewhere(f frame) string {
	if hidden.MatchString(f.function) {
		return ""
	}
	if _, file, ok := strings.Cut(f.file, "/lib/"); ok && strings.HasPrefix(f.function, "threadboost/") {
		return "in " + called(f) + " (lib/" + file + ":" + strconv.Itoa(f.line) + ")"
	}
	return "in " + called(f)
}
