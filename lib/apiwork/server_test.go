package apiwork

import (
	"context"
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"threadboost/lib/lab"
)

// stage returns the running server and a trial on it.
func stage(t *testing.T, f Fetch) (fetching, *trial) {
	t.Helper()
	staged, stop, err := f.Stage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	running := staged.(fetching)
	url, end := running.open()
	c := newClient(running.fetch, running.backlog)
	t.Cleanup(func() {
		end()
		if err := errors.Join(c.close(), stop()); err != nil {
			t.Error(err)
		}
	})
	return running, &trial{Fetch: running.fetch, content: running.content, url: url, client: c}
}

func TestUnknownRequestIsRefused(t *testing.T) {
	f, c := stage(t, Fetch{Requests: 3})
	for _, path := range []string{"3/0", "-1/0", "x/0", "0", "0/", "0/0/1", "0/-1", "0/x", "0/2000", "99999999999999999999/0"} {
		if _, err := c.client.get(t.Context(), c.url+path); err == nil || !strings.Contains(err.Error(), "404 Not Found, want 200 OK") {
			t.Errorf("GET %q: error is %v, want 404", path, err)
		}
	}
	ended, end := f.open()
	end()
	if _, err := c.client.get(t.Context(), ended+"0/0"); err == nil || !strings.Contains(err.Error(), "404 Not Found") {
		t.Errorf("a request of a trial that has ended: error is %v, want 404", err)
	}
}

// planted asks for units whose number begins with a digit more: for 12 in place of 2.
type planted struct {
	fetching
	digits string
}

func (p planted) Prepare(context.Context) (*lab.Job, error) {
	url, end := p.open()
	c := &trial{Fetch: p.fetch, content: p.content, url: url + p.digits, client: newClient(p.fetch, p.backlog)}
	return &lab.Job{Units: 10, Unit: c.unit, Close: func() error {
		end()
		return c.client.close()
	}}, nil
}

func TestAnswerToAnotherRequestIsFound(t *testing.T) {
	noLeak(t)
	for _, f := range []Fetch{{Requests: 30}, {Requests: 30, HTTP2: true}, {Requests: 30, Hedge: time.Hour}, {Requests: 30, Retry: Retry{Attempts: 3}}} {
		for digits, want := range map[string]int{"0": 0, "1": 10} {
			t.Run(f.String()+" by "+digits, func(t *testing.T) {
				running, _ := stage(t, f)
				e := lab.Experiment{Name: "test", Workload: planted{running, digits}, Models: models, Trials: 1}
				r, err := lab.Run(t.Context(), e, lab.Options{})
				if err != nil {
					t.Fatal(err)
				}
				for _, trial := range r.Trials {
					if len(trial.Failures) != want {
						t.Errorf("%s: %d of 10 failed, want %d", trial.Model, len(trial.Failures), want)
					}
					for i, text := range trial.Failures {
						if !strings.Contains(text, "other content") || trial.Units[i].Attempts != 1 {
							t.Errorf("%s: request %d failed with %q in attempt %d, want one that tells of other content in the first", trial.Model, i, text, trial.Units[i].Attempts)
						}
					}
				}
			})
		}
	}
}

func TestServerThatIsGone(t *testing.T) {
	staged, stop, err := Fetch{Requests: 3}.Stage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	job, err := staged.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer job.Close()
	if err := errors.Join(job.Do(t.Context(), 0, 0), stop()); err != nil {
		t.Fatal(err)
	}
	if err := job.Do(t.Context(), 0, 1); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("error is %v, want %v", err, syscall.ECONNREFUSED)
	}
}

func TestJobThatIsClosedRefusesUnits(t *testing.T) {
	noLeak(t)
	f, _ := stage(t, Fetch{Requests: 3})
	job, _ := f.Prepare(t.Context())
	if err := errors.Join(job.Do(t.Context(), 0, 0), job.Close()); err != nil {
		t.Fatal(err)
	}
	if err := job.Do(t.Context(), 0, 1); !errors.Is(err, net.ErrClosed) {
		t.Errorf("error is %v, want %v", err, net.ErrClosed)
	}
}
