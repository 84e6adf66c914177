package output

import (
	"slices"
	"strings"
)

// pending collects what waits to be published, in order.
type pending struct {
	items []item
	size  int // bytes of it
}

// An item is a run of text of one stream, or a display.
type item struct {
	stream  string
	text    []byte
	display *Display
}

func (i *item) clears() bool { return i.display != nil && i.display.Type == clearOutput }

// maxTurns bounds how often text changes between the streams in one go. A flood that changes with every line would make a message of
// each; beyond the bound a piece joins the last one of its stream. Their order is not much better known: it is the one in which two
// pipes were read.
const maxTurns = 8

// text adds text of a stream.
func (p *pending) text(stream, text string) {
	p.size += len(text)
	turns := 0
	for i := len(p.items) - 1; i >= 0 && p.items[i].display == nil; i-- {
		if turns++; p.items[i].stream == stream && (turns == 1 || p.turns() >= maxTurns) {
			p.items[i].text = append(p.items[i].text, text...)
			return
		}
	}
	p.add(item{stream: stream, text: []byte(text)})
}

// turns counts the runs of text.
func (p *pending) turns() (n int) {
	for _, i := range p.items {
		if i.display == nil {
			n++
		}
	}
	return n
}

// display adds a display, or puts an update in the place of what it replaces.
func (p *pending) display(d *Display) {
	p.size += d.size()
	if d.Type == update && d.ID != "" {
		for i := range p.items {
			older := p.items[i].display
			if older != nil && older.ID == d.ID && (older.Type == update || older.Type == displayData) {
				p.size -= older.size()
				p.items[i].display = &Display{Type: older.Type, Data: d.Data, Metadata: d.Metadata, ID: d.ID}
				return
			}
		}
	}
	p.add(item{display: d})
}

// add adds an item. A clear waits for the next item, and then takes effect: what stands before never has to be shown, but for updates,
// which may be of displays of other cells.
func (p *pending) add(i item) {
	if n := len(p.items); n > 0 && p.items[n-1].clears() {
		if i.clears() {
			return
		}
		cleared := p.items[n-1]
		p.items = append(slices.DeleteFunc(p.items[:n-1], p.forget), cleared)
	}
	p.items = append(p.items, i)
}

// forget reports whether an item that was cleared can go, and then no longer counts it.
func (p *pending) forget(i item) bool {
	if i.display == nil {
		p.size -= len(i.text)
		return true
	}
	if i.display.Type == update {
		return false
	}
	p.size -= i.display.size()
	return true
}

// take returns all of it as messages. A carriage return at the end stays back until the cell's end: the line feed or the line that comes
// next belongs to it.
func (p *pending) take(end bool) []Message {
	var messages []Message
	items := p.items
	p.items, p.size = nil, 0
	for n, i := range items {
		if i.display != nil {
			messages = append(messages, Message{Display: i.display})
			continue
		}
		text := settle(string(i.text))
		if !end && n == len(items)-1 && strings.HasSuffix(text, "\r") {
			text = text[:len(text)-1]
			p.items = []item{{stream: i.stream, text: []byte("\r")}}
		}
		if text != "" {
			messages = append(messages, Message{Stream: i.stream, Text: text})
		}
	}
	return messages
}
