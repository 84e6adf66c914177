package zmtp

import (
	"context"
	"net"
)

// Router is a ROUTER socket: it receives from all peers in turn, and each message that it sends is for one of them.
//
// Two connections may announce the same identity. That is no rare case: a Jupyter client that comes back does it while
// its old connection still seems to live, and two sockets of one client may do it for good. libzmq's default ignores the
// second (a client that comes back gets no reply: ipykernel sets ZMQ_ROUTER_HANDOVER for that), and handing over cuts off
// the first, which closing would only make connect again, and so for ever. Here both live: a reply goes to the
// connection that asked, and what is sent by identity alone to the newest.
type Router struct {
	*listener
	in chan received
}

type received struct {
	peer    Peer
	message Message
}

// ListenRouter binds a ROUTER to an endpoint.
func ListenRouter(endpoint string, o Options) (*Router, error) {
	l, err := listen(router, endpoint, o)
	if err != nil {
		return nil, err
	}
	r := &Router{listener: l, in: make(chan received)}
	l.start(r.attendPeer)
	return r, nil
}

func (r *Router) attendPeer(c *conn) error {
	return c.run(func(m Message) { deliver(c, r.in, received{c.peer, m}) }, ignore)
}

// ignore is for commands that we do not know.
func ignore(string, []byte) error { return nil }

// Receive waits for the next message. Peers that send wait until it is called, so call it soon again: PINGs wait with them.
func (r *Router) Receive(ctx context.Context) (Peer, Message, error) {
	select {
	case m := <-r.in:
		return m.peer, m.message, nil
	case <-r.closed:
		return Peer{}, nil, r.error("receive", net.ErrClosed)
	case <-ctx.Done():
		return Peer{}, nil, context.Cause(ctx)
	}
}

// Send queues a message for a peer: on the connection To.Conn or, if that has gone or is 0, on the newest connection with
// the identity To.ID. It does not wait. The error is [ErrNoPeer] if there is none, and [ErrFull] if the peer has not read
// what was sent before; it is dropped then.
func (r *Router) Send(to Peer, m Message) error {
	c := r.find(to)
	if r.isClosed() {
		return r.error("send", net.ErrClosed)
	}
	if c == nil {
		return r.error(to.String(), ErrNoPeer)
	}
	if err := c.sendMessage(m); err != nil {
		return r.error(to.String(), err)
	}
	return nil
}
