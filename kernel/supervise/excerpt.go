package supervise

import "sync"

// An excerpt keeps the beginning and the end of a text of any length.
type excerpt struct {
	mu          sync.Mutex
	first, last []byte
	cut         bool
}

// kept is how much of the beginning is kept, and as much of the end.
const kept = 64 << 10

func (e *excerpt) add(text []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := min(kept-len(e.first), len(text))
	e.first = append(e.first, text[:n]...)
	e.last = append(e.last, text[n:]...)
	if over := len(e.last) - kept; over > kept { // copied at times only
		e.last, e.cut = append(e.last[:0], e.last[over:]...), true
	}
}

func (e *excerpt) String() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.cut {
		return string(e.first) + string(e.last)
	}
	return string(e.first) + "\n...\n" + string(e.last)
}
