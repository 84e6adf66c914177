package apiwork

import (
	"context"
	"encoding/json"
	"fmt"

	"threadboost/lib/internal/payload"
	"threadboost/lib/lab"
)

// FetchName is the name of a [Fetch] in its lab.Spec; see [RemoteFetch].
const FetchName = "apiwork.Fetch"

// travel is what another process needs to send the requests to the server that is here: the client's part of the work.
type travel struct {
	URL   string // of the trial's units
	Fetch Fetch
}

// spec describes the trial for another process. How the server answers stays with the server.
func (t *trial) spec() (*lab.Spec, error) {
	f := t.Fetch
	f.Latency = nil
	params, err := json.Marshal(travel{t.url, f})
	return &lab.Spec{Workload: FetchName, Params: params}, err
}

// RemoteFetch makes the workload of a [Fetch] whose server another process has staged, of that process's lab.Spec.
func RemoteFetch(params json.RawMessage) (lab.Workload, error) {
	var r remote
	if err := json.Unmarshal(params, &r.travel); err != nil {
		return nil, fmt.Errorf("apiwork: %s cannot be made of %q: %w", FetchName, params, err)
	}
	r.Fetch = r.Fetch.withDefaults()
	if err := r.Fetch.check(); err != nil {
		return nil, fmt.Errorf("apiwork: %s: %w", FetchName, err)
	}
	return r, nil
}

// remote is a Fetch whose server runs in another process.
type remote struct{ travel }

// Prepare makes a job with a client of its own. When units are due is for the other process to see to.
func (r remote) Prepare(ctx context.Context) (*lab.Job, error) {
	content, err := payload.New(ctx, r.Fetch.Requests, r.Fetch.Payload)
	if err != nil {
		return nil, err
	}
	t := &trial{Fetch: r.Fetch, content: content, url: r.URL, client: newClient(r.Fetch, nil)}
	return &lab.Job{Units: r.Fetch.Requests, Unit: t.unit, Close: t.client.close}, nil
}
