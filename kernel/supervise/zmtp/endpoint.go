package zmtp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
)

// maxPath is the longest path of a socket: one byte of the system's structure is for the zero at its end.
const maxPath = len(syscall.RawSockaddrUnix{}.Path) - 1

// parseEndpoint reads tcp://HOST:PORT and ipc://PATH. As for libzmq, a host of * is every interface and IPv6 addresses need
// no brackets.
func parseEndpoint(endpoint string) (network, address string, err error) {
	scheme, rest, _ := strings.Cut(endpoint, "://")
	switch {
	case scheme == "ipc" && strings.HasPrefix(rest, "@"):
		return "", "", fmt.Errorf("zmtp: endpoint %q: an abstract socket is open to every user of the machine: name a file", endpoint)
	case scheme == "ipc" && len(rest) > maxPath:
		return "", "", fmt.Errorf("zmtp: endpoint %q: the path has %d bytes and the system allows %d: use a shorter folder", endpoint, len(rest), maxPath)
	case scheme == "ipc" && rest != "":
		return "unix", rest, nil
	case scheme == "tcp":
		if colon := strings.LastIndexByte(rest, ':'); colon > 0 {
			host := strings.TrimSuffix(strings.TrimPrefix(rest[:colon], "["), "]")
			if host == "*" {
				host = ""
			}
			return "tcp", net.JoinHostPort(host, rest[colon+1:]), nil
		}
	}
	return "", "", fmt.Errorf("zmtp: endpoint %q: want tcp://HOST:PORT or ipc://PATH", endpoint)
}

// listenAt binds an endpoint and tells the address in full.
func listenAt(endpoint string) (net.Listener, string, error) {
	network, address, err := parseEndpoint(endpoint)
	if err != nil {
		return nil, "", err
	}
	if network == "tcp" {
		l, err := net.Listen(network, address)
		if err != nil {
			return nil, "", fmt.Errorf("zmtp: endpoint %q: %w", endpoint, err)
		}
		return l, "tcp://" + l.Addr().String(), nil
	}
	l, err := listenIPC(address)
	if isStale(err, address) {
		os.Remove(address)
		l, err = listenIPC(address)
	}
	if err != nil {
		return nil, "", fmt.Errorf("zmtp: endpoint %q: %w", endpoint, err)
	}
	return l, endpoint, nil
}

// listenIPC makes a socket that only its user may connect to. On Linux the file is born with the mode of its descriptor, so
// that there is no moment at which others may; elsewhere the folder should be private.
func listenIPC(path string) (net.Listener, error) {
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { syscall.Fchmod(int(fd), 0o600) })
	}}
	l, err := config.Listen(context.Background(), "unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// isStale tells whether binding failed because of the file of a process that ended without removing it.
func isStale(err error, path string) bool {
	if !errors.Is(err, syscall.EADDRINUSE) {
		return false
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Type() != os.ModeSocket {
		return false
	}
	c, err := net.Dial("unix", path)
	if err == nil {
		c.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
