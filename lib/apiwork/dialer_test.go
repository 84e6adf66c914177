package apiwork

import (
	"io"
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
	f, c := stage(t, Fetch{Requests: 1})
	lowerOpenFiles(t, 3) // all that are open now stay open
	_, err := c.get(t.Context(), f.url+"0")
	if err == nil || !strings.Contains(err.Error(), "too many open files: lower the number of workers") {
		t.Errorf("error is %v, want one that tells what to do", err)
	}
	if c.dialer.count != 0 {
		t.Errorf("%d connections are counted, want 0", c.dialer.count)
	}
}

func TestConnectionsAreKept(t *testing.T) {
	f, c := stage(t, Fetch{Requests: 100, Latency: Fixed(time.Millisecond)})
	for range 3 {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, err := f.content.Read(t.Context(), 7, opener(t, c, f.url+"7")); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	if c.dialer.count > 20 {
		t.Errorf("%d connections for at most 20 requests at once", c.dialer.count)
	}
}

func TestConnIsForgottenOnce(t *testing.T) {
	f, c := stage(t, Fetch{Requests: 1})
	conn, err := c.dialer.dial(t.Context(), "tcp", f.http.Addr)
	if err == nil {
		conn.Close()
		t.Fatal("a server without an address was reached")
	}
	address, _, _ := strings.Cut(strings.TrimPrefix(f.url, "http://"), "/")
	if conn, err = c.dialer.dial(t.Context(), "tcp", address); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	conn.Close()
	if c.dialer.count != 0 || len(c.dialer.open) != 0 {
		t.Errorf("%d connections are counted and %d known, want 0", c.dialer.count, len(c.dialer.open))
	}
}

func opener(t *testing.T, c *client, url string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return c.get(t.Context(), url) }
}
