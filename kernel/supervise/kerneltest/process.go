package kerneltest

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"threadboost/kernel/process"
)

// A Role is what a process is in a kernel.
type Role string

// The roles. What is none of them runs for a build or was started by a cell.
const (
	Launcher   Role = "launcher" // see [Spec]
	Supervisor Role = "supervisor"
	Guard      Role = "guard"
	GoNB       Role = "gonb"
	GoplsGuard Role = "gopls-guard"
	Gopls      Role = "gopls"
	Program    Role = "program" // of a cell
	Other      Role = "other"
)

// Roles are all roles that a kernel of ours has while a cell runs.
var Roles = []Role{Launcher, Supervisor, Guard, GoNB, GoplsGuard, Gopls, Program}

// processes are those that live and bear the kernel's mark, by their number.
func (k *Kernel) processes() map[int]Role {
	found := map[int]Role{}
	mark := append([]byte(k.mark), 0)
	for pid := range process.All() {
		if environ, _ := os.ReadFile(proc(pid, "environ")); bytes.Contains(environ, mark) {
			found[pid] = k.role(pid)
		}
	}
	return found
}

func proc(pid int, name string) string { return filepath.Join("/proc", strconv.Itoa(pid), name) }

func (k *Kernel) role(pid int) Role {
	program := filepath.Base(process.Program(pid))
	arguments := strings.Fields(process.Command(pid))
	switch {
	case len(arguments) > 4 && arguments[1] == "guard" && filepath.Base(arguments[4]) == "gopls":
		return GoplsGuard
	case len(arguments) > 1 && arguments[1] == "guard":
		return Guard
	case len(arguments) > 1 && arguments[1] == "kernel":
		return Supervisor
	case program == "gonb", program == "gopls":
		return Role(program)
	case strings.HasPrefix(program, "gonb_"):
		return Program
	case k.started.Process.Pid == pid:
		return Launcher
	}
	return Other
}

// Find returns the number of a process of that role, or 0.
func (k *Kernel) Find(role Role) int {
	for pid, r := range k.processes() {
		if r == role {
			return pid
		}
	}
	return 0
}

// AwaitProcess waits until there is a process of that role, and returns its number, or 0 when there is none in time.
func (k *Kernel) AwaitProcess(role Role, patience time.Duration) (pid int) {
	for deadline := time.Now().Add(patience); pid == 0 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		pid = k.Find(role)
	}
	return pid
}

// Left lists the processes of the kernel that live and the files in its TMPDIR.
func (k *Kernel) Left() []string {
	left := k.Files()
	for pid, role := range k.processes() {
		left = append(left, string(role)+" "+strconv.Itoa(pid)+": "+process.Command(pid))
	}
	slices.Sort(left)
	return left
}

// AwaitNothing waits until nothing is [Kernel.Left], and returns how long that took and what is left when it did not come.
func (k *Kernel) AwaitNothing(patience time.Duration) (took time.Duration, left []string) {
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		left, took = k.Left(), time.Since(start)
		if len(left) == 0 || took > patience {
			return took, left
		}
	}
}

// Files lists all files and folders in the kernel's TMPDIR.
func (k *Kernel) Files() (paths []string) {
	filepath.WalkDir(k.temp, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && path != k.temp {
			paths = append(paths, strings.TrimPrefix(path, k.temp+"/"))
		}
		return nil
	})
	return paths
}

// Sockets lists the files beside the connection file: sockets of the transport ipc.
func (k *Kernel) Sockets() (names []string) {
	entries, _ := os.ReadDir(filepath.Dir(k.file))
	for _, e := range entries {
		if e.Name() != filepath.Base(k.file) {
			names = append(names, e.Name())
		}
	}
	return names
}

// Use is what the processes of a kernel hold.
type Use struct {
	Memory  map[Role]int64 // bytes that are in memory and of no file: a program's own pages depend on who else runs it
	Handles int            // open file descriptors
	Files   int            // in the TMPDIR
}

// Total is the memory of all but those that come and go with a cell or a completion.
func (u Use) Total() (bytes int64) {
	for _, role := range []Role{Supervisor, Guard, GoNB} {
		bytes += u.Memory[role]
	}
	return bytes
}

// Use looks at what supervisor, guard, GoNB and the others hold now.
func (k *Kernel) Use() Use {
	use := Use{Memory: map[Role]int64{}, Files: len(k.Files())}
	for pid, role := range k.processes() {
		use.Memory[role] += anonymous(pid)
		if role == Supervisor || role == Guard || role == GoNB {
			handles, _ := os.ReadDir(proc(pid, "fd"))
			use.Handles += len(handles)
		}
	}
	return use
}

// anonymous is what a process has in memory that is of no file: heaps, stacks and data, in bytes.
func anonymous(pid int) int64 {
	text, _ := os.ReadFile(proc(pid, "smaps_rollup"))
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "Anonymous:"); ok {
			kib, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10
		}
	}
	return 0
}
