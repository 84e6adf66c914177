package show

import (
	"fmt"
	"math/rand/v2"
)

// A Live is a piece that changes while the cell runs, such as a progress bar. One goroutine at a time uses it.
type Live struct {
	id    string // unique among all cells of a notebook: their pieces stay on the page
	shown bool
	width int // of the line on the terminal
}

// NewLive returns a piece that shows nothing yet.
func NewLive() *Live { return &Live{id: newID()} }

// Update shows the piece, in place of what it showed before.
func (l *Live) Update(markup, text string) { out().update(l, l.next(markup, text)) }

// Done shows the piece for the last time: what remains of it.
func (l *Live) Done(markup, text string) { out().done(l, l.next(markup, text)) }

// next returns the piece as a display the first time, and as its update from then on.
func (l *Live) next(markup, text string) piece {
	p := piece{Type: display, Data: withHTML(markup, text), ID: l.id}
	if l.shown {
		p.Type = update
	}
	l.shown = true
	return p
}

// newID returns 64 random bits. They need not be secret.
func newID() string { return fmt.Sprintf("%016x", rand.Uint64()) }
