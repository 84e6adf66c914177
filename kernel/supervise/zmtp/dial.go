package zmtp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// link is the one connection of a socket that dials.
type link struct {
	conn   *conn
	name   string
	linger time.Duration
	in     chan Message
	done   chan struct{} // closed when the connection has ended, for the reason lost
	lost   error
}

// Dealer is a DEALER socket that is connected to one peer.
type Dealer struct{ *link }

// Sub is a SUB socket that is connected to one publisher.
type Sub struct{ *link }

// DialDealer connects a DEALER with an identity, which may be empty. It tries again until the context ends, since the
// peer may not listen yet; a peer of the wrong kind is an error at once.
func DialDealer(ctx context.Context, endpoint, identity string, o Options) (*Dealer, error) {
	l, err := dial(ctx, dealer, endpoint, identity, o)
	if err != nil {
		return nil, err
	}
	return &Dealer{l}, nil
}

// DialSub connects a SUB, as [DialDealer] does, and subscribes to topics: "" is everything. The publisher learns of them
// after DialSub has returned, so what it sends before that is lost.
func DialSub(ctx context.Context, endpoint string, topics []string, o Options) (*Sub, error) {
	l, err := dial(ctx, sub, endpoint, "", o)
	if err != nil {
		return nil, err
	}
	for _, topic := range topics {
		l.conn.out.put(subscription(topic, l.conn.minor)) // an error is that the peer has gone: Receive tells
	}
	return &Sub{l}, nil
}

// subscription is a command, or a message for those who speak ZMTP 3.0.
func subscription(topic string, minor byte) entry {
	if minor == 0 {
		return entry{Message{append([]byte{1}, topic...)}, 0}
	}
	return entry{Message{newCommand("SUBSCRIBE", []byte(topic)...)}, isCommand}
}

func dial(ctx context.Context, k kind, endpoint, identity string, o Options) (*link, error) {
	o = o.withDefaults()
	network, address, err := parseEndpoint(endpoint)
	if err != nil {
		return nil, err
	}
	if len(identity) > maxIdentity {
		return nil, fmt.Errorf("zmtp: an identity of %d bytes, want at most %d", len(identity), maxIdentity)
	}
	name := "zmtp: " + k.name + " to " + endpoint
	const first, last = 2 * time.Millisecond, 50 * time.Millisecond
	for pause := first; ; pause = min(2*pause, last) {
		c, err := connect(ctx, network, address, k, identity, o)
		if err == nil {
			return newLink(c, name, o.Linger), nil
		}
		if errors.Is(err, errRefused) || errors.Is(err, errWrongPeer) {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%s: %w; the last error was: %w", name, context.Cause(ctx), err)
		case <-time.After(pause):
		}
	}
}

// connect tries once.
func connect(ctx context.Context, network, address string, k kind, identity string, o Options) (*conn, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Handshake)
	defer cancel()
	nc, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { nc.Close() })
	c, err := handshake(nc, k, identity, true, o)
	if !stop() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		nc.Close()
		return nil, err
	}
	return c, nil
}

func newLink(c *conn, name string, linger time.Duration) *link {
	l := &link{conn: c, name: name, linger: linger, in: make(chan Message), done: make(chan struct{})}
	go func() {
		defer close(l.done)
		l.lost = c.run(func(m Message) { deliver(c, l.in, m) }, ignore)
	}()
	return l
}

// Receive waits for the next message. When the connection has ended the error says why, after everything that arrived
// before: the peer did it (io.EOF, as a rule) or Close (net.ErrClosed).
func (l *link) Receive(ctx context.Context) (Message, error) {
	select {
	case m := <-l.in:
		return m, nil
	case <-l.done:
		return nil, fmt.Errorf("%s: the connection has ended: %w", l.name, l.lost)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Send queues a message. It does not wait. The error is [ErrFull] if the peer has not read what was sent before; the
// connection stays, and the message is not sent.
func (d *Dealer) Send(m Message) error {
	err := checkMessage(m)
	if err == nil {
		err = d.conn.out.put(entry{m, 0})
	}
	if err != nil {
		return fmt.Errorf("%s: %w", d.name, err)
	}
	return nil
}

// Close ends the connection when what was sent is written and the peer has ended it too, or after Options.Linger. Nothing
// runs any more when it returns. It may be called again, also while others send and receive.
func (l *link) Close() error {
	l.conn.finish(l.linger)
	<-l.done
	return nil
}
