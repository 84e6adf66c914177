package apiwork

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"

	"threadboost/lib/internal/payload"
	"threadboost/lib/lab"
)

// Fetch sends GET requests to a server of its own and sums the answers, one request a unit.
type Fetch struct {
	Requests int       // number of requests; zero means 200
	Latency  Law       // how long the server takes to answer; nil: it answers at once
	Payload  lab.Bytes // size of an answer's body; zero means 1 KiB
}

// The most that a Fetch can ask for: more would be a slip of the pen.
const (
	maxRequests = 10_000_000
	maxPayload  = lab.GiB
)

func (f Fetch) withDefaults() Fetch {
	return Fetch{cmp.Or(f.Requests, 200), f.Latency, cmp.Or(f.Payload, lab.KiB)}
}

func (f Fetch) check() error {
	switch {
	case f.Requests < 0 || f.Requests > maxRequests:
		return fmt.Errorf("it asks for %d requests: want 1 to %d, or 0 for 200", f.Requests, maxRequests)
	case f.Payload < 0 || f.Payload > maxPayload:
		return fmt.Errorf("it asks for answers of %v: want 1 B to %v, or 0 for 1 KiB", f.Payload, maxPayload)
	}
	return nil
}

// String describes the work, such as "200 requests of 1 KiB, latency 10 ms".
func (f Fetch) String() string {
	f = f.withDefaults()
	act := "requests"
	if f.Requests == 1 {
		act = "request"
	}
	text := fmt.Sprintf("%d %s of %v", f.Requests, act, f.Payload)
	if f.Latency != nil {
		text += fmt.Sprintf(", latency %v", f.Latency)
	}
	return text
}

// Stage starts the server; release stops it and waits for it. It refuses negative and huge numbers.
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
	delays, err := delays(f.Latency, f.Requests)
	if err != nil {
		return nil, err
	}
	content, err := payload.New(ctx, f.Requests, f.Payload)
	if err != nil {
		return nil, err
	}
	return startServer(ctx, delays, content, int64(f.Payload))
}

// Prepare makes a job with a server of its own, which its Close stops. A run shares one among its trials: see [Fetch.Stage].
func (f Fetch) Prepare(ctx context.Context) (*lab.Job, error) {
	return lab.PrepareAlone(ctx, f)
}

// fetching is a Fetch whose server runs.
type fetching struct{ *server }

// Prepare makes a job with a client of its own.
func (f fetching) Prepare(context.Context) (*lab.Job, error) {
	c := newClient(f.backlog)
	fetch := func(ctx context.Context, i int) (uint64, error) {
		sum, err := f.content.Read(ctx, i, func() (io.ReadCloser, error) { return c.get(ctx, f.url+strconv.Itoa(i)) })
		if err != nil {
			return 0, fmt.Errorf("apiwork: request %d: %w", i, err)
		}
		return uint64(sum), nil
	}
	return &lab.Job{Units: len(f.delays), Unit: fetch, Close: c.close}, nil
}
