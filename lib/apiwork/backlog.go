package apiwork

import (
	"context"
	"net"
)

// A backlog bounds how many connections await that the server accepts them. Beyond a limit of its own (128 on old systems, 4096 on
// newer ones) the operating system drops a connection's first packet, which is sent again after a second only. A nil backlog bounds
// nothing: that of a client in another process than the server, which has one request at a time under way.
type backlog chan struct{}

// awaiting is the bound: below every limit, and far more than the server accepts in a moment.
const awaiting = 100

// enter waits for a place, until ctx or what it is for is over.
func (b backlog) enter(ctx context.Context, over <-chan struct{}) error {
	if b == nil {
		return nil
	}
	select {
	case b <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-over:
		return net.ErrClosed
	}
}

// leave gives a place back. It does not wait for one that is taken: a connection that is called off while it is opened may be given back
// by both its ends.
func (b backlog) leave() {
	select {
	case <-b:
	default:
	}
}
