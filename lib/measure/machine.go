package measure

import (
	"bufio"
	"bytes"
	"os"
	"path"
	"runtime"
	"strconv"
	"strings"
)

// Machine tells on what a result was measured. It names no host and no user, so that a page with it can be handed out.
type Machine struct {
	OS         string  `json:"os"`                    // as in GOOS
	Arch       string  `json:"arch"`                  // as in GOARCH
	Kernel     string  `json:"kernel,omitempty"`      // release of the operating system's kernel
	CPU        string  `json:"cpu,omitempty"`         // model name of the first processor
	Cores      int     `json:"cores"`                 // logical processors that this process may use
	GOMAXPROCS int     `json:"gomaxprocs"`            // threads that run Go code at once
	CgroupCPUs float64 `json:"cgroup_cpus,omitempty"` // processor limit of the container; 0: none
	MemoryMiB  int64   `json:"memory_mib,omitempty"`  // physical memory
	Go         string  `json:"go"`                    // version of Go that built this program
}

// ReadMachine reads the facts of this machine. What cannot be read is left at its zero value.
func ReadMachine() Machine {
	return Machine{
		OS:         runtime.GOOS,
		Arch:       runtime.GOARCH,
		Kernel:     firstLine("/proc/sys/kernel/osrelease"),
		CPU:        field("/proc/cpuinfo", "model name"),
		Cores:      runtime.NumCPU(),
		GOMAXPROCS: runtime.GOMAXPROCS(0),
		CgroupCPUs: cgroupCPUs(),
		MemoryMiB:  kibibytes(field("/proc/meminfo", "MemTotal")) / 1024,
		Go:         runtime.Version(),
	}
}

// cgroupCPUs returns the tightest cpu.max of this process's control group (version 2) and the groups above it.
func cgroupCPUs() float64 {
	limit := 0.0
	for _, dir := range cgroups() {
		if cpus := parseCPUMax(firstLine(path.Join(dir, "cpu.max"))); cpus > 0 && (limit == 0 || cpus < limit) {
			limit = cpus
		}
	}
	return limit
}

// cgroups returns the folders of this process's control group (version 2) and of those above it.
func cgroups() []string {
	data, _ := os.ReadFile("/proc/self/cgroup") // may list groups of version 1 before it
	_, group, ok := strings.Cut("\n"+string(data), "\n0::")
	if !ok {
		return nil
	}
	group, _, _ = strings.Cut(group, "\n")
	var dirs []string
	for dir := path.Join("/", group); ; dir = path.Dir(dir) {
		dirs = append(dirs, path.Join("/sys/fs/cgroup", dir))
		if dir == "/" {
			return dirs
		}
	}
}

// parseCPUMax turns "150000 100000" (quota and period, microseconds) into 1.5, and "max 100000" into 0.
func parseCPUMax(line string) float64 {
	quota, period, _ := strings.Cut(line, " ")
	q, errQ := strconv.ParseFloat(quota, 64)
	p, errP := strconv.ParseFloat(period, 64)
	if errQ != nil || errP != nil || q <= 0 || p <= 0 {
		return 0
	}
	return q / p
}

func kibibytes(s string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSuffix(s, " kB"), 10, 64)
	return n
}

func firstLine(name string) string {
	data, _ := os.ReadFile(name)
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return string(line)
}

// field returns the value of the first "key : value" line of a file of /proc.
func field(name, key string) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		k, v, ok := strings.Cut(lines.Text(), ":")
		if ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
