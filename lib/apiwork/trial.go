package apiwork

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"threadboost/lib/internal/payload"
	"threadboost/lib/lab"
)

// A trial is a Fetch as the client sees it.
type trial struct {
	Fetch
	content *payload.Source
	url     string // of the units: a number is to follow
	client  *client
}

// unit fetches the answer for unit i and returns its checksum.
func (t *trial) unit(ctx context.Context, i int) (uint64, error) {
	for attempt := 0; ; attempt++ {
		sum, err := t.attempt(ctx, i, attempt)
		if err == nil {
			lab.AddBytes(ctx, int64(t.Payload))
			return uint64(sum), nil
		}
		last := attempt == t.Retry.Attempts-1 || !mayPass(err)
		if last || !t.Retry.again(ctx, attempt, drawBackoff.of(t.Seed, i, attempt)) {
			return 0, t.failed(i, attempt, err)
		}
	}
}

// failed is the error of a unit after its last attempt.
func (t *trial) failed(i, attempt int, err error) error {
	if t.Retry.Attempts == 1 {
		return fmt.Errorf("apiwork: request %d: %w", i, err)
	}
	return fmt.Errorf("apiwork: request %d, attempt %d of %d: %w", i, attempt+1, t.Retry.Attempts, err)
}

// attempt asks once, or twice where it hedges.
func (t *trial) attempt(ctx context.Context, i, attempt int) (uint32, error) {
	if t.Timeout == 0 {
		return t.read(ctx, i, attempt)
	}
	within, cancel := context.WithTimeout(ctx, t.Timeout)
	defer cancel()
	sum, err := t.read(within, i, attempt)
	if err != nil && within.Err() != nil && ctx.Err() == nil {
		return 0, timeoutError(t.Timeout)
	}
	return sum, err
}

// read reads the answer. Requests 2n and 2n+1 of a unit belong to attempt n, whether or not the second one is sent, so that the latency
// of a request does not depend on what happened before.
func (t *trial) read(ctx context.Context, i, attempt int) (uint32, error) {
	return t.content.Read(ctx, i, func() (io.ReadCloser, error) {
		if t.Hedge == 0 {
			return t.client.get(ctx, t.request(i, 2*attempt))
		}
		return t.client.hedge(ctx, t.Hedge, [2]string{t.request(i, 2*attempt), t.request(i, 2*attempt+1)})
	})
}

// request is the address of a request.
func (t *trial) request(i, number int) string {
	return t.url + strconv.Itoa(i) + "/" + strconv.Itoa(number)
}
