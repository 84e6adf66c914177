package apiwork

import (
	"math"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func TestConnections(t *testing.T) {
	for files, want := range map[uint64]int{0: 0, 256: 120, 1024: 480, 20000: 9375, math.MaxUint64: 1006632960} {
		if got := connections(files); got != want {
			t.Errorf("%d open files allow %d connections, want %d", files, got, want)
		}
	}
}

// lowerOpenFiles sets the limit of open files until the test ends.
func lowerOpenFiles(t *testing.T, soft uint64) {
	t.Helper()
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: soft, Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &old); err != nil {
			t.Error(err)
		}
	})
}

func TestTooManyConnections(t *testing.T) {
	noLeak(t)
	lowerOpenFiles(t, 256)
	e := lab.Experiment{
		Name:     "test",
		Workload: Fetch{Requests: 500, Latency: Fixed(300 * time.Millisecond)},
		Models:   lab.Models{model.Goroutines{}},
		Trials:   1,
	}
	results, err := lab.Run(t.Context(), e, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	failures := results.Trials[0].Failures
	if len(failures) == 0 || len(failures) > 500-120 {
		t.Errorf("%d of 500 requests failed, want some but not the 120 that had a connection", len(failures))
	}
	for i, text := range failures {
		if !strings.Contains(text, "120 connections are open at once") || !strings.Contains(text, "lower the number of workers") {
			t.Fatalf("request %d failed with %q", i, text)
		}
	}
}

func TestTooManyOpenFiles(t *testing.T) {
	_, c := stage(t, Fetch{Requests: 1, Retry: Retry{Attempts: 3}})
	lowerOpenFiles(t, 3) // all that are open now stay open
	_, err := c.unit(t.Context(), 0)
	if err == nil || !strings.Contains(err.Error(), "too many open files: lower the number of workers") || !strings.Contains(err.Error(), "attempt 1 of 3") {
		t.Errorf("error is %v, want one that tells what to do, after the first attempt", err)
	}
	if c.client.dialer.count != 0 {
		t.Errorf("%d connections are counted, want 0", c.client.dialer.count)
	}
}

// atOnce sends so many requests at once, a number of times.
func atOnce(t *testing.T, c *trial, requests, times int) {
	t.Helper()
	for range times {
		var wg sync.WaitGroup
		for i := range requests {
			wg.Go(func() {
				if _, err := c.unit(t.Context(), i); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
}

func TestConnectionsAreKept(t *testing.T) {
	_, c := stage(t, Fetch{Requests: 20, Latency: Fixed(time.Millisecond)})
	atOnce(t, c, 20, 3)
	if c.client.dialer.count > 20 {
		t.Errorf("%d connections for at most 20 requests at once", c.client.dialer.count)
	}
}

func TestConnectionsAreLimited(t *testing.T) {
	_, c := stage(t, Fetch{Requests: 50, Latency: Fixed(time.Millisecond), Connections: 3})
	atOnce(t, c, 50, 1)
	if c.client.dialer.count > 3 {
		t.Errorf("%d connections, want 3 at the most", c.client.dialer.count)
	}
}

func TestConnIsForgottenOnce(t *testing.T) {
	f, c := stage(t, Fetch{Requests: 1})
	d := c.client.dialer
	conn, err := d.dial(t.Context(), "tcp", "")
	if err == nil {
		conn.Close()
		t.Fatal("a server without an address was reached")
	}
	if conn, err = d.dial(t.Context(), "tcp", f.address); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	conn.Close()
	if d.count != 0 || len(d.open) != 0 {
		t.Errorf("%d connections are counted and %d known, want 0", d.count, len(d.open))
	}
}
