package zmtp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"time"
)

// kind is a socket type: its name on the wire, and the types of peers that it may talk to.
type kind struct {
	name  string
	peers []string
}

var (
	router = kind{"ROUTER", []string{"DEALER", "REQ", "ROUTER"}}
	xpub   = kind{"XPUB", []string{"SUB", "XSUB"}}
	dealer = kind{"DEALER", []string{"ROUTER", "REP", "DEALER"}}
	sub    = kind{"SUB", []string{"PUB", "XPUB"}}
)

// conn is a connection after the handshake. One goroutine reads, another writes, everybody may send.
type conn struct {
	net.Conn
	peer  Peer
	minor byte // of the peer's ZMTP 3
	in    *reader
	out   *queue

	expiring bool // a read has a deadline; for the reader only
	ended    chan struct{}
	end      sync.Once
}

// handshake greets a peer and learns who it is. The one who dialled tells first, as ZMTP 3.1 has it: so the other can
// refuse by an ERROR in place of its READY.
func handshake(nc net.Conn, k kind, identity string, dialled bool, o Options) (*conn, error) {
	c := &conn{Conn: nc, out: newQueue(o), ended: make(chan struct{})}
	c.in = newReader(readerFunc(c.read), o)
	ready := commandFrame(properties{k.name, identity}.ready())
	_, err := nc.Write(newGreeting())
	if err == nil {
		c.minor, err = readGreeting(c.in)
	}
	if err == nil && dialled {
		_, err = nc.Write(ready)
	}
	if err == nil {
		err = c.meet(k)
	}
	if err == nil && !dialled {
		_, err = nc.Write(ready)
	}
	return c, err
}

// meet reads the peer's READY, and refuses a peer that is none for us.
func (c *conn) meet(k kind) error {
	peer, err := c.readReady()
	if err != nil {
		return unexpected(err)
	}
	if !slices.Contains(k.peers, peer.socketType) {
		reason := fmt.Sprintf("a %s cannot talk to a %.20q, want one of %q", k.name, peer.socketType, k.peers)
		c.Write(commandFrame(refusal(reason)))
		return fmt.Errorf("%w: %s", errWrongPeer, reason)
	}
	c.peer.ID = peer.identity
	return nil
}

var errWrongPeer = errors.New("the peer is of the wrong kind")

func (c *conn) readReady() (p properties, err error) {
	flags, body, err := c.in.frame(maxCommand)
	if err != nil {
		return p, err
	}
	name, data, err := parseCommand(body)
	switch {
	case flags&isCommand == 0 || err != nil:
		return p, fmt.Errorf("a frame % .20x after the greeting, want the command READY", body)
	case name == "ERROR":
		return p, refused(data)
	case name != "READY":
		return p, fmt.Errorf("the command %q after the greeting, want READY", name)
	}
	return parseProperties(data)
}

// run reads until the connection ends, and returns why. The functions get what is for the socket.
func (c *conn) run(message func(Message), command func(name string, data []byte) error) error {
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.write()
	}()
	err := c.serve(message, command)
	c.drop(err)
	<-written
	return c.out.reason() // this error or, if the connection was dropped before, the one for that
}

func (c *conn) serve(message func(Message), command func(name string, data []byte) error) error {
	for {
		m, err := c.in.message(func(name string, data []byte) error { return c.command(name, data, command) })
		if err != nil {
			return err
		}
		message(m)
	}
}

func (c *conn) command(name string, data []byte, other func(name string, data []byte) error) error {
	switch name {
	case "PING":
		return c.pong(data)
	case "ERROR":
		return refused(data)
	case "READY":
		return errors.New("a second READY")
	}
	return other(name, data)
}

// pong answers a PING. Its time to live, in tenths of a second, is how long the connection may then be silent.
func (c *conn) pong(data []byte) error {
	if len(data) < 2 || len(data) > 2+maxPing {
		return fmt.Errorf("a PING with %d bytes, want 2 to %d", len(data), 2+maxPing)
	}
	if ttl := binary.BigEndian.Uint16(data); ttl > 0 && c.in.Buffered() == 0 {
		c.expire(time.Now().Add(time.Duration(ttl) * time.Second / 10))
	}
	return c.send(entry{Message{newCommand("PONG", data[2:]...)}, isCommand})
}

// expire sets the reader's deadline, unless the connection is ending and has a last one.
func (c *conn) expire(t time.Time) {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	if !c.out.finishing {
		c.SetReadDeadline(t)
		c.expiring = !t.IsZero()
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// read is the reader's source. Whatever arrives is a sign of life.
func (c *conn) read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.expiring {
		c.expire(time.Time{})
	}
	return n, err
}

// write writes what is sent until the connection ends. An error is not the connection's end: what the peer has said before
// it went shall be read.
func (c *conn) write() {
	w := newWriter(c.Conn)
	batch := make([]entry, 0, batchEntries)
	for {
		batch = c.out.take(batch[:0])
		if len(batch) == 0 {
			if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
				half.CloseWrite() // the peer reads all before it sees the end, even if it has said what we never read
			}
			return
		}
		if err := writeAll(w, batch); err != nil {
			c.out.fail(err)
			return
		}
		c.out.written(batch)
		clear(batch)
	}
}

func writeAll(w *writer, batch []entry) error {
	for _, e := range batch {
		if err := w.add(e); err != nil {
			return err
		}
	}
	return w.flush()
}

// send queues, and never waits. A peer that does not read what we have for it is dropped.
func (c *conn) send(e entry) error {
	err := c.out.put(e)
	if errors.Is(err, ErrFull) {
		c.drop(err)
	}
	return err
}

// sendMessage is send for the socket's user.
func (c *conn) sendMessage(m Message) error {
	if err := checkMessage(m); err != nil {
		return err
	}
	return c.send(entry{m, 0})
}

func checkMessage(m Message) error {
	if len(m) == 0 {
		return errors.New("a message without frames")
	}
	return nil
}

// deliver gives what was read to who receives, unless the connection ends meanwhile.
func deliver[T any](c *conn, to chan<- T, what T) {
	select {
	case to <- what:
	case <-c.ended:
	}
}

// drop ends the connection at once.
func (c *conn) drop(err error) {
	c.out.fail(err)
	c.end.Do(func() { close(c.ended) })
	c.Close()
}

// finish ends the connection when what waits is written and the peer has seen the end, or after the linger.
func (c *conn) finish(linger time.Duration) {
	if linger <= 0 {
		c.drop(net.ErrClosed)
		return
	}
	c.out.finish()
	c.SetDeadline(time.Now().Add(linger))
	c.end.Do(func() { close(c.ended) })
}

// isLeaving tells whether an error is only a peer that goes away.
func isLeaving(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || isReset(err)
}
