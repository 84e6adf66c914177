// Package show is the one output channel of a cell. Whatever the library shows goes through it, in order, and each piece has
// arrived at the notebook when the call returns: nothing is lost when the cell then returns, panics, exits or is interrupted.
// What a cell prints by itself goes another way, and may appear before or after.
//
// In a notebook a piece is HTML, with text beside it for clients that show no HTML. Elsewhere (a terminal, a test, a program of
// yours) the text is printed on standard output, and what only tells progress on standard error.
//
// HTML is passed on as it is: escape what comes from workloads, files and errors before (html.EscapeString). The package knows the
// channel and nothing of what is shown; it imports nothing else of ThreadBoost.
//
// Cost: a round trip to the kernel for each piece, about a millisecond.
package show

import (
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"os"
	"strings"
)

// HTML shows a piece of HTML; text stands for it where there is no HTML.
func HTML(markup, text string) { out.show(markup, text) }

// Text shows a line of plain text, in small print: what a reader may want to know beside the results.
func Text(line string) { HTML(Small(line), line) }

// Small returns the HTML of a line in small print, escaped.
func Small(line string) string { return "<div><small>" + html.EscapeString(line) + "</small></div>" }

// Image shows an SVG picture; alt tells in words what it shows. attributes are further attributes of the img element, each with a
// space before it and already escaped, such as ` data-run="..."`; empty for none.
//
// The picture is embedded by a data URL in an img element, the one form that a notebook shows before it is trusted, and in which a
// picture can run and load nothing.
func Image(svg []byte, alt, attributes string) {
	HTML(imageElement(svg, alt, attributes), "[figure] "+alt)
}

func imageElement(svg []byte, alt, attributes string) string {
	return fmt.Sprintf(`<img%s style="max-width:100%%;height:auto" alt="%s" src="data:image/svg+xml;base64,%s">`,
		attributes, html.EscapeString(alt), base64.StdEncoding.EncodeToString(svg))
}

// A Live is a piece that changes while the cell runs, such as a progress bar.
type Live struct {
	id    string
	width int // of the line on the terminal
}

// NewLive returns a piece that shows nothing yet.
func NewLive() *Live { return &Live{id: out.newID()} }

// Update shows the piece, in place of what it showed before.
func (l *Live) Update(markup, text string) { out.update(l, markup, text) }

// Done shows the piece for the last time: what remains of it.
func (l *Live) Done(markup, text string) { out.done(l, markup, text) }

// A channel is where pieces go.
type channel interface {
	show(markup, text string)
	newID() string
	update(l *Live, markup, text string)
	done(l *Live, markup, text string)
}

var out = pick()

func pick() channel {
	if inNotebook() {
		return notebook{}
	}
	return terminal{out: current{&os.Stdout}, progress: current{&os.Stderr}, moves: isTerminal(os.Stderr)}
}

// current writes to what a variable such as os.Stdout holds at the time of writing; tests replace it.
type current struct{ file **os.File }

func (c current) Write(p []byte) (int, error) { return (*c.file).Write(p) }

// terminal prints the text of each piece.
type terminal struct {
	out, progress io.Writer
	moves         bool // progress can overwrite its line; otherwise only its last state is printed
}

func (t terminal) show(_, text string) { fmt.Fprintln(t.out, text) }

func (t terminal) newID() string { return "" }

func (t terminal) update(l *Live, _, text string) {
	if t.moves {
		fmt.Fprint(t.progress, l.overwrite(text))
	}
}

func (t terminal) done(l *Live, _, text string) { fmt.Fprintln(t.progress, l.overwrite(text)) }

// overwrite returns what replaces the line that was printed before.
func (l *Live) overwrite(text string) string {
	if l.width == 0 {
		l.width = len(text)
		return text
	}
	blank := strings.Repeat(" ", max(0, l.width-len(text)))
	l.width = len(text)
	return "\r" + text + blank
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
