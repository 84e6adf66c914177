package guard

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// adoptOrphans makes us the parent of every descendant whose parent ends. Unlike a parent-death signal it is a property
// of the process, not of the thread that asks.
func adoptOrphans() {
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
}

// table reads /proc. A process that ends meanwhile is left out.
func table() processes {
	all := processes{}
	for _, pid := range pids() {
		stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
		if err != nil {
			continue
		}
		// The name, in parentheses, may hold anything; after it come state (3), parent (4), ... start time (22).
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		if len(fields) < 20 {
			continue
		}
		parent, _ := strconv.Atoi(string(fields[1]))
		all[pid] = entry{parent: parent, start: string(fields[19])}
	}
	return all
}

func pids() []int {
	names, _ := filepath.Glob("/proc/[0-9]*")
	list := make([]int, 0, len(names))
	for _, name := range names {
		if pid, err := strconv.Atoi(filepath.Base(name)); err == nil {
			list = append(list, pid)
		}
	}
	return list
}

// killMarked kills every process with the variable in its environment until a look finds none.
func killMarked(variable string) {
	for found := true; found; {
		found = false
		for _, pid := range pids() {
			if environ, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "environ")); holds(environ, variable) {
				found = syscall.Kill(pid, syscall.SIGKILL) == nil || found
			}
		}
	}
}

func holds(environ []byte, variable string) bool {
	for v := range bytes.SplitSeq(environ, []byte{0}) {
		if string(v) == variable {
			return true
		}
	}
	return false
}
