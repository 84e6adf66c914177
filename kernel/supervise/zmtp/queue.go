package zmtp

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
)

// entry is a message, or a command, that waits to be written.
type entry struct {
	frames Message
	flags  byte
}

// size is what an entry costs in memory; the frames of a message to many peers are counted for each.
func (e entry) size() int {
	const header = 24
	size := header
	for _, f := range e.frames {
		size += len(f) + header
	}
	return size
}

// queue holds what waits to be written to one peer, within limits. Many may put, one takes.
type queue struct {
	maxBytes, maxEntries int

	mu             sync.Mutex
	changed        sync.Cond
	waiting        []entry
	entries, bytes int   // waiting and being written
	finishing      bool  // nothing more may be put
	err            error // nothing more can be written
}

func newQueue(o Options) *queue {
	q := &queue{maxBytes: o.MaxQueue, maxEntries: o.MaxQueued}
	q.changed.L = &q.mu
	return q
}

// put never waits. One entry is always taken, however big.
func (q *queue) put(e entry) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	size := e.size()
	switch {
	case q.finishing:
		return net.ErrClosed
	case q.err != nil:
		return q.err
	case q.entries > 0 && (q.bytes+size > q.maxBytes || q.entries == q.maxEntries):
		return fmt.Errorf("%w: %d messages of %d bytes", ErrFull, q.entries, q.bytes)
	}
	q.waiting = append(q.waiting, e)
	q.entries++
	q.bytes += size
	q.changed.Broadcast()
	return nil
}

// take waits for entries and appends those that shall be written together to the batch; none tells that it is over.
func (q *queue) take(batch []entry) []entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 && !q.finishing && q.err == nil {
		q.changed.Wait()
	}
	if q.err != nil {
		return batch
	}
	for size := 0; len(q.waiting) > 0 && len(batch) < cap(batch) && size < batchBytes; {
		size += q.waiting[0].size()
		batch = append(batch, q.waiting[0])
		q.waiting[0] = entry{}
		q.waiting = q.waiting[1:]
	}
	return batch
}

// written takes a batch from the account.
func (q *queue) written(batch []entry) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, e := range batch {
		q.bytes -= e.size()
	}
	q.entries -= len(batch)
	q.changed.Broadcast()
}

// finish lets what waits be written, and nothing more be put.
func (q *queue) finish() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.finishing = true
	q.changed.Broadcast()
}

// fail forgets what waits. The first error stays.
func (q *queue) fail(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = err
	}
	q.waiting = nil
	q.changed.Broadcast()
}

// reason is why nothing can be written.
func (q *queue) reason() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.finishing && isLeaving(q.err) {
		return net.ErrClosed // the peer went because we did
	}
	return q.err
}

// flush waits until everything is written, or cannot be.
func (q *queue) flush(ctx context.Context) error {
	defer context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.changed.Broadcast()
	})()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.entries > 0 && q.err == nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		q.changed.Wait()
	}
	return nil
}

// A batch is written by one or few system calls: small frames are copied to one piece of memory, big ones are written
// from where they are.
const (
	batchBytes   = 1 << 20
	batchEntries = 256
	copied       = 2 << 10
)

// writer collects frames and writes them together.
type writer struct {
	out    io.Writer
	small  []byte      // headers and small frames, never grown: parts point into it
	begun  int         // where the part of small that is not in parts begins
	parts  net.Buffers // what is to be written
	vector net.Buffers // the memory of parts
}

func newWriter(out io.Writer) *writer { return &writer{out: out, small: make([]byte, 0, chunk)} }

func (w *writer) add(e entry) error {
	for i, frame := range e.frames {
		flags := e.flags
		if i < len(e.frames)-1 {
			flags |= hasMore
		}
		if len(w.small)+maxHeader+copied > cap(w.small) {
			if err := w.flush(); err != nil {
				return err
			}
		}
		w.small = appendHeader(w.small, flags, len(frame))
		if len(frame) <= copied {
			w.small = append(w.small, frame...)
			continue
		}
		w.cut()
		w.parts = append(w.parts, frame)
	}
	return nil
}

func (w *writer) cut() {
	if w.begun < len(w.small) {
		w.parts = append(w.parts, w.small[w.begun:])
		w.begun = len(w.small)
	}
}

func (w *writer) flush() error {
	w.cut()
	w.vector = w.parts
	_, err := w.parts.WriteTo(w.out)
	clear(w.vector)
	w.parts, w.small, w.begun = w.vector[:0], w.small[:0], 0
	return err
}
