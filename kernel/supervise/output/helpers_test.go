package output

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
)

// encode writes a message as frames of size bytes of JSON each, by the form that lib/show describes. That lib/show writes the same is
// what TestShowIsUnderstood tests.
func encode(id, message string, size int) string {
	var all strings.Builder
	parts := (len(message) + size - 1) / size
	for i := range parts {
		part := message[i*size : min((i+1)*size, len(message))]
		head := fmt.Sprintf("%s;%d;%d;", id, i+1, parts)
		encoded := base64.RawStdEncoding.EncodeToString([]byte(part))
		fmt.Fprintf(&all, "\x1b]7777;%s%08x;%s\a", head, crc32.ChecksumIEEE([]byte(head+encoded)), encoded)
	}
	return all.String()
}

const (
	id1 = "0123456789abcdef"
	id2 = "fedcba9876543210"
)

func jsonOf(kind, id, html string) string {
	text, err := json.Marshal(map[string]any{"type": kind, "data": map[string]string{"text/html": html}, "metadata": map[string]any{}, "id": id})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// html returns a display as one of a cell.
func html(kind, id, markup string) *Display {
	return display([]byte(jsonOf(kind, id, markup)))
}

// script writes events as one line each, text that is one run as one.
func script(events []Event) string {
	var lines []string
	text := ""
	flush := func() {
		if text != "" {
			lines = append(lines, fmt.Sprintf("text %q", text))
		}
		text = ""
	}
	for _, e := range events {
		switch {
		case e.Display != nil:
			flush()
			lines = append(lines, fmt.Sprintf("%s %s %s", e.Display.Type, e.Display.ID, e.Display.Data["text/html"]))
		case e.Note != "":
			flush()
			lines = append(lines, "note "+e.Note)
		default:
			text += e.Text
		}
	}
	flush()
	return strings.Join(lines, "\n")
}

// feed decodes a stream that arrives in chunks of size bytes.
func feed(stream string, size int) string {
	var d Decoder
	var events []Event
	for start := 0; start < len(stream); start += size {
		events = append(events, d.Feed([]byte(stream[start:min(start+size, len(stream))]))...)
	}
	return script(append(events, d.Close()...))
}

func lines(all ...string) string { return strings.Join(all, "\n") }

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
