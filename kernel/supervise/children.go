package supervise

import (
	"context"
	"sync"
)

// ready returns the child, and starts one if there is none.
func (k *Kernel) ready(ctx context.Context) (*child, error) {
	if c := k.current(); c != nil && !c.ended() {
		return c, nil
	}
	if err := k.newChild(ctx); err != nil {
		return nil, err
	}
	return k.current(), nil
}

// newChild starts a child unless there is one that lives.
func (k *Kernel) newChild(ctx context.Context) error {
	k.starting.Lock()
	defer k.starting.Unlock()
	if c := k.current(); c != nil && !c.ended() {
		return nil
	}
	if k.current() != nil { // it has ended
		k.noteLost()
	}
	k.dropChild()
	c, err := k.startChild(ctx)
	if err != nil {
		return err
	}
	k.mu.Lock()
	k.child = c
	k.mu.Unlock()
	return nil
}

// noteLost keeps what the next cell is told about definitions that are lost.
func (k *Kernel) noteLost() {
	lost := k.lost()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lostNote += lost
}

func (k *Kernel) takeLost() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	lost := k.lostNote
	k.lostNote = ""
	return lost
}

// renew replaces a child that is gone, beside whatever else is done; the next cell waits for it.
func (k *Kernel) renew(ctx context.Context) {
	k.requests.Go(func() {
		if err := k.newChild(ctx); err != nil && ctx.Err() == nil {
			k.log.printf("%v", err)
		}
	})
}

// dropChild ends the child.
func (k *Kernel) dropChild() {
	k.mu.Lock()
	c := k.child
	k.child = nil
	k.mu.Unlock()
	if c != nil {
		c.stop()
	}
}

func (c *child) ended() bool {
	select {
	case <-c.guard.Done():
		return true
	default:
		return false
	}
}

// setRunning notes which cell runs; nil for none.
func (k *Kernel) setRunning(x *run) {
	k.mu.Lock()
	k.running, k.ran = x, true
	k.mu.Unlock()
	k.helper.SetBusy(x != nil)
}

// isBusy reports whether a cell runs or there was one since the last time that this was asked.
func (k *Kernel) isBusy() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	busy := k.running != nil || k.ran || k.child == nil
	k.ran = false
	return busy
}

// limitsNow are the limits of the next cell.
func (k *Kernel) limitsNow() Limits {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.limits
}

// A lockedMap maps names to names, for any number of goroutines.
type lockedMap struct {
	mu     sync.Mutex
	values map[string]string
}

func (m *lockedMap) set(name, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = make(map[string]string)
	}
	m.values[name] = value
}

func (m *lockedMap) remove(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.values, name)
}

func (m *lockedMap) all() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	copied := make(map[string]string, len(m.values))
	for name, value := range m.values {
		copied[name] = value
	}
	return copied
}
