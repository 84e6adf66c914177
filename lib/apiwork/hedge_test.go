package apiwork

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"threadboost/lib/lab"
)

// Of each of these units the first request is stuck, and the second is not.
func stuckUnits(n int) (units []int) {
	for i := 0; len(units) < n; i++ {
		if (stuck{}).is(0, i, 0) && !(stuck{}).is(0, i, 1) {
			units = append(units, i)
		}
	}
	return units
}

func TestHedgeGetsThrough(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		units := stuckUnits(10)
		f := Fetch{Requests: units[9] + 1, Latency: stuck{}, Hedge: time.Millisecond, HTTP2: http2, Payload: 300 * lab.KiB}
		t.Run(f.String(), func(t *testing.T) {
			noLeak(t)
			_, c := stage(t, f)
			work := lab.Func{Units: 10, Do: func(ctx context.Context, i int) (uint64, error) { return c.unit(ctx, units[i]) }}
			e := lab.Experiment{Name: "test", Workload: work, Models: models, Trials: 1}
			r, err := lab.Run(t.Context(), e, lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range r.Trials {
				for i, u := range trial.Units {
					if u.Attempts != 2 || trial.Failures[i] != "" || u.Waits != 3 {
						t.Errorf("%s: request %d took %d attempts and %d waits, error %q; want 2 and 3 without an error", trial.Model, i, u.Attempts, u.Waits, trial.Failures[i])
					}
				}
			}
			c.client.racers.Wait() // those that lost were called off, or they would take an hour
		})
	}
}

func TestNoHedgeForAnAnswerInTime(t *testing.T) {
	for _, trial := range run(t, Fetch{Requests: 20, Hedge: time.Hour, Payload: 300 * lab.KiB}).Trials {
		for i, u := range trial.Units {
			if u.Attempts != 1 {
				t.Errorf("%s: request %d took %d attempts, want 1", trial.Model, i, u.Attempts)
			}
		}
	}
}

// TestRaces has a server on which each request does what its path says, and tells when it has come.
func TestRaces(t *testing.T) {
	tests := []struct {
		name   string
		paths  [2]string
		after  time.Duration
		answer string // or part of the error
	}{
		{"the first wins", [2]string{"/ok", "/stuck"}, time.Hour, "/ok"},
		{"the second wins", [2]string{"/stuck", "/ok"}, 0, "/ok"},
		{"the first fails before the second is sent", [2]string{"/error", "/ok"}, time.Hour, "418 I'm a teapot"},
		{"the first fails after the second is sent", [2]string{"/error-later", "/later"}, 0, "/later"},
		{"the second fails", [2]string{"/later", "/error-later"}, 0, "/later"},
		{"both fail", [2]string{"/error-later", "/error-later"}, 0, "418 I'm a teapot"},
		{"both answer", [2]string{"/later", "/later"}, 0, "/later"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			noLeak(t)
			server := httptest.NewServer(newStage())
			defer server.Close()
			c := newClient(Fetch{}.withDefaults(), nil)
			defer c.close()
			body, err := c.hedge(t.Context(), test.after, [2]string{server.URL + test.paths[0], server.URL + test.paths[1]})
			if err != nil {
				if !strings.Contains(err.Error(), test.answer) {
					t.Errorf("error is %v, want %s", err, test.answer)
				}
				return
			}
			text, err := io.ReadAll(body)
			if string(text) != test.answer || errors.Join(err, body.Close()) != nil {
				t.Errorf("answer is %q and error %v, want %s", text, err, test.answer)
			}
		})
	}
}

// newStage returns a server: of two requests for later none is answered before both have come.
func newStage() http.Handler {
	var come atomic.Int32
	both := make(chan struct{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "later") {
			if come.Add(1) == 2 {
				close(both)
			}
			<-both
		}
		switch {
		case r.URL.Path == "/stuck":
			<-r.Context().Done()
		case strings.HasPrefix(r.URL.Path, "/error"):
			w.WriteHeader(http.StatusTeapot)
		default:
			io.WriteString(w, r.URL.Path)
		}
	})
}

func TestHedgeThatIsCalledOff(t *testing.T) {
	noLeak(t)
	_, c := stage(t, Fetch{Requests: 1, Latency: Fixed(time.Hour), Hedge: time.Millisecond})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.unit(ctx, 0); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v, want %v", err, context.DeadlineExceeded)
	}
}
