package postgres

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"threadboost/kernel/process"
)

// postmaster is what a server says of itself in a file in its data.
type postmaster struct {
	pid   int
	data  string
	ready bool
}

func (c cluster) pidFile() string { return filepath.Join(c.data(), "postmaster.pid") }

// postmaster reads the file: the number of the process, the folder, the start, the port, the folder of the socket, the address, the shared
// memory and the state, each on its line. The zero value means that there is none, or a beginning of one.
func (c cluster) postmaster() postmaster {
	text, _ := os.ReadFile(c.pidFile())
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil {
		return postmaster{}
	}
	return postmaster{pid: pid, data: c.data(), ready: len(lines) > 7 && strings.TrimSpace(lines[7]) == "ready"}
}

// alive reports whether the server lives: a file outlives a server that was killed, and its number may be another process's by now.
func (p postmaster) alive() bool {
	return p.pid > 0 && syscall.Kill(p.pid, 0) != syscall.ESRCH && strings.Contains(process.Command(p.pid), p.data)
}
