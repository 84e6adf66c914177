// Package delay simulates the latency of a network: a proxy on this machine through which bytes take a while.
//
// Each piece of what comes in goes out, in its order, half a round trip later, so that many can be under way at once, as on a cable: latency
// is added and bandwidth is not limited. Nothing is lost either. A piece may come later than it should, by what the timers and a busy machine
// add, and never earlier.
package delay

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"time"
)

// Proxy is a proxy that listens. Its owner calls Close.
type Proxy struct {
	listener  net.Listener
	dial      func() (net.Conn, error)
	delay     time.Duration // of each direction
	mu        sync.Mutex
	open      map[net.Conn]bool
	closed    bool
	relayings sync.WaitGroup
}

// Listen starts a proxy to what dial reaches, on which a question and its answer take roundTrip longer.
func Listen(roundTrip time.Duration, dial func() (net.Conn, error)) (*Proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: listener, dial: dial, delay: roundTrip / 2, open: map[net.Conn]bool{}}
	p.relayings.Go(p.accept)
	return p, nil
}

// Addr is where it listens, on this machine alone.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Close ends the proxy and its connections, and returns when nothing is left of them.
func (p *Proxy) Close() error {
	err := p.listener.Close()
	p.mu.Lock()
	p.closed = true
	for conn := range p.open {
		conn.Close()
	}
	p.mu.Unlock()
	p.relayings.Wait()
	return err
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			p.relayings.Go(func() { p.relay(client) })
			continue
		}
		time.Sleep(10 * time.Millisecond) // there are too many files, say
	}
}

// relay joins a client and a server until both have ended.
func (p *Proxy) relay(client net.Conn) {
	defer p.forget(client)
	server, err := p.dial()
	if err != nil {
		return
	}
	defer p.forget(server)
	if !p.keep(client, server) {
		return
	}
	var directions sync.WaitGroup
	directions.Go(func() { p.pass(server, client) })
	directions.Go(func() { p.pass(client, server) })
	directions.Wait()
}

func (p *Proxy) keep(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range conns {
		p.open[conn] = true
	}
	return !p.closed
}

func (p *Proxy) forget(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, conn)
	conn.Close()
}

// piece is some bytes and when they are due on the other side.
type piece struct {
	bytes []byte
	due   time.Time
}

// pass passes on what comes from one side, late, and then its end. When the other side takes no more, both are closed.
func (p *Proxy) pass(to, from net.Conn) {
	const underWay = 256 // of pieces; more wait where they come from
	line := make(chan piece, underWay)
	go p.receive(line, from)
	for next := range line {
		time.Sleep(time.Until(next.due))
		if _, err := to.Write(next.bytes); err != nil {
			from.Close()
		}
	}
	if half, ok := to.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}

// receive puts what comes on the line.
func (p *Proxy) receive(line chan<- piece, from net.Conn) {
	defer close(line)
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			line <- piece{bytes.Clone(buffer[:n]), time.Now().Add(p.delay)}
		}
		if err != nil {
			return
		}
	}
}
