package zmtp

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
)

// Limits of what a subscriber may ask for.
const (
	maxTopics = 1024
	maxTopic  = 4 << 10
)

// Pub is an XPUB socket: a message goes to every subscriber with a topic that is a prefix of its first frame.
type Pub struct {
	*listener
	subscribed func(Subscription) Message

	mu          sync.Mutex
	subscribers map[*conn]map[string]struct{} // each with a topic at least
	present     chan struct{}                 // closed while there are any
}

// Subscription tells that a peer has subscribed to a topic or, if Ended, that it did so no longer, or is gone.
type Subscription struct {
	Peer  Peer
	Topic string
	Ended bool
}

// ListenPub binds an XPUB to an endpoint. The function, which may be nil, is called for each subscription that begins or
// ends, on the goroutine of that peer. It is called before a subscription takes effect; the message that it returns, if
// any, is sent to this peer ahead of all others, as iopub_welcome must be. Who waits for a subscriber to be there
// calls [Pub.Await].
func ListenPub(endpoint string, subscribed func(Subscription) (welcome Message), o Options) (*Pub, error) {
	l, err := listen(xpub, endpoint, o)
	if err != nil {
		return nil, err
	}
	if subscribed == nil {
		subscribed = func(Subscription) Message { return nil }
	}
	p := &Pub{listener: l, subscribed: subscribed, subscribers: map[*conn]map[string]struct{}{}, present: make(chan struct{})}
	l.start(p.attendPeer)
	return p, nil
}

func (p *Pub) attendPeer(c *conn) error {
	err := c.run(
		func(m Message) { p.legacy(c, m) },
		func(name string, data []byte) error { return p.command(c, name, string(data)) },
	)
	p.mu.Lock()
	topics := p.subscribers[c]
	p.remove(c)
	p.mu.Unlock()
	for _, topic := range slices.Sorted(maps.Keys(topics)) {
		p.subscribed(Subscription{c.peer, topic, true})
	}
	return err
}

// remove takes a peer from the subscribers, if it is one. The lock is held.
func (p *Pub) remove(c *conn) {
	was := len(p.subscribers)
	delete(p.subscribers, c)
	if was > 0 && len(p.subscribers) == 0 {
		p.present = make(chan struct{})
	}
}

// legacy is for ZMTP 3.0, in which a subscription is a message. Other messages are of XSUBs to XPUBs; nobody wants them.
func (p *Pub) legacy(c *conn, m Message) {
	if len(m) != 1 || len(m[0]) == 0 {
		return
	}
	var err error
	switch topic := string(m[0][1:]); m[0][0] {
	case 1:
		err = p.subscribe(c, topic)
	case 0:
		p.cancel(c, topic)
	}
	if err != nil {
		c.drop(err)
	}
}

func (p *Pub) command(c *conn, name, data string) error {
	switch name {
	case "SUBSCRIBE":
		return p.subscribe(c, data)
	case "CANCEL":
		p.cancel(c, data)
	}
	return nil
}

func (p *Pub) subscribe(c *conn, topic string) error {
	p.mu.Lock()
	_, again := p.subscribers[c][topic]
	number := len(p.subscribers[c])
	p.mu.Unlock()
	switch {
	case again:
		return nil
	case len(topic) > maxTopic:
		return fmt.Errorf("a topic of %d bytes, want at most %d", len(topic), maxTopic)
	case number == maxTopics:
		return fmt.Errorf("more than %d topics", maxTopics)
	}
	welcome := p.subscribed(Subscription{c.peer, topic, false})
	p.mu.Lock()
	defer p.mu.Unlock()
	if welcome != nil {
		c.sendMessage(welcome)
	}
	if len(p.subscribers) == 0 {
		close(p.present)
	}
	if p.subscribers[c] == nil {
		p.subscribers[c] = map[string]struct{}{}
	}
	p.subscribers[c][topic] = struct{}{}
	return nil
}

// cancel ends a subscription, however often the peer has subscribed: the RFC wants as many cancels, but libzmq
// sends each subscription of its user and only the last cancel.
func (p *Pub) cancel(c *conn, topic string) {
	p.mu.Lock()
	_, was := p.subscribers[c][topic]
	delete(p.subscribers[c], topic)
	if was && len(p.subscribers[c]) == 0 {
		p.remove(c)
	}
	p.mu.Unlock()
	if was {
		p.subscribed(Subscription{c.peer, topic, true})
	}
}

// Send queues a message for all who have subscribed to it. It does not wait: who does not read is dropped when its queue is
// full. Without a subscriber the message is lost, and that is no error.
func (p *Pub) Send(m Message) error {
	if err := checkMessage(m); err != nil {
		return p.error("send", err)
	}
	if p.isClosed() {
		return p.error("send", net.ErrClosed)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for c, topics := range p.subscribers {
		if matches(topics, m[0]) {
			c.sendMessage(m)
		}
	}
	return nil
}

func matches(topics map[string]struct{}, frame []byte) bool {
	for topic := range topics {
		if len(frame) >= len(topic) && string(frame[:len(topic)]) == topic {
			return true
		}
	}
	return false
}

// Await waits until somebody has subscribed to anything.
func (p *Pub) Await(ctx context.Context) error {
	p.mu.Lock()
	present := p.present
	p.mu.Unlock()
	select {
	case <-present:
		return nil
	case <-p.closed:
		return p.error("await", net.ErrClosed)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Flush waits until what was sent is with the system's buffers of each subscriber: who produces much calls it now and then
// with a short time, to go no faster than the readers. A subscriber that was dropped meanwhile does not count.
func (p *Pub) Flush(ctx context.Context) error {
	p.mu.Lock()
	subscribers := slices.Collect(maps.Keys(p.subscribers))
	p.mu.Unlock()
	for _, c := range subscribers {
		if err := c.out.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}
