package supervise

import (
	"context"
	"sync"
)

// A queue holds the cells that wait for their turn.
type queue struct {
	mu      sync.Mutex
	waiting []request
	more    chan struct{} // has an element when there may be something new
}

func (q *queue) init() { q.more = make(chan struct{}, 1) }

func (q *queue) add(r request) {
	q.mu.Lock()
	q.waiting = append(q.waiting, r)
	q.mu.Unlock()
	select {
	case q.more <- struct{}{}:
	default:
	}
}

// next waits for a cell; ok is false when ctx has ended.
func (q *queue) next(ctx context.Context) (r request, ok bool) {
	for {
		q.mu.Lock()
		if len(q.waiting) > 0 {
			r, q.waiting = q.waiting[0], q.waiting[1:]
			q.mu.Unlock()
			return r, true
		}
		q.mu.Unlock()
		select {
		case <-q.more:
		case <-ctx.Done():
			return r, false
		}
	}
}

// takeAll empties the queue.
func (q *queue) takeAll() []request {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.waiting
	q.waiting = nil
	return all
}
