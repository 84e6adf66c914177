package jupyter

import (
	"fmt"
	"net"
	"strings"
	"testing"
)

func TestFreePort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	used := taken.Addr().(*net.TCPAddr).Port
	for _, c := range []struct {
		name, host string
		wanted     int
		err        string
	}{
		{"any", "127.0.0.1", 0, ""},
		{"the usual or any", "127.0.0.1", UsualPort, ""},
		{"one that is in use", "127.0.0.1", used, fmt.Sprintf("port %d on 127.0.0.1 is in use", used)},
		{"a negative one", "127.0.0.1", -2, "cannot listen on 127.0.0.1, port -2"},
		{"none that exists", "127.0.0.1", 70000, "cannot listen on 127.0.0.1, port 70000"},
		{"an address of another machine", "192.0.2.1", 0, "cannot listen on 192.0.2.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			port, err := FreePort(c.host, c.wanted)
			if c.err == "" && (err != nil || port == 0) {
				t.Errorf("got %d, %v, want a port", port, err)
			}
			if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("the error is %v, want one with %q", err, c.err)
			}
		})
	}
}

func TestReachable(t *testing.T) {
	for host, want := range map[string]string{"0.0.0.0": "127.0.0.1", "::": "::1", "127.0.0.1": "127.0.0.1", "localhost": "localhost", "192.168.0.7": "192.168.0.7"} {
		if got := reachable(host); got != want {
			t.Errorf("a server on %s is at %s, want %s", host, got, want)
		}
	}
}
