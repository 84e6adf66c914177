package apiwork

import (
	"maps"
	"slices"
	"testing"
	"time"
)

func TestProtocol(t *testing.T) {
	for want, f := range map[string]Fetch{"HTTP/1.1": {}, "HTTP/2.0": {HTTP2: true}} {
		_, c := stage(t, f)
		response, err := c.client.http.Get(c.request(0, 0))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.Proto != want {
			t.Errorf("%v: the server speaks %s, want %s", f, response.Proto, want)
		}
	}
}

// A connection carries 100 requests until the server has said that it takes 250.
func TestRequestsShareConnections(t *testing.T) {
	for limit, most := range map[int]int{0: 3, 1: 1} {
		_, c := stage(t, Fetch{Requests: 300, Latency: Fixed(5 * time.Millisecond), HTTP2: true, Connections: limit})
		atOnce(t, c, 300, 2)
		if got := c.client.dialer.count; got < 1 || got > most {
			t.Errorf("%d connections for 300 requests at once, limit %d: want 1 to %d", got, limit, most)
		}
	}
}

// A connection that is lost is replaced.
func TestSharedConnectionThatIsLost(t *testing.T) {
	noLeak(t)
	_, c := stage(t, Fetch{Requests: 2, HTTP2: true, Connections: 1, Retry: Retry{Attempts: 10}})
	for i := range 2 {
		if _, err := c.unit(t.Context(), i); err != nil {
			t.Errorf("request %d: %v", i, err)
		}
		for _, conn := range c.client.dialer.known() {
			conn.Close()
		}
	}
}

// known returns the open connections.
func (d *dialer) known() []*conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Keys(d.open))
}
