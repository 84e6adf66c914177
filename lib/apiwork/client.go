package apiwork

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"sync"
)

// A client sends the requests of one trial.
type client struct {
	http   http.Client
	dialer *dialer
	racers sync.WaitGroup // requests of a race, see hedge
}

// newClient returns a client that keeps all its connections until it is closed; b is the backlog of the server.
func newClient(f Fetch, b backlog) *client {
	d := newDialer(b)
	t := &http.Transport{
		DialContext:         d.dial,
		MaxIdleConnsPerHost: math.MaxInt, // zero would mean 2, and a new connection for nearly every request
		MaxConnsPerHost:     f.Connections,
		Protocols:           f.protocols(),
		DisableCompression:  true,
	}
	c := &client{dialer: d, http: http.Client{Transport: t}}
	if f.HTTP2 {
		c.http.Transport = newShared(t, f.Connections)
	}
	return c
}

// get sends a request and returns the body of its answer, which must be a good one.
func (c *client) get(ctx context.Context, url string) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		io.CopyN(io.Discard, response.Body, 1<<10) // a short text, after which the connection can be used again
		response.Body.Close()
		return nil, statusError{response.StatusCode, response.Status}
	}
	return response.Body, nil
}

// A statusError says that an answer is no good one.
type statusError struct {
	code int
	text string
}

func (e statusError) Error() string { return fmt.Sprintf("the server answers %s, want 200 OK", e.text) }

// close closes every connection, also one with a request still under way, and waits for what was called off.
func (c *client) close() error {
	c.http.CloseIdleConnections()
	c.dialer.close()
	c.racers.Wait()
	return nil
}
