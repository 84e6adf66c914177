package output

import (
	"bytes"
	"unicode/utf8"
)

// An Event is what comes next in a stream: one of its fields is set.
type Event struct {
	Text    string // valid UTF-8: bytes that are not become U+FFFD each
	Display *Display
	Note    string // what could not be shown, as a sentence for the reader
}

// A Decoder finds text and displays in a stream that arrives in chunks, cut anywhere. Escape sequences of others, such as colours, are
// text. The zero value is ready.
type Decoder struct {
	rest     []byte // the begin of a rune or of a frame, less than frameSize
	text     []byte // not yet an event
	events   []Event
	messages assembly
}

const (
	prefix    = "\x1b]7777;"
	frameSize = 4096
)

// Feed returns the events that a chunk completes.
func (d *Decoder) Feed(chunk []byte) []Event {
	data := chunk
	if len(d.rest) > 0 {
		data = append(d.rest, chunk...)
	}
	left := d.scan(data)
	d.rest = append([]byte(nil), left...)
	return d.take()
}

// Close returns what is left at the end of the stream. The begin of an escape sequence is text; a frame that has begun, and a display
// whose last parts are missing, make a note.
func (d *Decoder) Close() []Event {
	if bytes.HasPrefix(d.rest, []byte(prefix)) {
		d.note(cutOff)
	} else {
		d.text = append(d.text, d.rest...)
	}
	d.rest = nil
	for range d.messages.open {
		d.note(cutOff)
	}
	d.messages = assembly{}
	return d.take()
}

// scan takes all that is complete out of data and returns the rest.
func (d *Decoder) scan(data []byte) []byte {
	for {
		escape := bytes.IndexByte(data, prefix[0])
		if escape < 0 {
			n := whole(data)
			d.text = append(d.text, data[:n]...)
			return data[n:]
		}
		d.text, data = append(d.text, data[:escape]...), data[escape:]
		switch n := min(len(data), len(prefix)); {
		case string(data[:n]) != prefix[:n]: // of others
			d.text, data = append(d.text, data[0]), data[1:]
		case n < len(prefix):
			return data
		default:
			n, complete := frameEnd(data)
			if !complete && n == len(data) && n < frameSize {
				return data
			}
			d.frame(data[:n], complete)
			data = data[n:]
		}
	}
}

// frameEnd returns the length of the frame with which data begins, or of the part of it that can belong to one.
func frameEnd(data []byte) (n int, complete bool) {
	for i := len(prefix); i < min(len(data), frameSize); i++ {
		switch b := data[i]; {
		case b == '\a':
			return i + 1, true
		case 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '/' <= b && b <= '9' || b == '+' || b == ';': // '/' is before '0'
		default:
			return i, false
		}
	}
	return min(len(data), frameSize), false
}

func (d *Decoder) frame(frame []byte, complete bool) {
	d.flush() // a rune does not go on behind a frame
	if !complete {
		d.note(broken)
		return
	}
	shown, note := d.messages.add(frame[len(prefix) : len(frame)-1])
	if note != "" {
		d.note(note)
	}
	if shown != nil {
		d.events = append(d.events, Event{Display: shown})
	}
}

func (d *Decoder) note(text string) {
	d.flush()
	d.events = append(d.events, Event{Note: text})
}

// flush makes an event of the text so far.
func (d *Decoder) flush() {
	if len(d.text) > 0 {
		d.events = append(d.events, Event{Text: valid(d.text)})
		d.text = d.text[:0]
	}
}

func (d *Decoder) take() []Event {
	d.flush()
	events := d.events
	d.events = nil
	return events
}

// whole returns how much of data does not end within a rune.
func whole(data []byte) int {
	for i := len(data) - 1; i >= max(0, len(data)-utf8.UTFMax+1); i-- {
		if utf8.RuneStart(data[i]) {
			if utf8.FullRune(data[i:]) {
				break
			}
			return i
		}
	}
	return len(data)
}

// valid replaces every byte that is not UTF-8, as encoding/json does. strings.ToValidUTF8 makes one of several, and so would depend on
// where the stream was cut.
func valid(data []byte) string {
	if utf8.Valid(data) {
		return string(data)
	}
	return string([]rune(string(data)))
}
