package apiwork

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
)

// A client sends the requests of one trial.
type client struct {
	http   http.Client
	dialer *dialer
}

// newClient returns a client that keeps all its connections until it is closed; b is the backlog of the server.
func newClient(b backlog) *client {
	d := newDialer(b)
	return &client{dialer: d, http: http.Client{Transport: &http.Transport{
		DialContext:         d.dial,
		MaxIdleConnsPerHost: math.MaxInt, // zero would mean 2, and a new connection for nearly every request
		DisableCompression:  true,
	}}}
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
		response.Body.Close()
		return nil, fmt.Errorf("the server answers %s, want 200 OK", response.Status)
	}
	return response.Body, nil
}

// close closes every connection, also one with a request still under way.
func (c *client) close() error {
	c.http.CloseIdleConnections()
	c.dialer.close()
	return nil
}
