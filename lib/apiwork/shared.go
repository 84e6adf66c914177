package apiwork

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"slices"
	"sync"
)

// shared sends requests over connections that they share: HTTP/2. A request goes over the first connection that has room for it. Where none
// has, another one is opened, one at a time, up to a limit; beyond that requests wait. (A Transport opens a connection for each request
// that finds none, also when a thousand come at once.)
type shared struct {
	transport *http.Transport
	limit     int // of connections

	mu    sync.Mutex
	conns []*http.ClientConn
	next  int // where the next request waits that finds no room
}

func newShared(t *http.Transport, connections int) *shared {
	if connections == 0 {
		connections = math.MaxInt
	}
	return &shared{transport: t, limit: connections}
}

// RoundTrip sends a request and returns its answer.
func (s *shared) RoundTrip(r *http.Request) (*http.Response, error) {
	conn, err := s.conn(r.Context(), r.URL)
	if err != nil {
		return nil, err
	}
	return conn.RoundTrip(r)
}

// conn returns the connection for the next request.
func (s *shared) conn(ctx context.Context, to *url.URL) (*http.ClientConn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = slices.DeleteFunc(s.conns, func(c *http.ClientConn) bool { return c.Err() != nil })
	for _, c := range s.conns {
		if c.Reserve() == nil {
			return c, nil
		}
	}
	if len(s.conns) >= s.limit {
		s.next++
		return s.conns[s.next%len(s.conns)], nil
	}
	c, err := s.transport.NewClientConn(ctx, to.Scheme, to.Host)
	if err != nil {
		return nil, err
	}
	s.conns = append(s.conns, c)
	return c, c.Reserve()
}
