package process

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// AdoptOrphans makes us the parent of every descendant whose parent ends. Unlike a parent-death signal it is a property
// of the process, not of the thread that asks.
func AdoptOrphans() {
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
}

// All reads /proc. A process that ends meanwhile is left out, and so is one that has ended and waits for its parent (a zombie): there is
// nothing left to kill.
func All() Table {
	all := Table{}
	for _, pid := range pids() {
		stat, err := os.ReadFile(file(pid, "stat"))
		if err != nil {
			continue
		}
		// The name, in parentheses, may hold anything; after it come state (3), parent (4), ... start time (22).
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		if len(fields) < 20 || fields[0][0] == 'Z' {
			continue
		}
		parent, _ := strconv.Atoi(string(fields[1]))
		all[pid] = Entry{Parent: parent, start: string(fields[19])}
	}
	return all
}

func file(pid int, name string) string { return filepath.Join("/proc", strconv.Itoa(pid), name) }

// pids lists the numbers of all processes. It reads the folder itself: filepath.Glob takes four times as long.
func pids() []int {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	list := make([]int, 0, len(names))
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			list = append(list, pid)
		}
	}
	return list
}

// Children lists the numbers of a process's children, without a look at all other processes; ok is false where the system does not tell
// (a Linux without CONFIG_PROC_CHILDREN).
func Children(pid int) (list []int, ok bool) {
	threads, err := os.ReadDir(file(pid, "task"))
	if err != nil {
		return nil, false
	}
	for _, thread := range threads {
		text, err := os.ReadFile(filepath.Join(file(pid, "task"), thread.Name(), "children"))
		if err != nil {
			return nil, false
		}
		for _, field := range strings.Fields(string(text)) {
			child, _ := strconv.Atoi(field)
			list = append(list, child)
		}
	}
	return list, true
}

// KillMarked kills every process with the variable (NAME=value) in its environment until a look finds none.
func KillMarked(variable string) {
	for found := true; found; {
		found = false
		for _, pid := range pids() {
			if environ, _ := os.ReadFile(file(pid, "environ")); holds(environ, variable) {
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

// Program is the path of the file that a process runs, "" when it has ended or is not ours.
func Program(pid int) string {
	path, _ := os.Readlink(file(pid, "exe"))
	return strings.TrimSuffix(path, " (deleted)")
}

// Command is the command line of a process, its parts joined by spaces.
func Command(pid int) string {
	text, _ := os.ReadFile(file(pid, "cmdline"))
	return string(bytes.TrimSpace(bytes.ReplaceAll(text, []byte{0}, []byte{' '})))
}

// Resident is the memory that a process holds and shares with no file, in bytes (statm: resident minus shared).
func Resident(pid int) int64 {
	text, _ := os.ReadFile(file(pid, "statm"))
	fields := strings.Fields(string(text))
	if len(fields) < 3 {
		return 0
	}
	resident, _ := strconv.ParseInt(fields[1], 10, 64)
	shared, _ := strconv.ParseInt(fields[2], 10, 64)
	return (resident - shared) * int64(os.Getpagesize())
}
