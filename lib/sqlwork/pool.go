package sqlwork

import (
	"context"
	"errors"
	"sync"
)

// A pool lends sessions, at most so many at once. Who comes when none is free waits in a queue.
type pool struct {
	table Table
	slots chan struct{} // an element for each session that is lent

	mu     sync.Mutex
	idle   []Session // the one used last, whose caches are warm, is lent first
	closed bool
}

func newPool(table Table, size int) *pool {
	return &pool{table: table, slots: make(chan struct{}, size)}
}

// connect opens all sessions.
func (p *pool) connect(ctx context.Context) error {
	for range cap(p.slots) {
		s, err := p.table.Connect(ctx)
		if err != nil {
			return err
		}
		p.idle = append(p.idle, s)
	}
	return nil
}

// use lends a session for a call.
func (p *pool) use(ctx context.Context, call func(Session) error) error {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.slots }()
	s, err := p.take(ctx)
	if err != nil {
		return err
	}
	returned := false
	defer func() {
		if !returned { // it panicked: nobody knows in what state the session is
			s.Close()
		}
	}()
	err = call(s)
	returned = true
	return p.give(s, err)
}

func (p *pool) take(ctx context.Context) (Session, error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		s := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return s, nil
	}
	p.mu.Unlock()
	return p.table.Connect(ctx)
}

// give takes a session back, or closes it where it can no longer be used.
func (p *pool) give(s Session, err error) error {
	usable := err == nil || p.table.Retryable(err)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !usable || p.closed {
		return errors.Join(err, s.Close())
	}
	p.idle = append(p.idle, s)
	return err
}

// close closes the sessions; one that is still lent, to a unit that does not end, is closed when it comes back.
func (p *pool) close() (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, s := range p.idle {
		err = errors.Join(err, s.Close())
	}
	return err
}

// pools are where transactions get their sessions.
type pools struct{ readers, writers *pool }

// newPools makes pools of so many sessions in all.
func newPools(table Table, connections int, oneWriter bool) *pools {
	if !oneWriter {
		all := newPool(table, connections)
		return &pools{all, all}
	}
	return &pools{newPool(table, max(connections-1, 1)), newPool(table, 1)}
}

func (p *pools) connect(ctx context.Context) error {
	err := p.writers.connect(ctx)
	if err == nil && p.readers != p.writers {
		err = p.readers.connect(ctx)
	}
	return err
}

func (p *pools) close() error {
	err := p.writers.close()
	if p.readers != p.writers {
		err = errors.Join(err, p.readers.close())
	}
	return err
}

// do runs a transaction.
func (p *pools) do(ctx context.Context, statements []Statement) error {
	from := p.readers
	if Writes(statements) {
		from = p.writers
	}
	return from.use(ctx, func(s Session) error { return s.Do(ctx, statements) })
}
