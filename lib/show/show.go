// Package show is the one output channel of a cell. Whatever the library shows goes through it, in order, and each piece has left
// the cell when the call returns: nothing is lost when the cell then returns, panics, exits or is interrupted.
//
// Where a piece goes is decided when the first one is shown:
//
//   - Under the kernel of this repository, which sets [DisplayEnv], a piece is written to standard output, between what the cell
//     prints: text and pictures appear in the order in which they were printed and shown. The kernel cuts the pieces out.
//   - Under a GoNB that runs by itself, it goes through GoNB's named pipe. What a cell prints goes another way there, and may
//     appear before or after. The build tag inband leaves this out.
//   - Elsewhere (a terminal, a test, a program of yours) the text of the piece is printed on standard output, and what only tells
//     progress on standard error.
//
// A piece is HTML or Markdown, with text beside it for clients that show neither. HTML is passed on as it is: escape what comes from
// workloads, files and errors before (html.EscapeString). The package knows the channel and nothing of what is shown; it imports
// nothing else of ThreadBoost.
//
// Cost (BenchmarkShow): in-band a line of text takes 10 us, a quarter of the shortest round trip through GoNB's pipe; a figure of 100 kB
// takes 0.7 ms, about as long as there. GoNB's package makes a cell's program 1.1 MB larger and its build a quarter longer (0.66 s
// instead of 0.50 s); the build tag inband saves that.
package show

import (
	"encoding/base64"
	"fmt"
	"html"
	"os"
	"sync"
)

// DisplayEnv is the environment variable that tells a cell where to show: a kernel that understands frames on the cell's standard
// output sets it to [InBand].
const (
	DisplayEnv = "THREADBOOST_DISPLAY"
	InBand     = "inband"
)

// HTML shows a piece of HTML; text stands for it where there is no HTML.
func HTML(markup, text string) { out().show(piece{Type: display, Data: withHTML(markup, text)}) }

// Markdown shows Markdown, in which $...$ are formulas. Where there is none, it is shown as it is written.
func Markdown(source string) {
	out().show(piece{Type: display, Data: bundle{"text/markdown": source, plain: source}})
}

// Text shows a line of plain text, in small print: what a reader may want to know beside the results.
func Text(line string) { HTML(Small(line), line) }

// Page shows a piece of HTML aside from the results, in the notebook's pager: help, say, or a long table. Under a GoNB that runs by
// itself it appears among the results.
func Page(markup, text string) { out().show(piece{Type: page, Data: withHTML(markup, text)}) }

// Clear removes what the cell has shown and printed so far, as soon as it shows or prints the next thing. Under a GoNB that runs by
// itself, and outside notebooks, it does nothing.
func Clear() { out().show(piece{Type: clearAll}) }

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

// A piece is one thing to show, named as in Jupyter's messages.
type piece struct {
	Type     string   `json:"type"`
	Data     bundle   `json:"data"`
	Metadata struct{} `json:"metadata"`
	ID       string   `json:"id,omitempty"` // of a piece that changes
}

// A bundle holds the same thing in several types of media.
type bundle map[string]string

const (
	display  = "display_data"
	update   = "update_display_data"
	clearAll = "clear_output"
	page     = "page"

	plain = "text/plain"
)

func withHTML(markup, text string) bundle { return bundle{"text/html": markup, plain: text} }

// A channel is where pieces go.
type channel interface {
	show(p piece)
	update(l *Live, p piece) // what the live piece shows by now
	done(l *Live, p piece)   // what remains of it
}

var out = sync.OnceValue(pick)

func pick() channel {
	if os.Getenv(DisplayEnv) == InBand {
		return &inBand{out: stdout}
	}
	if c := gonb(); c != nil {
		return c
	}
	return terminal{out: current{&os.Stdout}, progress: current{&os.Stderr}, moves: isTerminal(os.Stderr)}
}
