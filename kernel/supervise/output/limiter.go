package output

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// leastDisplay is what a display counts at least: a page builds elements for each, and some thousand of them make it slow.
const leastDisplay = 2000

// maxKnown bounds of how many displays the size is remembered.
const maxKnown = 1000

// limiter passes messages on as long as a page can hold them, and writes the text beyond to a file.
type limiter struct {
	publishTo func(Message)
	limit     int
	rest      rest

	shown   int            // bytes on the page
	sizes   map[string]int // of displays that can change, by ID
	over    bool           // text is no longer shown
	printed int64          // bytes of text in all
	hidden  int64          // and of text that was not shown
	left    int            // displays that were not shown
}

func newLimiter(c Config) limiter {
	if c.Limit == 0 {
		c.Limit = 10_000_000
	}
	if c.FileMax == 0 {
		c.FileMax = 1_000_000_000
	}
	return limiter{publishTo: c.Publish, limit: c.Limit, rest: rest{path: c.File, room: c.FileMax}, sizes: map[string]int{}}
}

func (l *limiter) publish(m Message) {
	if m.Display != nil {
		l.display(m)
		return
	}
	l.printed += int64(len(m.Text))
	if fits := l.limit - l.shown; !l.over && len(m.Text) > fits {
		head := m.Text[:cut(m.Text, max(0, fits))]
		if head != "" {
			l.show(Message{Stream: m.Stream, Text: head})
		}
		m.Text = m.Text[len(head):]
		l.begin(m.Text)
		return
	}
	if l.over {
		l.hide(m.Text)
		return
	}
	l.show(m)
}

func (l *limiter) show(m Message) {
	l.shown += len(m.Text)
	l.publishTo(m)
}

// begin stops showing text, and says so.
func (l *limiter) begin(text string) {
	l.over = true
	l.hide(text)
	where := "the rest is in " + l.rest.path
	if err := l.rest.err; err != nil {
		where = "the rest is dropped: " + err.Error()
	}
	l.tell(fmt.Sprintf("The cell has printed more than %s, which a page can hardly show: %s.", megabytes(int64(l.limit)), where))
}

func (l *limiter) hide(text string) {
	l.hidden += int64(len(text))
	l.rest.write(text)
}

func (l *limiter) tell(text string) { l.publishTo(Message{Stream: Stderr, Text: note(text)}) }

// display counts what a display adds to the page: an update by how much larger it is than what it replaces.
func (l *limiter) display(m Message) {
	d := m.Display
	if d.Type == clearOutput {
		l.shown, l.over = 0, false
		clear(l.sizes)
		l.publishTo(m)
		return
	}
	size := max(d.size(), leastDisplay)
	grows := size
	if d.Type == update {
		grows = size - l.sizes[d.ID]
	}
	if grows > 0 && l.shown+grows > 2*l.limit {
		l.left++
		return
	}
	if _, known := l.sizes[d.ID]; d.ID != "" && (known || len(l.sizes) < maxKnown) {
		l.sizes[d.ID] = size
	}
	l.shown += grows
	l.publishTo(m)
}

// close says what was not shown.
func (l *limiter) close() {
	l.rest.close()
	if l.hidden > 0 {
		l.tell(fmt.Sprintf("The cell has printed %s. %s of it are not shown%s.", megabytes(l.printed), megabytes(l.hidden), l.rest.where()))
	}
	if l.left > 0 {
		l.tell(fmt.Sprintf("%d displays of the cell are not shown: together with its text they have more than %s.", l.left, megabytes(2*int64(l.limit))))
	}
}

// cut returns where to end a text of at most n bytes: behind the last whole line, or else the last whole rune.
func cut(text string, n int) int {
	if line := strings.LastIndexByte(text[:n], '\n'); line >= 0 {
		return line + 1
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}
