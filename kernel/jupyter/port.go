package jupyter

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// UsualPort stands for the port that Jupyter users expect, or any other when that is in use.
const UsualPort = -1

const jupyterPort = 8888

// FreePort is a port on host that nobody listens on: the one that is wanted, which may be 0 for any, or [UsualPort].
func FreePort(host string, wanted int) (int, error) {
	if wanted != UsualPort {
		return try(host, wanted)
	}
	if port, err := try(host, jupyterPort); err == nil {
		return port, nil
	}
	return try(host, 0)
}

func isFree(host string, port int) bool {
	_, err := try(host, port)
	return err == nil
}

func try(host string, port int) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return 0, fmt.Errorf("lab: port %d on %s is in use: leave --port out, and a free one is taken", port, host)
	case err != nil:
		return 0, fmt.Errorf("lab: cannot listen on %s, port %d: %w", host, port, err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
