package kerneltest

import (
	"context"
	"fmt"
	"strings"

	"threadboost/kernel/supervise/message"
)

// A Cell is code to execute. The zero value of each field but Code is what a notebook asks for.
type Cell struct {
	Code      string
	Silent    bool
	NoHistory bool // store_history is false
	Continue  bool // stop_on_error is false
	NoInput   bool // allow_stdin is false
}

func (c Cell) content() map[string]any {
	return map[string]any{
		"code": c.Code, "silent": c.Silent, "store_history": !c.NoHistory && !c.Silent, "user_expressions": struct{}{},
		"allow_stdin": !c.NoInput, "stop_on_error": !c.Continue,
	}
}

// Run begins to execute a cell.
func (c *Client) Run(cell Cell) *Exchange { return c.Begin(Shell, "execute_request", cell.content()) }

// Execute executes a cell, with its answers to input_requests in their order.
func (c *Client) Execute(ctx context.Context, cell Cell, answers ...string) (Result, error) {
	x := c.Run(cell)
	for _, answer := range answers {
		question, err := x.Question(ctx)
		if err == nil {
			err = c.Answer(question, answer)
		}
		if err != nil {
			return x.so(), err
		}
	}
	return x.Wait(ctx)
}

// Failure is the content of an error message, and of a reply that tells an error.
type Failure struct {
	Name      string   `json:"ename"`
	Value     string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// Reply is the content of an execute_reply.
type Reply struct {
	Failure
	Status  string `json:"status"`
	Count   int    `json:"execution_count"`
	Payload []struct {
		Source string
		Data   map[string]string
	} `json:"payload"`
}

// Executed is the content of the execute_reply.
func (r Result) Executed() (reply Reply) {
	r.Reply.Decode(&reply)
	return reply
}

// state is that of a status message, "" of others.
func state(m message.Message) string {
	var content struct {
		State string `json:"execution_state"`
	}
	if m.Header.Type == "status" {
		m.Decode(&content)
	}
	return content.State
}

// Of lists the messages of a type.
func (r Result) Of(kind string) (list []message.Message) {
	for _, m := range r.Published {
		if m.Header.Type == kind {
			list = append(list, m)
		}
	}
	return list
}

// Text is all text of a stream.
func (r Result) Text(stream string) string {
	var text strings.Builder
	for _, m := range r.Of("stream") {
		if s := streamOf(m); s.Name == stream {
			text.WriteString(s.Text)
		}
	}
	return text.String()
}

type streamText struct{ Name, Text string }

func streamOf(m message.Message) (s streamText) {
	m.Decode(&s)
	return s
}

// Failures are the error messages that were published.
func (r Result) Failures() (list []Failure) {
	for _, m := range r.Of("error") {
		var f Failure
		m.Decode(&f)
		list = append(list, f)
	}
	return list
}

// Shown is what a notebook shows, in order: "stdout: text", with the text of neighbours joined, "error: name", or a message's type
// and its text/plain.
func (r Result) Shown() (list []string) {
	last := ""
	for _, m := range r.Published {
		switch m.Header.Type {
		case "status", "execute_input":
		case "stream":
			s := streamOf(m)
			if last == s.Name {
				list[len(list)-1] += s.Text
			} else {
				list = append(list, s.Name+": "+s.Text)
			}
			last = s.Name
			continue
		case "error":
			var f Failure
			m.Decode(&f)
			list = append(list, "error: "+f.Name)
		default:
			var content struct{ Data map[string]any }
			m.Decode(&content)
			list = append(list, fmt.Sprintf("%s: %v", m.Header.Type, content.Data["text/plain"]))
		}
		last = ""
	}
	return list
}

// String tells what came, shortened: for the message of a test that fails.
func (r Result) String() string {
	text := fmt.Sprintf("reply %s %s, published:", r.Reply.Header.Type, r.Reply.Content)
	for _, m := range r.Published {
		if state := state(m); state != "" {
			text += " " + state
			continue
		}
		text += fmt.Sprintf(" %s %.300s", m.Header.Type, m.Content)
	}
	return fmt.Sprintf("%.3000s", text)
}
