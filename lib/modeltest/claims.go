package modeltest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"threadboost/lib/lab"
)

// A Claim is something that a model promises beyond the contract, to be checked with it.
type Claim struct{ check }

// Limit claims that n units run at once: never more, and as many when there are enough.
func Limit(n int) Claim {
	return Claim{check{fmt.Sprintf("runs %d units at once", n), func(ctx context.Context, m lab.Model) error { return atOnce(ctx, m, n) }, false}}
}

// InOrder claims that units start in the order of their numbers.
func InOrder() Claim {
	return Claim{check{"starts units in their order", inOrder, false}}
}

// KeysInOrder claims that units of one key (job.Key) run one after the other, in the order of their numbers.
func KeysInOrder() Claim {
	return Claim{check{"runs units of one key in their order", keysInOrder, false}}
}

// atOnce holds units back until no more are started, and counts them.
func atOnce(ctx context.Context, m lab.Model, n int) error {
	c := newHeld()
	var opener sync.WaitGroup
	opener.Go(func() {
		c.busy()
		close(c.gate)
	})
	_, err := try(ctx, m, 2*n+10, c.unit)
	close(c.over)
	opener.Wait()
	switch {
	case err != nil:
		return err
	case c.most > n:
		return fmt.Errorf("%d units ran at once: take a token before a unit is started and give it back after it", c.most)
	case c.most < n:
		return fmt.Errorf("at most %d of %d units ran at once: look for what else holds them back", c.most, 2*n+10)
	}
	return nil
}

// A held counts units that wait for a gate to open.
type held struct {
	crowd
	gate    chan struct{}
	mu      sync.Mutex
	running int
	most    int
}

func newHeld() *held {
	return &held{crowd: newCrowd(), gate: make(chan struct{})}
}

func (h *held) unit(ctx context.Context, _ int) error {
	h.started.Add(1)
	h.count(1)
	defer h.count(-1)
	select {
	case <-h.gate:
	case <-ctx.Done():
	}
	time.Sleep(time.Millisecond)
	return nil
}

func (h *held) count(change int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.running += change
	h.most = max(h.most, h.running)
}

// inOrder lets units wait for different times, which tempts a model to start them in another order.
func inOrder(ctx context.Context, m lab.Model) error {
	o := order{last: -1}
	_, err := try(ctx, m, 50, func(ctx context.Context, i int) error {
		o.start(i)
		o.end() // it may run on beside the next one
		return lab.Wait(ctx, func() error {
			time.Sleep(time.Duration(i%3) * time.Millisecond)
			return nil
		})
	})
	if err != nil {
		return err
	}
	return o.wrong
}

func keysInOrder(ctx context.Context, m lab.Model) error {
	var owned [keys]order
	for key := range owned {
		owned[key].last = -1
	}
	_, err := try(ctx, m, 20*keys, func(ctx context.Context, i int) error {
		o := &owned[key(i)]
		o.start(i)
		defer o.end()
		return lab.Wait(ctx, func() error { return nap(ctx, i) })
	})
	for key := range owned {
		if err == nil && owned[key].wrong != nil {
			err = fmt.Errorf("of the units with key %d, %w", key, owned[key].wrong)
		}
	}
	return err
}

// An order watches the order in which units start, and that none starts before the one before it has ended.
type order struct {
	mu      sync.Mutex
	last    int
	running bool
	wrong   error
}

func (o *order) start(i int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.wrong != nil:
	case i < o.last:
		o.wrong = fmt.Errorf("unit %d started after unit %d", i, o.last)
	case o.running:
		o.wrong = fmt.Errorf("unit %d started while unit %d still ran", i, o.last)
	}
	o.last = i
	o.running = true
}

func (o *order) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.running = false
}
