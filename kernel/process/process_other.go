//go:build !linux

package process

import (
	"os/exec"
	"strconv"
	"strings"
)

// AdoptOrphans: this system has nothing of the kind.
func AdoptOrphans() {}

// All asks ps. Its exit status is of no use: our own reaper may have taken it.
func All() Table {
	text, _ := exec.Command("ps", "-axo", "pid=,ppid=,lstart=").Output()
	all := Table{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			continue
		}
		pid, _ := strconv.Atoi(fields[0])
		parent, _ := strconv.Atoi(fields[1])
		all[pid] = Entry{Parent: parent, start: strings.Join(fields[2:], " ")}
	}
	return all
}

// Children: this system does not tell.
func Children(int) (list []int, ok bool) { return nil, false }

// KillMarked: this system does not show the environment of processes.
func KillMarked(string) {}

// Program asks ps for the path of the file that a process runs.
func Program(pid int) string { return ask(pid, "comm=") }

// Command asks ps for the command line of a process.
func Command(pid int) string { return ask(pid, "args=") }

// Resident asks ps for the resident memory of a process, in bytes.
func Resident(pid int) int64 {
	kib, _ := strconv.ParseInt(ask(pid, "rss="), 10, 64)
	return kib << 10
}

func ask(pid int, column string) string {
	text, _ := exec.Command("ps", "-o", column, "-p", strconv.Itoa(pid)).Output()
	return strings.TrimSpace(string(text))
}
