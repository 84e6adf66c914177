package apiwork

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"threadboost/lib/lab"
)

// away runs the units of each job in one that is made of its Spec, as another process would.
type away struct{ fetching }

func (a away) Prepare(ctx context.Context) (*lab.Job, error) {
	job, err := a.fetching.Prepare(ctx)
	if err != nil {
		return nil, err
	}
	workload, err := RemoteFetch(job.Spec.Params)
	if err != nil {
		return nil, err
	}
	other, err := workload.Prepare(ctx)
	if err != nil {
		return nil, err
	}
	closeJob := job.Close
	job.Unit = other.Unit
	job.Close = func() error {
		other.Close()
		return closeJob()
	}
	return job, nil
}

func TestFetchTravels(t *testing.T) {
	for _, f := range []Fetch{
		{Requests: 150, Latency: LogNormal{Median: time.Millisecond, P99: 2 * time.Millisecond}},
		{Requests: 30, HTTP2: true, Errors: 0.3, Retry: Retry{Attempts: 50, Backoff: 1}, Seed: 3},
		{Requests: 30, Hedge: time.Hour, Timeout: 2 * time.Hour, Connections: 2, Payload: 3, Arrivals: Arrivals{PerSecond: 1000}},
	} {
		t.Run(f.String(), func(t *testing.T) {
			noLeak(t)
			running, _ := stage(t, f)
			e := lab.Experiment{Name: "test", Workload: away{running}, Models: models, Trials: 1}
			r, err := lab.Run(t.Context(), e, lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := attempts(running.fetch)
			for _, trial := range r.Trials {
				for i, u := range trial.Units {
					if trial.Failures[i] != "" || u.Attempts != want[i] || trial.Bytes[i] != int64(running.fetch.Payload) {
						t.Errorf("%s: request %d took %d attempts, want %d; error %q", trial.Model, i, u.Attempts, want[i], trial.Failures[i])
					}
				}
			}
		})
	}
}

func TestSpecThatIsNoGood(t *testing.T) {
	for params, want := range map[string]string{
		`{`:                              `apiwork: apiwork.Fetch cannot be made of "{"`,
		`{"Fetch": {"Requests": -1}}`:    "apiwork: apiwork.Fetch: it asks for -1 requests",
		`{"Fetch": {"Requests": "two"}}`: "cannot be made of",
	} {
		if _, err := RemoteFetch(json.RawMessage(params)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want one with %q", params, err, want)
		}
	}
}
