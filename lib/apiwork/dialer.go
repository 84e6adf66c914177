package apiwork

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"sync"
	"syscall"
)

// A dialer opens the connections of one trial, bounds their number and closes them all at its end.
type dialer struct {
	limit   int           // of open connections
	backlog backlog       // the server's
	over    chan struct{} // closed with the dialer

	mu    sync.Mutex
	open  map[*conn]struct{}
	count int // open or being opened
}

func newDialer(b backlog) *dialer {
	return &dialer{
		limit:   connections(openFiles()),
		backlog: b,
		over:    make(chan struct{}),
		open:    make(map[*conn]struct{}),
	}
}

// openFiles returns how many files this process may have open.
func openFiles() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxInt32 // the kernel refuses only a bad argument
	}
	return uint64(limit.Cur)
}

// connections returns how many connections fit into a limit of open files: each takes two, and a sixteenth is left to others.
//
// Without this bound the client could take the last file for a connection that the server then cannot accept, and wait for ever.
func connections(files uint64) int {
	files = min(files, math.MaxInt32)
	return int(files-files/16) / 2
}

// dial is the DialContext of a transport.
func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if err := d.reserve(); err != nil {
		return nil, err
	}
	c, err := d.connect(ctx, network, address)
	if err != nil {
		d.forget(nil)
		return nil, err
	}
	return d.keep(c.(*net.TCPConn))
}

// connect opens a connection when there is room in the server's backlog. The server makes room when it has accepted it.
func (d *dialer) connect(ctx context.Context, network, address string) (net.Conn, error) {
	if err := d.backlog.enter(ctx, d.over); err != nil {
		return nil, err
	}
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err == nil {
		return c, nil
	}
	d.backlog.leave()
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		err = fmt.Errorf("%w: %w", err, errTooMany)
	}
	return nil, err
}

// errTooMany is the advice to whoever opens too many connections.
var errTooMany = errors.New(`lower the number of workers or raise "ulimit -n"`)

// reserve counts one more connection, or refuses it.
func (d *dialer) reserve() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.closed():
		return net.ErrClosed
	case d.count >= d.limit:
		return fmt.Errorf("%d connections are open at once, as many as the limit of open files allows (a connection takes two, one for each end): %w",
			d.count, errTooMany)
	}
	d.count++
	return nil
}

// keep remembers a connection that was opened.
func (d *dialer) keep(tcp *net.TCPConn) (net.Conn, error) {
	tcp.SetLinger(0) // no TIME_WAIT: a few trials would use up the ports of the machine
	c := &conn{TCPConn: tcp, dialer: d}
	d.mu.Lock()
	d.open[c] = struct{}{}
	late := d.closed()
	d.mu.Unlock()
	if late {
		return nil, errors.Join(net.ErrClosed, c.Close())
	}
	return c, nil
}

// forget counts one connection less.
func (d *dialer) forget(c *conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.open, c)
	d.count--
}

// close closes all connections. Later ones are refused.
func (d *dialer) close() {
	for _, c := range d.shut() {
		c.Close()
	}
}

func (d *dialer) shut() []*conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed() {
		close(d.over)
	}
	open := make([]*conn, 0, len(d.open))
	for c := range d.open {
		open = append(open, c)
	}
	return open
}

func (d *dialer) closed() bool {
	select {
	case <-d.over:
		return true
	default:
		return false
	}
}

// A conn tells its dialer when it is closed.
type conn struct {
	*net.TCPConn
	dialer *dialer
	once   sync.Once
}

func (c *conn) Close() error {
	c.once.Do(func() { c.dialer.forget(c) })
	return c.TCPConn.Close()
}
