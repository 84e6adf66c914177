package measure

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// An activity is what has happened on the processors of this process so far, in its own and in other programs.
type activity struct {
	known     bool
	busy      time.Duration // processor time of all programs
	own       time.Duration // of it this program's and that of the processes it started
	stolen    time.Duration
	throttled time.Duration
}

// readActivity reads the files of /proc. Their times come in steps of 10 ms.
func readActivity() activity {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return activity{}
	}
	a := parseStat(string(stat), parseCPUs(field("/proc/self/status", "Cpus_allowed_list")))
	a.known, a.own, a.throttled = true, ownTime(), throttledTime()
	return a
}

// since adds what has happened since an earlier reading.
func (a activity) since(earlier activity, u *Usage) {
	if !a.known || !earlier.known {
		return
	}
	u.Others = max(a.busy-earlier.busy-(a.own-earlier.own), 0)
	u.Stolen = a.stolen - earlier.stolen
	u.Throttled = a.throttled - earlier.throttled
}

const tick = 10 * time.Millisecond // USER_HZ is 100 on every architecture of Linux that Go runs on

// parseStat sums the lines "cpu0 user nice system idle iowait irq softirq steal ..." of the processors in a set. Interrupts belong to
// nobody.
func parseStat(stat string, cpus map[int]bool) activity {
	var a activity
	for line := range strings.Lines(stat) {
		f := strings.Fields(line)
		if len(f) < 9 || !strings.HasPrefix(f[0], "cpu") {
			continue
		}
		cpu, err := strconv.Atoi(f[0][len("cpu"):]) // the first line is the sum of all
		if err != nil || len(cpus) > 0 && !cpus[cpu] {
			continue
		}
		a.busy += ticks(f[1]) + ticks(f[2]) + ticks(f[3])
		a.stolen += ticks(f[8])
	}
	return a
}

func ticks(s string) time.Duration {
	n, _ := strconv.ParseInt(s, 10, 64)
	return time.Duration(n) * tick
}

// parseCPUs turns "0-2,5" into a set.
func parseCPUs(list string) map[int]bool {
	set := make(map[int]bool)
	for part := range strings.SplitSeq(list, ",") {
		from, to, isRange := strings.Cut(part, "-")
		first, err := strconv.Atoi(from)
		last := first
		if isRange && err == nil {
			last, err = strconv.Atoi(to)
		}
		if err != nil || last-first > 1<<16 {
			continue
		}
		for cpu := first; cpu <= last; cpu++ {
			set[cpu] = true
		}
	}
	return set
}

// ownTime is the processor time of this process, of its children that have ended, and of those that live.
func ownTime() time.Duration {
	total := time.Duration(0)
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var ru syscall.Rusage
		if syscall.Getrusage(who, &ru) == nil {
			total += time.Duration(ru.Utime.Nano() + ru.Stime.Nano())
		}
	}
	return total + childrenTime("self", 0)
}

// childrenTime sums over the living children of a process, and theirs.
func childrenTime(process string, depth int) time.Duration {
	const deepest = 8
	lists, _ := filepath.Glob("/proc/" + process + "/task/*/children") // each thread has those that it started
	total := time.Duration(0)
	for _, list := range lists {
		for _, child := range strings.Fields(firstLine(list)) {
			total += processTime(firstLine("/proc/" + child + "/stat"))
			if depth < deepest {
				total += childrenTime(child, depth+1)
			}
		}
	}
	return total
}

// processTime reads a line of /proc/PID/stat: after the name in brackets, which may hold anything, come the fields 3 and on; 14 to
// 17 are the times of the process and of its children that have ended.
func processTime(stat string) time.Duration {
	_, rest, _ := strings.Cut(stat[strings.LastIndexByte(stat, ')')+1:], " ")
	f := strings.Fields(rest)
	if len(f) < 15 {
		return 0
	}
	return ticks(f[11]) + ticks(f[12]) + ticks(f[13]) + ticks(f[14])
}

// throttledTime is how long the control groups of this process were held up by their limits, of which the longest counts.
func throttledTime() time.Duration {
	longest := time.Duration(0)
	for _, dir := range cgroups() {
		data, _ := os.ReadFile(filepath.Join(dir, "cpu.stat"))
		for line := range strings.Lines(string(data)) {
			if us, ok := strings.CutPrefix(strings.TrimSpace(line), "throttled_usec "); ok {
				n, _ := strconv.ParseInt(us, 10, 64)
				longest = max(longest, time.Duration(n)*time.Microsecond)
			}
		}
	}
	return longest
}
