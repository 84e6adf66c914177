package apiwork

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
)

// stage returns the running server and a client for it.
func stage(t *testing.T, f Fetch) (fetching, *client) {
	t.Helper()
	staged, stop, err := f.Stage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	running := staged.(fetching)
	c := newClient(running.backlog)
	t.Cleanup(func() {
		if err := errors.Join(c.close(), stop()); err != nil {
			t.Error(err)
		}
	})
	return running, c
}

func TestUnknownUnitIsRefused(t *testing.T) {
	f, c := stage(t, Fetch{Requests: 3})
	for _, path := range []string{"3", "-1", "x", "", "0/1", "99999999999999999999"} {
		if _, err := c.get(t.Context(), f.url+path); err == nil || !strings.Contains(err.Error(), "404 Not Found, want 200 OK") {
			t.Errorf("GET %q: error is %v, want 404", path, err)
		}
	}
}

func TestAnswerToAnotherRequestIsFound(t *testing.T) {
	f, _ := stage(t, Fetch{Requests: 3})
	f.url += "0" // asks for units 00, 01 and 02, which the server takes for 0, 1 and 2
	job, err := f.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer job.Close()
	if err := job.Do(t.Context(), 0, 2); err != nil {
		t.Errorf("the right answer: %v", err)
	}
	other, _ := stage(t, Fetch{Requests: 30})
	f.url = other.url + "1" // 12 in place of 2
	if job, err = f.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer job.Close()
	if err := job.Do(t.Context(), 0, 2); err == nil || !strings.Contains(err.Error(), "request 2: other content") {
		t.Errorf("the answer to request 12: error is %v, want one that tells of other content", err)
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
