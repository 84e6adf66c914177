package zmtp

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// listener accepts connections for a socket and owns them.
type listener struct {
	kind     kind
	opts     Options
	net      net.Listener
	endpoint string
	serve    func(*conn) error // for the time of a connection
	closed   chan struct{}
	running  sync.WaitGroup

	mu      sync.Mutex
	greeted uint64           // connections so far
	conns   map[uint64]*conn // after their handshake
	pending []net.Conn       // before it, oldest first
}

func listen(k kind, endpoint string, o Options) (*listener, error) {
	o = o.withDefaults()
	l := &listener{kind: k, opts: o, closed: make(chan struct{}), conns: map[uint64]*conn{}}
	var err error
	l.net, l.endpoint, err = listenAt(endpoint)
	return l, err
}

// Endpoint is the address that the socket is bound to, with the port that the system chose if 0 was asked for.
func (l *listener) Endpoint() string { return l.endpoint }

// start serves connections by the function, each on a goroutine of its own.
func (l *listener) start(serve func(*conn) error) {
	l.serve = serve
	l.running.Go(l.accept)
}

// accept goes on after errors: the usual ones are that descriptors are short, and that a peer has gone already.
func (l *listener) accept() {
	const first, last = 5 * time.Millisecond, time.Second
	for pause := first; ; {
		nc, err := l.net.Accept()
		if err == nil {
			pause = first
			l.admit(nc)
			continue
		}
		select {
		case <-l.closed:
			return
		case <-time.After(pause):
			pause = min(2*pause, last)
			l.log("no connection accepted", err)
		}
	}
}

// admit starts the handshake. When many peers are at it, the one that has been silent for longest makes room.
func (l *listener) admit(nc net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isClosed() {
		nc.Close()
		return
	}
	if len(l.pending) == l.opts.MaxConns {
		l.pending[0].Close()
		l.pending = l.pending[1:]
	}
	l.pending = append(l.pending, nc)
	l.running.Go(func() { l.attend(nc) })
}

func (l *listener) attend(nc net.Conn) {
	nc.SetDeadline(time.Now().Add(l.opts.Handshake))
	c, err := handshake(nc, l.kind, "", false, l.opts)
	if err == nil {
		nc.SetDeadline(time.Time{})
		err = l.add(c)
	}
	if err != nil {
		l.forget(nc)
		nc.Close()
		l.log(nc.RemoteAddr().String()+" not connected", err)
		return
	}
	err = l.serve(c)
	l.remove(c)
	l.log(c.peer.String()+" dropped", err)
}

// add makes the connection known, with a number and an identity.
func (l *listener) add(c *conn) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.isClosed():
		return net.ErrClosed
	case len(l.conns) == l.opts.MaxConns:
		return fmt.Errorf("%d peers are connected (Options.MaxConns)", len(l.conns))
	}
	l.pending = without(l.pending, c.Conn)
	l.greeted++
	c.peer.Conn = l.greeted
	if c.peer.ID == "" {
		c.peer.ID = "\x00" + strconv.FormatUint(l.greeted, 10) // no peer may announce one that starts with zero
	}
	l.conns[c.peer.Conn] = c
	return nil
}

func (l *listener) forget(nc net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending = without(l.pending, nc)
}

func without(list []net.Conn, nc net.Conn) []net.Conn {
	return slices.DeleteFunc(list, func(other net.Conn) bool { return other == nc })
}

func (l *listener) remove(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, c.peer.Conn)
}

// find is the connection of a peer: the very one or, if that has gone, the newest with its identity.
func (l *listener) find(p Peer) *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := l.conns[p.Conn]
	if found != nil {
		return found
	}
	for _, c := range l.conns {
		if c.peer.ID == p.ID && (found == nil || c.peer.Conn > found.peer.Conn) {
			found = c
		}
	}
	return found
}

// log tells what happened to a peer, if it is more than that it went away.
func (l *listener) log(what string, err error) {
	if l.opts.Log != nil && !isLeaving(err) {
		l.opts.Log(l.error(what, err))
	}
}

func (l *listener) error(what string, err error) error {
	return fmt.Errorf("zmtp: %s %s: %s: %w", l.kind.name, l.endpoint, what, err)
}

func (l *listener) isClosed() bool {
	select {
	case <-l.closed:
		return true
	default:
		return false
	}
}

// Close stops listening, removes the file of an ipc endpoint, and lets each connection end: what was sent is written and the
// peer sees the end, or is cut off after Options.Linger. Nothing runs any more when it returns. It may be called again, also while
// others send and receive: they get [net.ErrClosed].
func (l *listener) Close() error {
	l.mu.Lock()
	var err error
	if !l.isClosed() {
		close(l.closed)
		err = l.net.Close()
		for _, nc := range l.pending {
			nc.Close()
		}
		for _, c := range l.conns {
			c.finish(l.opts.Linger)
		}
	}
	l.mu.Unlock()
	l.running.Wait()
	if err != nil && !errors.Is(err, net.ErrClosed) {
		return l.error("not closed", err)
	}
	return nil
}
