package output

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"hash/crc32"
	"slices"
	"strconv"
	"unicode/utf8"
)

// A Display is something to show that is not plain text, with the names of Jupyter's messages.
type Display struct {
	Type     string                     `json:"type"` // display_data, update_display_data, clear_output (with wait), execute_result or page
	Data     map[string]json.RawMessage `json:"data"` // by type of media
	Metadata map[string]json.RawMessage `json:"metadata"`
	ID       string                     `json:"id"` // display_id, empty for none
}

const (
	update      = "update_display_data"
	displayData = "display_data"
	clearOutput = "clear_output"
)

var types = []string{displayData, update, clearOutput, "execute_result", "page"}

// size is about how many bytes a display has on the page.
func (d *Display) size() (n int) {
	for _, content := range d.Data {
		n += len(content)
	}
	for _, content := range d.Metadata {
		n += len(content)
	}
	return n
}

// The notes of a decoder.
const (
	broken   = "A display arrived broken and was left out: something else wrote to standard output in the middle of it."
	cutOff   = "A display was left out: the cell ended before it was complete."
	tooLarge = "A display of more than 20 MB was left out: show a part of it, or write it to a file."
	tooMany  = "A display was left out: too many had begun at the same time."
	unknown  = "A display was left out: it is not of a form that this kernel knows."
)

// Bounds on what a decoder keeps.
const (
	maxMessage = 20_000_000 // bytes of all displays that have begun
	maxOpen    = 16         // displays that have begun: one for each process that writes
)

// assembly puts the parts of displays together. Parts of one arrive in order; several processes may send at the same time.
type assembly struct {
	open []*message // oldest first
	size int
}

type message struct {
	id     string
	parts  int // how many it has
	next   int // the one that comes next, 0 after an error
	joined []byte
}

// add takes the inner part of a frame, and returns the display that it completes or what is wrong with it.
func (a *assembly) add(inner []byte) (shown *Display, note string) {
	f, ok := parse(inner)
	if !ok {
		return nil, broken
	}
	m, note := a.find(f)
	switch {
	case m.next == 0: // has its note
	case m.next != f.part || m.parts != f.parts:
		a.spoil(m)
		note = broken
	case a.size+len(f.payload) > maxMessage:
		a.spoil(m)
		note = tooLarge
	default:
		m.joined, a.size, m.next = append(m.joined, f.payload...), a.size+len(f.payload), m.next+1
	}
	if f.part < f.parts {
		return nil, note
	}
	a.remove(m)
	if m.next != m.parts+1 {
		return nil, note
	}
	if shown = display(m.joined); shown == nil {
		note = unknown
	}
	return shown, note
}

// find returns the message of a frame. Where that is a new one too many, the oldest goes.
func (a *assembly) find(f frame) (m *message, note string) {
	for _, m := range a.open {
		if m.id == f.id {
			return m, ""
		}
	}
	if len(a.open) == maxOpen {
		if a.open[0].next != 0 {
			note = tooMany
		}
		a.remove(a.open[0])
	}
	m = &message{id: f.id, parts: f.parts, next: 1}
	a.open = append(a.open, m)
	return m, note
}

// spoil forgets what has come of a message, and lets the rest of it pass without a second note.
func (a *assembly) spoil(m *message) {
	a.size -= len(m.joined)
	m.joined, m.next = nil, 0
}

func (a *assembly) remove(m *message) {
	a.size -= len(m.joined)
	a.open = slices.DeleteFunc(a.open, func(o *message) bool { return o == m })
}

// A frame is one part of a message.
type frame struct {
	id          string
	part, parts int
	payload     []byte
}

// parse reads "id;part;parts;sum;base64".
func parse(inner []byte) (f frame, ok bool) {
	fields := bytes.Split(inner, []byte(";"))
	if len(fields) != 5 || len(fields[0]) != 16 {
		return f, false
	}
	head := inner[:len(inner)-len(fields[3])-1-len(fields[4])]
	sum, err := strconv.ParseUint(string(fields[3]), 16, 32)
	if err != nil || crc32.Update(crc32.ChecksumIEEE(head), crc32.IEEETable, fields[4]) != uint32(sum) {
		return f, false
	}
	part, errPart := strconv.Atoi(string(fields[1]))
	parts, errParts := strconv.Atoi(string(fields[2]))
	payload, err := base64.RawStdEncoding.AppendDecode(nil, fields[4])
	f = frame{string(fields[0]), part, parts, payload}
	return f, err == nil && errPart == nil && errParts == nil && 1 <= part && part <= parts
}

// display reads a whole message; nil is one that cannot be passed on. JSON that is not UTF-8 would spoil the message around it.
func display(message []byte) *Display {
	d := Display{Data: map[string]json.RawMessage{}, Metadata: map[string]json.RawMessage{}}
	if !utf8.Valid(message) || json.Unmarshal(message, &d) != nil || !slices.Contains(types, d.Type) {
		return nil
	}
	if d.Data == nil { // null
		d.Data = map[string]json.RawMessage{}
	}
	if d.Metadata == nil {
		d.Metadata = map[string]json.RawMessage{}
	}
	return &d
}
