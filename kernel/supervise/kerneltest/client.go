package kerneltest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"threadboost/kernel/supervise/message"
	"threadboost/kernel/supervise/zmtp"
)

// A Channel is one of a kernel's sockets.
type Channel string

// The channels.
const (
	Shell     Channel = "shell"
	Control   Channel = "control"
	Stdin     Channel = "stdin"
	IOPub     Channel = "iopub"
	Heartbeat Channel = "heartbeat"
)

// Endpoint is the address of a channel.
func (k *Kernel) Endpoint(c Channel) string {
	port := map[Channel]int{Shell: k.conn.Shell, Control: k.conn.Control, Stdin: k.conn.Stdin, IOPub: k.conn.IOPub, Heartbeat: k.conn.Heartbeat}[c]
	if k.conn.Transport == "ipc" {
		return "ipc://" + k.conn.IP + "-" + strconv.Itoa(port)
	}
	return "tcp://" + net.JoinHostPort(k.conn.IP, strconv.Itoa(port))
}

// Session is a new one with the kernel's key, for messages that a [Client] would not send.
func (k *Kernel) Session() *message.Session { return message.NewSession(k.conn.Key, "kerneltest") }

// A Client is a client of a kernel. Its methods may be called by any number of goroutines.
type Client struct {
	kernel  *Kernel
	session *message.Session
	dealers map[Channel]*zmtp.Dealer
	iopub   *zmtp.Sub
	reading sync.WaitGroup

	mu        sync.Mutex
	exchanges map[string]*Exchange
	watch     func(message.Message)
	lost      error
}

// Connect connects a client and returns when the kernel answers it and it hears what is published.
func (k *Kernel) Connect(ctx context.Context) (*Client, error) {
	return k.ConnectWatching(ctx, nil)
}

// ConnectWatching connects a client that calls watch for each message that is published, whoever asked for it, in their order.
func (k *Kernel) ConnectWatching(ctx context.Context, watch func(message.Message)) (_ *Client, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-k.ended:
			cancel(errors.New("the kernel has ended"))
		case <-ctx.Done():
		}
	}()
	c := &Client{kernel: k, session: k.Session(), dealers: map[Channel]*zmtp.Dealer{}, exchanges: map[string]*Exchange{}, watch: watch}
	if err := c.dial(ctx); err != nil {
		c.Close()
		return nil, fmt.Errorf("kerneltest: %w; the kernel said:\n%s", err, k.Log())
	}
	return c, nil
}

func (c *Client) dial(ctx context.Context) (err error) {
	if c.iopub, err = zmtp.DialSub(ctx, c.kernel.Endpoint(IOPub), []string{""}, zmtp.Options{}); err != nil {
		return err
	}
	c.reading.Go(func() { c.read(c.iopub, c.published) })
	identity := c.session.New("", nil, nil).Header.Session
	for _, channel := range []Channel{Stdin, Control, Shell} {
		dealer, err := zmtp.DialDealer(ctx, c.kernel.Endpoint(channel), identity, zmtp.Options{})
		if err != nil {
			return err
		}
		c.dealers[channel] = dealer
		handle := c.replied
		if channel == Stdin {
			handle = c.asked
		}
		c.reading.Go(func() { c.read(dealer, handle) })
	}
	return c.greet(ctx)
}

// greet asks until an answer is heard on iopub too, as jupyter_client does: stock GoNB does not tell from when on we hear it.
func (c *Client) greet(ctx context.Context) error {
	for {
		x := c.Begin(Shell, "kernel_info_request", struct{}{})
		select {
		case <-x.done:
			return x.err
		case <-time.After(200 * time.Millisecond):
			c.forget(x)
		case <-ctx.Done():
			return fmt.Errorf("no answer to kernel_info_request: %w", context.Cause(ctx))
		}
	}
}

// Close disconnects.
func (c *Client) Close() {
	if c.iopub != nil {
		c.iopub.Close()
	}
	for _, d := range c.dealers {
		d.Close()
	}
	c.reading.Wait()
}

type receiver interface {
	Receive(context.Context) (zmtp.Message, error)
}

// read calls handle for each message until the connection is lost; then every exchange fails.
func (c *Client) read(socket receiver, handle func(message.Message)) {
	for {
		frames, err := socket.Receive(context.Background())
		if err != nil {
			c.fail(err)
			return
		}
		_, m, err := c.session.Read(frames)
		if err != nil {
			c.fail(fmt.Errorf("the kernel sent what is no message: %w", err))
			return
		}
		handle(m)
	}
}

func (c *Client) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost == nil {
		c.lost = err
	}
	for id, x := range c.exchanges {
		delete(c.exchanges, id)
		x.end(c.lost)
	}
}

// Send sends frames on a channel as they are.
func (c *Client) Send(channel Channel, frames [][]byte) error { return c.dealers[channel].Send(frames) }

// Begin sends a request.
func (c *Client) Begin(channel Channel, kind string, content any) *Exchange {
	x := newExchange(c, c.session.New(kind, nil, content))
	frames := c.session.Frames(x.Request)
	x.Header = frames[2]
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost != nil {
		x.end(c.lost)
		return x
	}
	c.exchanges[x.Request.Header.ID] = x
	if err := c.dealers[channel].Send(frames); err != nil {
		delete(c.exchanges, x.Request.Header.ID)
		x.end(err)
	}
	return x
}

// Request sends a request and waits until it is answered and its idle has come.
func (c *Client) Request(ctx context.Context, channel Channel, kind string, content any) (Result, error) {
	return c.Begin(channel, kind, content).Wait(ctx)
}

// Do is [Client.Request] on the shell channel, with the reply's content.
func (c *Client) Do(ctx context.Context, kind string, content, reply any) error {
	result, err := c.Request(ctx, Shell, kind, content)
	if err != nil {
		return err
	}
	return result.Reply.Decode(reply)
}

// Interrupt stops the cell that runs, as Jupyter's button does.
func (c *Client) Interrupt(ctx context.Context) error {
	_, err := c.Request(ctx, Control, "interrupt_request", struct{}{})
	return err
}

func (c *Client) forget(x *Exchange) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.exchanges, x.Request.Header.ID)
}

func (c *Client) find(m message.Message) *Exchange {
	var parent message.Header
	json.Unmarshal(m.Parent, &parent)
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.exchanges[parent.ID]
}

func (c *Client) replied(m message.Message) {
	if x := c.find(m); x != nil {
		x.add(m, func() { x.result.Reply, x.replied = m, true })
	}
}

func (c *Client) published(m message.Message) {
	if c.watch != nil {
		c.watch(m)
	}
	if x := c.find(m); x != nil {
		x.add(m, func() {
			x.result.Published = append(x.result.Published, m)
			x.idle = x.idle || state(m) == "idle"
		})
	}
}

func (c *Client) asked(m message.Message) {
	if x := c.find(m); x != nil {
		x.add(m, func() { x.result.Asked++ })
		x.asked <- m
	}
}

// Answer answers an input_request.
func (c *Client) Answer(question message.Message, value string) error {
	reply := c.session.New("input_reply", question.Raw, map[string]string{"status": "ok", "value": value})
	return c.dealers[Stdin].Send(c.session.Frames(reply))
}

// Beat sends a heartbeat and waits until it comes back.
func (k *Kernel) Beat(ctx context.Context) error {
	d, err := zmtp.DialDealer(ctx, k.Endpoint(Heartbeat), "", zmtp.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Send(zmtp.Message{{}, []byte("ping")}); err != nil {
		return err
	}
	m, err := d.Receive(ctx)
	if err == nil && string(m[len(m)-1]) != "ping" {
		err = fmt.Errorf("kerneltest: a heartbeat came back as %q", m)
	}
	return err
}
