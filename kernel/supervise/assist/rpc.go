package assist

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"sync"
)

// A connection speaks JSON-RPC 2.0 with a language server, as the language server protocol frames it.
type connection struct {
	out   io.Writer
	write sync.Mutex

	mu      sync.Mutex
	next    int
	waiting map[int]chan answer
	err     error // set when the server is gone

	settings any // what the server is told when it asks for its configuration
}

// rpc is a message in either direction: a request has an id and a method, a notification a method, an answer an id.
type rpc struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *rpcError       `json:"error,omitempty"`
}

type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

type answer struct {
	result json.RawMessage
	err    error
}

func newConnection(in io.Reader, out io.Writer, settings any) *connection {
	c := &connection{out: out, waiting: make(map[int]chan answer), settings: settings}
	go c.read(bufio.NewReader(in))
	return c
}

// call sends a request and reads its result into result.
func (c *connection) call(ctx context.Context, method string, params, result any) error {
	c.mu.Lock()
	if c.err != nil {
		defer c.mu.Unlock()
		return c.err
	}
	c.next++
	id, came := c.next, make(chan answer, 1)
	c.waiting[id] = came
	c.mu.Unlock()
	if err := c.send(rpc{ID: json.RawMessage(strconv.Itoa(id)), Method: method}, params); err != nil {
		return err
	}
	select {
	case a := <-came:
		if a.err != nil {
			return fmt.Errorf("assist: %s: %w", method, a.err)
		}
		return json.Unmarshal(a.result, result)
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.waiting, id)
		c.mu.Unlock()
		c.notify("$/cancelRequest", map[string]int{"id": id})
		return ctx.Err()
	}
}

func (c *connection) notify(method string, params any) error {
	return c.send(rpc{Method: method}, params)
}

func (c *connection) send(m rpc, params any) (err error) {
	m.Version = "2.0"
	if params != nil {
		if m.Params, err = json.Marshal(params); err != nil {
			return err
		}
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	c.write.Lock()
	defer c.write.Unlock()
	_, err = fmt.Fprintf(c.out, "Content-Length: %d\r\n\r\n%s", len(text), text)
	return err
}

// read takes messages until the server is gone.
func (c *connection) read(in *bufio.Reader) {
	for {
		m, err := readMessage(in)
		if err != nil {
			c.fail(fmt.Errorf("assist: gopls is gone: %w", err))
			return
		}
		switch {
		case m.Method != "" && m.ID != nil:
			c.respond(m)
		case m.Method == "":
			c.deliver(m)
		}
	}
}

// mostMessage bounds a message of the server; a hundred completions take some 100 KB.
const mostMessage = 64 << 20

func readMessage(in *bufio.Reader) (m rpc, err error) {
	header, err := textproto.NewReader(in).ReadMIMEHeader()
	if err != nil {
		return m, err
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil || n < 0 || n > mostMessage {
		return m, errors.New("a message without a good Content-Length")
	}
	var text bytes.Buffer
	if _, err := io.CopyN(&text, in, int64(n)); err != nil {
		return m, err
	}
	return m, json.Unmarshal(text.Bytes(), &m)
}

func (c *connection) deliver(m rpc) {
	id, err := strconv.Atoi(string(m.ID))
	if err != nil {
		return
	}
	c.mu.Lock()
	came := c.waiting[id]
	delete(c.waiting, id)
	c.mu.Unlock()
	if came == nil {
		return
	}
	a := answer{result: m.Result}
	if m.Error != nil {
		a.err = errors.New(m.Error.Message)
	}
	came <- a
}

// respond answers what the server asks us: its settings, and to all else nothing.
func (c *connection) respond(m rpc) {
	result := json.RawMessage("null")
	if m.Method == "workspace/configuration" {
		var ask struct{ Items []json.RawMessage }
		json.Unmarshal(m.Params, &ask)
		list := make([]any, len(ask.Items))
		for i := range list {
			list[i] = c.settings
		}
		result, _ = json.Marshal(list)
	}
	c.send(rpc{ID: m.ID, Result: result}, nil)
}

// fail ends all calls.
func (c *connection) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
	for id, came := range c.waiting {
		came <- answer{err: err}
		delete(c.waiting, id)
	}
}

func (c *connection) gone() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err != nil
}
