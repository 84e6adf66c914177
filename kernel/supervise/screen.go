package supervise

import (
	"context"
	"encoding/json"
	"regexp"
	"sync"
	"time"

	"threadboost/kernel/supervise/message"
	"threadboost/kernel/supervise/output"
)

// A screen is where everything that a cell writes and shows arrives, in order; it publishes it, and keeps what explains a failure.
type screen struct {
	run    *run
	cell   *output.Cell
	stdout excerpt
	stderr excerpt
	trace  trace

	mu    sync.Mutex
	sent  int // bytes since the clients were last waited for
	pages []payload
}

func newScreen(x *run) *screen {
	s := &screen{run: x}
	s.trace.release = func(text []byte) { s.cell.Write(output.Stderr, text) }
	s.cell = output.NewCell(output.Config{
		Publish: s.publish,
		File:    x.kernel.outputFile(x.count),
	})
	return s
}

// write takes what the cell's program has written.
func (s *screen) write(stream string, text []byte) {
	if stream == output.Stdout {
		s.stdout.add(text)
		s.cell.Write(stream, text)
		return
	}
	s.stderr.add(text)
	s.trace.write(text)
}

// published takes what GoNB publishes about the cell: what its commands have written, and what came through gonbui.
func (s *screen) published(m message.Message) {
	switch m.Header.Type {
	case "stream":
		var content struct{ Name, Text string }
		if m.Decode(&content) == nil {
			s.said(content.Name, content.Text)
		}
	case "display_data", "update_display_data", "execute_result", "clear_output":
		s.cell.Display(display(m))
	case "error", "execute_input": // ours
	default:
		s.run.kernel.comms.note(m)
		m.Parent = s.run.request.Raw
		s.cell.Flush()
		s.run.kernel.clients.forward(m)
	}
}

// exitStatus is what GoNB writes when a program has failed. The error message says it.
var exitStatus = regexp.MustCompile(`^(\^C\n)?(exit status \d+|signal: [^\n]*)\n$`)

// said takes text of GoNB or its commands.
func (s *screen) said(stream, text string) {
	if stream == output.Stderr && exitStatus.MatchString(text) {
		s.stderr.add([]byte(text))
		return
	}
	s.write(stream, []byte(text))
}

// display reads a display of GoNB.
func display(m message.Message) *output.Display {
	var content struct {
		Data      map[string]json.RawMessage
		Metadata  map[string]json.RawMessage
		Transient struct {
			ID string `json:"display_id"`
		}
	}
	m.Decode(&content)
	return &output.Display{Type: m.Header.Type, Data: content.Data, Metadata: content.Metadata, ID: content.Transient.ID}
}

// note warns of something, and say answers what the cell has asked for.
func (s *screen) note(text string) { s.cell.Write(output.Stderr, []byte(text+"\n")) }
func (s *screen) say(text string)  { s.cell.Write(output.Stdout, []byte(text+"\n")) }

// flush publishes what has come so far.
func (s *screen) flush() { s.cell.Flush() }

// end publishes the rest.
func (s *screen) end() {
	s.trace.end()
	s.cell.Close()
}

// ahead is how much is published before the clients are waited for.
const ahead = 1 << 20

// publish sends a message to the clients. A flood goes no faster than they read, but whoever does not read is not waited for.
func (s *screen) publish(m output.Message) {
	k := s.run.kernel
	kind, content := s.content(m)
	if kind == "" {
		return
	}
	k.clients.publish(s.run.request.Raw, kind, content)
	if s.sent += len(m.Text); m.Display != nil {
		for _, data := range m.Display.Data {
			s.sent += len(data)
		}
	}
	if s.sent > ahead {
		s.sent = 0
		ctx, cancel := context.WithTimeout(k.ctx, 200*time.Millisecond)
		defer cancel()
		k.clients.iopub.Flush(ctx)
	}
}

// content is a message as Jupyter wants it; a page goes with the reply and has none.
func (s *screen) content(m output.Message) (kind string, content any) {
	d := m.Display
	if d == nil {
		return "stream", map[string]string{"name": m.Stream, "text": m.Text}
	}
	data, metadata := orEmpty(d.Data), orEmpty(d.Metadata)
	shown := map[string]any{"data": data, "metadata": metadata, "transient": map[string]string{}}
	if d.ID != "" {
		shown["transient"] = map[string]string{"display_id": d.ID}
	}
	switch d.Type {
	case "page":
		s.page(payload{Source: "page", Data: data})
		return "", nil
	case "clear_output":
		return d.Type, map[string]bool{"wait": true}
	case "execute_result":
		shown["execution_count"] = s.run.count
		s.remember(data["text/plain"])
	}
	return d.Type, shown
}

// remember keeps the text of a result in the history.
func (s *screen) remember(text json.RawMessage) {
	var plain string
	if json.Unmarshal(text, &plain) == nil && s.run.ask.stores() {
		s.run.kernel.history.Result(s.run.count, plain)
	}
}

func orEmpty(m map[string]json.RawMessage) map[string]json.RawMessage {
	if m == nil {
		return map[string]json.RawMessage{}
	}
	return m
}

// page keeps a page for the reply.
func (s *screen) page(p payload) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages = append(s.pages, p)
}

// payload is something that a client shows beside the notebook: a page of its pager.
type payload struct {
	Source string                     `json:"source"`
	Data   map[string]json.RawMessage `json:"data"`
	Start  int                        `json:"start"`
}
