package failure

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	lastWords = regexp.MustCompile(`(?m)^(panic: |fatal error: )`)
	recovered = regexp.MustCompile(` \[recovered(, repanicked)?\]$`)
)

// panicked is a panic or a fatal error.
func (r Report) panicked() Failure {
	message, stack := words(r.Stderr)
	list := goroutines(stack)
	if strings.Contains(message, "all goroutines are asleep") || strings.Contains(message, "no goroutines (main called") {
		return r.deadlock(message, list)
	}
	f := Failure{Name: "panic"}
	var g goroutine
	if len(list) > 0 {
		g = list[0]
	}
	p, found := r.innermost(g.frames)
	if !found && g.created != nil {
		p, found = r.place(*g.created)
	}
	if !found {
		p = place{cell: r.Cell}
	}
	f.Value = r.name(p) + ": " + oneLine(strings.TrimPrefix(message, "panic: "))
	f.Traceback = append(f.Traceback, strings.Split(message, "\n")...)
	f.Traceback = append(f.Traceback, r.frames(g)...)
	for _, h := range panicHints(message) {
		f.Traceback = append(f.Traceback, hintMark+h)
	}
	return f
}

// words are the last words of a program, apart from the trace behind them: the lines up to the first empty one. A panic
// during a panic has several; the last counts, since it ended the program.
func words(stderr string) (message, stack string) {
	starts := lastWords.FindAllStringIndex(stderr, -1)
	if len(starts) == 0 {
		return "panic: the message is not among the last lines that were kept", stderr
	}
	said, stack, _ := strings.Cut(stderr[starts[len(starts)-1][0]:], "\n\n")
	var lines []string
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "[signal ") || exitStatus.MatchString(line) || strings.HasPrefix(line, "goroutine "):
		case strings.HasPrefix(line, "panic: "):
			lines = []string{recovered.ReplaceAllString(line, "")}
		default:
			lines = append(lines, line)
		}
	}
	return bounded(strings.Join(lines, "\n")), stack
}

// longestMessage is how much of a panic's value is shown.
const longestMessage = 2000

func bounded(text string) string {
	if len(text) <= longestMessage {
		return text
	}
	return strings.ToValidUTF8(text[:longestMessage], "") + "..."
}

// shownFrames is how many frames are shown from each end of a trace that is longer.
const shownFrames = 8

// frames shows a goroutine's calls: in cells with their line, elsewhere in short. Equal ones that follow each other, as
// in a recursion, are shown once.
func (r Report) frames(g goroutine) []string {
	var blocks [][]string
	times := map[int]int{}
	last := ""
	for _, f := range g.frames {
		block := r.frame(f)
		key := strings.Join(block, "\n")
		switch {
		case block == nil:
		case key == last:
			times[len(blocks)-1]++
		default:
			blocks, last = append(blocks, block), key
		}
	}
	if g.created != nil && g.number != 1 {
		if p, ok := r.place(*g.created); ok {
			blocks = append(blocks, append([]string{"", "started at " + short(p) + ", in " + called(*g.created)}, r.excerpt(p, 0, 0)...))
		}
	}
	var out []string
	for i, block := range blocks {
		if left := len(blocks) - 2*shownFrames; left > 0 && i >= shownFrames && i < shownFrames+left {
			if i == shownFrames {
				out = append(out, "", fmt.Sprintf("(%d more calls)", left))
			}
			continue
		}
		out = append(out, block...)
		if times[i] > 0 {
			out = append(out, "   (again and again)")
		}
	}
	return out
}

func (r Report) frame(f frame) []string {
	if p, ok := r.place(f); ok {
		around := 1
		if p.cell != r.Cell {
			around = 0
		}
		return append([]string{"", short(p) + ", in " + called(f)}, r.excerpt(p, around, around)...)
	}
	if f.inCell() {
		return []string{"", "in " + called(f)}
	}
	if said := elsewhere(f); said != "" {
		return []string{"", said}
	}
	return nil
}

// waits says in words what a goroutine's state means.
var waits = map[string]string{
	"chan receive": "waits to receive from a channel", "chan receive (nil chan)": "waits to receive from a nil channel, for ever",
	"chan send": "waits to send on a channel", "chan send (nil chan)": "waits to send on a nil channel, for ever",
	"select": "waits in a select", "select (no cases)": "waits in a select without cases, for ever",
	"sync.Mutex.Lock": "waits for a Mutex", "sync.RWMutex.RLock": "waits to read-lock a RWMutex", "sync.RWMutex.Lock": "waits to lock a RWMutex",
	"sync.WaitGroup.Wait": "waits for a WaitGroup", "sync.Cond.Wait": "waits for a Cond", "semacquire": "waits for a semaphore",
	"sleep": "sleeps", "IO wait": "waits for input or output", "running": "runs", "runnable": "is ready to run", "syscall": "is in a system call",
}

func waiting(state string) string {
	if said, ok := waits[state]; ok {
		return said
	}
	return "is in the state " + state
}

// deadlock says what each goroutine waits for; those that wait alike are told together.
func (r Report) deadlock(message string, list []goroutine) Failure {
	f := Failure{Name: "Deadlock", Value: fmt.Sprintf("cell [%d]: all goroutines are asleep", r.Cell)}
	if len(list) == 0 {
		f.Value = fmt.Sprintf("cell [%d]: main ended its own goroutine and no other one is left", r.Cell)
		f.Traceback = []string{"Deadlock: " + strings.TrimPrefix(message, "fatal error: ")}
		return f
	}
	f.Traceback = []string{"Deadlock: all goroutines are asleep, none can go on"}
	var said []string
	count, example := map[string]int{}, map[string][]string{}
	for _, g := range list {
		text, lines := r.waiter(g)
		if count[text] == 0 {
			said, example[text] = append(said, text), lines
		}
		count[text]++
	}
	for i, text := range said {
		who := "a goroutine "
		switch {
		case i == 0 && list[0].number == 1:
			who = "main "
			p, _ := r.innermost(list[0].frames)
			f.Value = r.name(p) + ": all goroutines are asleep: main " + waiting(list[0].state)
		case count[text] > 1:
			who = fmt.Sprintf("%d goroutines, each ", count[text])
		}
		f.Traceback = append(f.Traceback, "", who+text)
		f.Traceback = append(f.Traceback, example[text]...)
	}
	for _, h := range panicHints(message + " " + list[0].state) {
		f.Traceback = append(f.Traceback, hintMark+h)
	}
	return f
}

// waiter is what a goroutine waits for and where.
func (r Report) waiter(g goroutine) (text string, lines []string) {
	text = waiting(g.state)
	p, ok := r.innermost(g.frames)
	if ok {
		text += " at " + short(p)
		lines = r.excerpt(p, 0, 0)
	} else if len(g.frames) > 0 {
		for _, f := range g.frames {
			if said := elsewhere(f); said != "" {
				text += ", " + said
				break
			}
		}
	}
	if g.created != nil {
		if from, ok := r.place(*g.created); ok {
			text += ", started at " + short(from)
		}
	}
	return text, lines
}
