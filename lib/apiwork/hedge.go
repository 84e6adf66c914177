package apiwork

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"threadboost/lib/lab"
)

// A race is the hedged request of Dean and Barroso ("The Tail at Scale"): when the first request is not answered soon, a second one is
// sent, and the first good answer wins. The other request is called off.
type race struct {
	*client
	urls    [2]string
	cancels [2]context.CancelFunc
	answers chan answer
	won     atomic.Bool
}

// An answer is what became of one of the two requests.
type answer struct {
	request int
	body    io.ReadCloser
	err     error
}

// hedge sends a request, and after so long without an answer the other one. It returns the body of the first good answer, or the last
// error. The second request counts as an attempt of the unit.
func (c *client) hedge(ctx context.Context, after time.Duration, urls [2]string) (io.ReadCloser, error) {
	r := &race{client: c, urls: urls, answers: make(chan answer, 2)}
	r.send(ctx, 0)
	timer := time.NewTimer(after)
	defer timer.Stop()
	for underWay := 1; ; {
		select {
		case <-timer.C:
			lab.Retried(ctx)
			r.send(ctx, 1)
			underWay++
		case a := <-r.answers:
			if underWay--; a.err == nil || underWay == 0 {
				return r.finish(a)
			}
		}
	}
}

// send sends one of the two requests. Once the other one has won, its answer is dropped.
func (r *race) send(ctx context.Context, request int) {
	ctx, r.cancels[request] = context.WithCancel(ctx)
	r.racers.Go(func() {
		body, err := r.get(ctx, r.urls[request])
		if err == nil && !r.won.CompareAndSwap(false, true) {
			err = errors.Join(errLost, body.Close())
		}
		r.answers <- answer{request, body, err}
	})
}

var errLost = errors.New("the other request won")

// finish calls the other request off. The one that won goes on until its body is closed.
func (r *race) finish(a answer) (io.ReadCloser, error) {
	for request, cancel := range r.cancels {
		if cancel != nil && (request != a.request || a.err != nil) {
			cancel()
		}
	}
	if a.err != nil {
		return nil, a.err
	}
	return &winner{a.body, r.cancels[a.request]}, nil
}

// A winner is the body of an answer, with what is to be called after it.
type winner struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (w *winner) Close() error {
	defer w.cancel()
	return w.ReadCloser.Close()
}
