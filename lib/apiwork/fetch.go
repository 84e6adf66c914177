package apiwork

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"threadboost/lib/internal/payload"
	"threadboost/lib/lab"
)

// Fetch sends GET requests to a server of its own and sums the answers, one request a unit. All of it can be left out but for what is
// to be seen: the zero value is 200 requests of 1 KiB that are answered at once.
type Fetch struct {
	Requests int       // number of requests; zero means 200
	Latency  Law       // how long the server takes to answer; nil: it answers at once
	Payload  lab.Bytes // size of an answer's body; zero means 1 KiB
	Errors   float64   // share of the requests that are answered 503 Service Unavailable, from 0 to 1
	Pauses   Pauses    // when the server stops; zero means never
	Arrivals Arrivals  // when the requests are due; zero means all at the start, which is a closed loop

	Timeout time.Duration // for an attempt, until its answer has been read; zero means none
	Retry   Retry         // what is done about errors and timeouts; zero means nothing
	// Hedge is how long to wait for an answer before a second request is sent beside the first: the first good answer wins, and the
	// other request is called off. Zero means never. A good choice is a latency that few requests exceed, such as the p95.
	Hedge       time.Duration
	Connections int  // how many the client has at the most, beyond which requests wait; zero means as many as needed
	HTTP2       bool // HTTP/2, without encryption (h2c), in place of HTTP/1.1: up to 250 requests at once share a connection

	Seed uint64 // of all that is left to chance: latencies, errors, arrivals, backoff
}

// The most that a Fetch can ask for: more would be a slip of the pen.
const (
	maxRequests = 10_000_000
	maxPayload  = lab.GiB
)

func (f Fetch) withDefaults() Fetch {
	f.Requests = cmp.Or(f.Requests, 200)
	f.Payload = cmp.Or(f.Payload, lab.KiB)
	f.Retry = f.Retry.withDefaults()
	return f
}

func (f Fetch) check() error {
	switch {
	case f.Requests < 0 || f.Requests > maxRequests:
		return fmt.Errorf("it asks for %d requests: want 1 to %d, or 0 for 200", f.Requests, maxRequests)
	case f.Payload < 0 || f.Payload > maxPayload:
		return fmt.Errorf("it asks for answers of %v: want 1 B to %v, or 0 for 1 KiB", f.Payload, maxPayload)
	case !(f.Errors >= 0 && f.Errors <= 1):
		return fmt.Errorf("its share of errors is %v: want 0 to 1", f.Errors)
	case f.Timeout < 0 || f.Hedge < 0:
		return fmt.Errorf("its timeout is %v and it hedges after %v: want 0 (for never) or more", f.Timeout, f.Hedge)
	case f.Timeout > 0 && f.Hedge >= f.Timeout:
		return fmt.Errorf("it hedges after %v, but gives up after %v: want a hedge that is sent before the timeout", f.Hedge, f.Timeout)
	case f.Connections < 0:
		return fmt.Errorf("it may have %d connections: want 1 or more, or 0 for as many as needed", f.Connections)
	}
	for _, err := range []error{checkLaw(f.Latency), f.Pauses.check(), f.Arrivals.check(f.Requests), f.Retry.check()} {
		if err != nil {
			return err
		}
	}
	return nil
}

// protocols are those that client and server speak.
func (f Fetch) protocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(!f.HTTP2)
	p.SetUnencryptedHTTP2(f.HTTP2)
	return p
}

// Stage starts the server; release stops it and waits for it. It refuses what makes no sense, such as negative and huge numbers.
func (f Fetch) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	s, err := f.withDefaults().start(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("apiwork: Fetch: %w", err)
	}
	return fetching{s}, s.stop, nil
}

func (f Fetch) start(ctx context.Context) (*server, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	content, err := payload.New(ctx, f.Requests, f.Payload)
	if err != nil {
		return nil, err
	}
	return startServer(ctx, f, content)
}

// Prepare makes a job with a server of its own, which its Close stops. A run shares one among its trials: see [Fetch.Stage].
func (f Fetch) Prepare(ctx context.Context) (*lab.Job, error) {
	return lab.PrepareAlone(ctx, f)
}

// fetching is a Fetch whose server runs.
type fetching struct{ *server }

// Prepare makes a job with a client of its own.
func (f fetching) Prepare(context.Context) (*lab.Job, error) {
	url, end := f.open()
	t := &trial{Fetch: f.fetch, content: f.content, url: url, client: newClient(f.fetch, f.backlog)}
	spec, err := t.spec()
	job := &lab.Job{Units: f.fetch.Requests, Unit: t.unit, Spec: spec, Close: func() error {
		end()
		return t.client.close()
	}}
	if f.schedule != nil {
		job.Due = func(i int) time.Duration { return f.schedule[i] }
	}
	return job, err
}
