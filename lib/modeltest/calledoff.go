package modeltest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"threadboost/lib/lab"
)

const (
	reaction = time.Second           // within this a model returns after its context has ended
	quiet    = 50 * time.Millisecond // without a new unit for so long, all workers are busy
)

// stops ends the model's context while units wait for that.
func stops(ctx context.Context, m lab.Model) error {
	c := newCalledOff(ctx, m)
	var caller sync.WaitGroup
	caller.Go(func() {
		c.busy()
		c.callOff()
	})
	c.run(ctx)
	caller.Wait()
	return c.verdict()
}

// staysOff gives the model a context that has ended already.
func staysOff(ctx context.Context, m lab.Model) error {
	c := newCalledOff(ctx, m)
	c.callOff()
	c.run(ctx)
	return c.verdict()
}

// runsAgain wants a whole run after one that was called off: what a model keeps in its fields has to be given back then too.
func runsAgain(ctx context.Context, m lab.Model) error {
	stops(ctx, m) // another check tells what is wrong with that
	if _, err := try(ctx, m, 20, quick); err != nil {
		return fmt.Errorf("%w (called off, it may have kept something, such as a token of a semaphore: give it back in a defer)", err)
	}
	return nil
}

// A calledOff is a model on a job that is called off. Only the model's own context ends, not that of the run around it.
type calledOff struct {
	probe
	crowd
	off          context.Context
	end          context.CancelFunc
	timeUp       chan time.Time
	running      atomic.Int64
	before, left int64 // units started before the call, units that still ran when the model returned
}

func newCalledOff(ctx context.Context, m lab.Model) *calledOff {
	c := &calledOff{crowd: newCrowd(), timeUp: make(chan time.Time)}
	c.probe = probe{model: m, limit: c.timeUp}
	c.off, c.end = context.WithCancel(ctx)
	return c
}

// Run gives the model the context that ends.
func (c *calledOff) Run(_ context.Context, job *lab.Job) error {
	err := c.probe.Run(c.off, job)
	c.left = c.running.Load()
	return err
}

func (c *calledOff) run(ctx context.Context) {
	lab.Run(ctx, experiment(c, 100, c.unit), lab.Options{}) // its error says only that units were left out
	close(c.over)
}

// unit waits until it is called off, and takes a moment to end.
func (c *calledOff) unit(ctx context.Context, _ int) error {
	c.started.Add(1)
	c.running.Add(1)
	defer c.running.Add(-1)
	select {
	case <-ctx.Done():
	case <-c.over:
	}
	time.Sleep(time.Millisecond)
	return ctx.Err()
}

func (c *calledOff) callOff() {
	c.before = c.started.Load()
	c.end()
	time.AfterFunc(reaction, func() { close(c.timeUp) })
}

func (c *calledOff) verdict() error {
	late := c.started.Load() - c.before
	switch {
	case errors.Is(c.trouble, errBlocked):
		return fmt.Errorf("%w: Run had not returned %v after its context ended; pass that context to job.Do and watch ctx.Done() where you wait", errBlocked, reaction)
	case c.trouble != nil:
		return c.trouble
	case c.left > 0:
		return fmt.Errorf("Run returned while %d of 100 units still ran: wait for all calls of job.Do", c.left)
	case late > 0:
		return fmt.Errorf("it started %d of 100 units after its context had ended: look at ctx.Err() before each job.Do", late)
	case !errors.Is(c.returned, context.Canceled):
		return fmt.Errorf("Run returned the error %v after its context had ended: return ctx.Err()", c.returned)
	}
	return nil
}
