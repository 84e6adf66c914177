package kerneltest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"threadboost/kernel/supervise/message"
)

// A Result is what came for a request.
type Result struct {
	Reply     message.Message
	Published []message.Message // in order, the states too
	Asked     int               // input_requests

	Sent, Replied, Ended time.Time // Ended: both the reply and idle have come
}

// An Exchange is a request that was sent, and what comes for it.
type Exchange struct {
	Request message.Message
	Header  json.RawMessage // of the request, as it was sent

	client *Client
	asked  chan message.Message
	seen   chan struct{} // has an element when there may be something new
	done   chan struct{}
	err    error

	mu            sync.Mutex
	result        Result
	replied, idle bool
}

// questions is how many input_requests of a cell wait for an answer at most.
const questions = 64

func newExchange(c *Client, request message.Message) *Exchange {
	return &Exchange{
		Request: request, client: c, asked: make(chan message.Message, questions), seen: make(chan struct{}, 1), done: make(chan struct{}),
		result: Result{Sent: time.Now()},
	}
}

// add takes a message and ends the exchange when all has come.
func (x *Exchange) add(m message.Message, note func()) {
	x.mu.Lock()
	note()
	if x.replied && x.result.Replied.IsZero() {
		x.result.Replied = time.Now()
	}
	complete := x.replied && x.idle
	x.mu.Unlock()
	select {
	case x.seen <- struct{}{}:
	default:
	}
	if complete {
		x.client.forget(x)
		x.end(nil)
	}
}

func (x *Exchange) end(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.result.Ended.IsZero() {
		return
	}
	x.result.Ended, x.err = time.Now(), err
	close(x.done)
}

// Done is closed when the reply and idle have come, or never will.
func (x *Exchange) Done() <-chan struct{} { return x.done }

// Wait waits until the reply and idle have come.
func (x *Exchange) Wait(ctx context.Context) (Result, error) {
	select {
	case <-x.done:
	case <-ctx.Done():
		return x.so(), fmt.Errorf("kerneltest: %s is not answered: %w; so far: %v", x.Request.Header.Type, context.Cause(ctx), x.so())
	}
	if x.err != nil {
		return x.so(), fmt.Errorf("kerneltest: %s: %w", x.Request.Header.Type, x.err)
	}
	return x.so(), nil
}

// so is what has come so far.
func (x *Exchange) so() Result {
	x.mu.Lock()
	defer x.mu.Unlock()
	r := x.result
	r.Published = r.Published[:len(r.Published):len(r.Published)]
	return r
}

// Await waits until what has come is as asked for.
func (x *Exchange) Await(ctx context.Context, what string, is func(Result) bool) error {
	for !is(x.so()) {
		select {
		case <-x.seen:
		case <-x.done:
			if is(x.so()) {
				return nil
			}
			return fmt.Errorf("kerneltest: it has ended without %s: %v", what, x.so())
		case <-ctx.Done():
			return fmt.Errorf("kerneltest: no %s: %w; so far: %v", what, context.Cause(ctx), x.so())
		}
	}
	return nil
}

// AwaitText waits until a stream holds a text.
func (x *Exchange) AwaitText(ctx context.Context, text string) error {
	return x.Await(ctx, fmt.Sprintf("%q in the output", text), func(r Result) bool {
		return strings.Contains(r.Text("stdout"), text) || strings.Contains(r.Text("stderr"), text)
	})
}

// Question waits for an input_request.
func (x *Exchange) Question(ctx context.Context) (message.Message, error) {
	select {
	case m := <-x.asked:
		return m, nil
	case <-x.done:
		return message.Message{}, fmt.Errorf("kerneltest: it has ended without a question: %v", x.so())
	case <-ctx.Done():
		return message.Message{}, fmt.Errorf("kerneltest: no question: %w; so far: %v", context.Cause(ctx), x.so())
	}
}
