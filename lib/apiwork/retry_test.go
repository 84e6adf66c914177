package apiwork

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"threadboost/lib/lab"
)

func TestBackoff(t *testing.T) {
	r := Retry{Attempts: 100, Backoff: 10 * time.Millisecond, MaxBackoff: 50 * time.Millisecond}.withDefaults()
	for attempt, want := range map[int]time.Duration{0: 10, 1: 20, 2: 40, 3: 50, 4: 50, 61: 50, 62: 50, 999: 50} {
		want *= time.Millisecond
		if got := r.wait(attempt, 1); got != want {
			t.Errorf("the longest wait after attempt %d is %v, want %v", attempt, got, want)
		}
		if got := r.wait(attempt, 0.5); got != want/2 {
			t.Errorf("half the wait after attempt %d is %v, want %v", attempt, got, want/2)
		}
	}
	if d := (Retry{Backoff: time.Minute}).withDefaults(); d.MaxBackoff != time.Minute || d.Attempts != 1 {
		t.Errorf("defaults are %+v", d)
	}
}

func TestMayPass(t *testing.T) {
	broken := &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}
	tests := []struct {
		name string
		err  error
		want bool
	}{
		{"503", statusError{503, "503 Service Unavailable"}, true},
		{"500", fmt.Errorf("wrapped: %w", statusError{500, "500"}), true},
		{"404", statusError{404, "404 Not Found"}, false},
		{"timeout", timeoutError(time.Second), true},
		{"connection refused", &url.Error{Op: "Get", Err: broken}, true},
		{"connection lost while reading", broken, true},
		{"half an answer", io.ErrUnexpectedEOF, true},
		{"the trial is over", &url.Error{Op: "Get", Err: net.ErrClosed}, false},
		{"too many connections", &url.Error{Op: "Get", Err: errTooMany}, false},
		{"wrong content", errors.New("other content"), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := mayPass(test.err); got != test.want {
				t.Errorf("%v may pass: %t, want %t", test.err, got, test.want)
			}
		})
	}
}

// attempts returns how many attempts each request needs until one is no error.
func attempts(f Fetch) []int32 {
	needed := make([]int32, f.Requests)
	for i := range needed {
		for needed[i] = 1; drawError.of(f.Seed, i, 2*int(needed[i]-1)) < f.Errors; {
			needed[i]++
		}
	}
	return needed
}

func TestRetriesGetThrough(t *testing.T) {
	noLeak(t)
	f := Fetch{Requests: 100, Errors: 0.3, Retry: Retry{Attempts: 50, Backoff: time.Microsecond}, Seed: 3}
	want := attempts(f)
	total := 0
	for _, trial := range run(t, f).Trials {
		for i, u := range trial.Units {
			total += int(u.Attempts)
			if u.Attempts != want[i] || u.Waits != 2*u.Attempts-1 {
				t.Errorf("%s: request %d took %d attempts and %d waits, want %d and %d", trial.Model, i, u.Attempts, u.Waits, want[i], 2*want[i]-1)
			}
			if trial.Bytes[i] != 1024 {
				t.Errorf("%s: request %d received %d bytes, want 1024", trial.Model, i, trial.Bytes[i])
			}
		}
	}
	// Six trials of 100 requests that need 1/(1-0.3) = 1.43 attempts each; the standard error is 0.08.
	if mean := float64(total) / 600; math.Abs(mean-1.43) > 0.25 {
		t.Errorf("a request takes %v attempts, want about 1.43", mean)
	}
}

func TestErrorsWithoutRetry(t *testing.T) {
	f := Fetch{Requests: 100, Errors: 0.2}
	e := lab.Experiment{Name: "test", Workload: f, Models: models, Trials: 1}
	r, err := lab.Run(t.Context(), e, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range r.Trials {
		for i, needed := range attempts(f) {
			text, failed := trial.Failures[i]
			if failed != (needed > 1) || failed && text != fmt.Sprintf("apiwork: request %d: the server answers 503 Service Unavailable, want 200 OK", i) {
				t.Errorf("%s: request %d failed: %t (%s), want %t", trial.Model, i, failed, text, needed > 1)
			}
		}
	}
}

func TestAttemptsEnd(t *testing.T) {
	_, c := stage(t, Fetch{Requests: 1, Errors: 1, Retry: Retry{Attempts: 3, Backoff: 1}})
	_, err := c.unit(t.Context(), 0)
	if want := "apiwork: request 0, attempt 3 of 3: the server answers 503 Service Unavailable, want 200 OK"; err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
}

func TestBackoffIsCalledOff(t *testing.T) {
	_, c := stage(t, Fetch{Requests: 1, Errors: 1, Retry: Retry{Attempts: 3, Backoff: time.Hour}})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.unit(ctx, 0); err == nil || !strings.Contains(err.Error(), "request 0, attempt 1 of 3") {
		t.Errorf("error is %v, want that of the first attempt", err)
	}
}

// stuck answers a share of 0.7 at once, and the others never.
type stuck struct{}

func (stuck) String() string { return "of a server that gets stuck" }

func (stuck) Delay(u float64) time.Duration {
	if u < 0.7 {
		return 0
	}
	return time.Hour
}

// is reports whether a request is stuck.
func (stuck) is(seed uint64, unit, number int) bool { return drawLatency.of(seed, unit, number) >= 0.7 }

func TestTimeout(t *testing.T) {
	noLeak(t)
	for _, http2 := range []bool{false, true} {
		_, c := stage(t, Fetch{Requests: 1, Latency: Fixed(time.Hour), Timeout: 20 * time.Millisecond, HTTP2: http2})
		_, err := c.unit(t.Context(), 0)
		if !errors.Is(err, context.DeadlineExceeded) || err.Error() != "apiwork: request 0: no answer within 20 ms" {
			t.Errorf("HTTP/2 %t: error is %v, want that of a timeout", http2, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.unit(ctx, 0); !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "within") {
			t.Errorf("HTTP/2 %t: a unit that was called off: error is %v, want %v", http2, err, context.Canceled)
		}
	}
}

func TestRetriesAfterTimeouts(t *testing.T) {
	noLeak(t)
	f := Fetch{Requests: 16, Latency: stuck{}, Timeout: 50 * time.Millisecond, Retry: Retry{Attempts: 100, Backoff: 1}}
	for _, trial := range run(t, f).Trials {
		for i, u := range trial.Units {
			least := int32(1)
			for (stuck{}).is(0, i, 2*int(least-1)) {
				least++
			}
			if u.Attempts < least {
				t.Errorf("%s: request %d took %d attempts, want %d or more", trial.Model, i, u.Attempts, least)
			}
		}
	}
}
