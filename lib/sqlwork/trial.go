package sqlwork

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"threadboost/lib/internal/pause"
	"threadboost/lib/lab"
)

// A trial is the transactions of one job.
type trial struct {
	*work
	scripts sync.Pool     // of *script
	done    []atomic.Bool // units that were committed
	wrong   atomic.Pointer[string]
}

func newTrial(w *work) *trial {
	t := &trial{work: w, done: make([]atomic.Bool, w.plan.units)}
	t.scripts.New = func() any { return &script{plan: w.plan} }
	return t
}

// unit runs a transaction. Its script is not used again after an error or a panic.
func (t *trial) unit(ctx context.Context, i int) (uint64, error) {
	s := t.scripts.Get().(*script)
	s.write(i)
	if err := t.transact(ctx, s.statements); err != nil {
		return 0, fmt.Errorf("sqlwork: transaction %d: %w", i, err)
	}
	t.done[i].Store(true)
	if wrong := s.wrong(); wrong != "" {
		wrong = fmt.Sprintf("transaction %d: %s", i, wrong)
		t.wrong.CompareAndSwap(nil, &wrong)
	}
	sum := s.sum()
	t.scripts.Put(s)
	return sum, nil
}

// attempts is how often a transaction is tried before it is given up.
const attempts = 50

// transact runs a transaction, again as long as the database says that this may help.
func (t *trial) transact(ctx context.Context, statements []Statement) error {
	for attempt := 1; ; attempt++ {
		err := lab.Wait(ctx, func() error { return t.pools.do(ctx, statements) })
		switch {
		case err == nil || ctx.Err() != nil || !t.table.Retryable(err):
			return err
		case attempt == attempts:
			return fmt.Errorf("given up after %d attempts: %w", attempts, err)
		}
		lab.Retried(ctx)
		if err := lab.Wait(ctx, func() error { return pause.For(ctx, backoff(attempt)) }); err != nil {
			return err
		}
	}
}

// backoff is how long to wait after an attempt: up to 1 ms, then up to twice as long each time, at most 100 ms. It is random, so
// that those who have met do not meet again.
func backoff(attempt int) time.Duration {
	return rand.N(min(time.Millisecond<<min(attempt-1, 10), 100*time.Millisecond))
}

// close compares what the statements gave and left, unless the trial was called off.
func (t *trial) close(ctx context.Context, whole bool) error {
	if ctx.Err() != nil {
		return nil
	}
	if wrong := t.wrong.Load(); wrong != nil {
		return errors.New("sqlwork: " + *wrong)
	}
	return t.verify(ctx, whole)
}
