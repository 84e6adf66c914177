package measure

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Finding is what a check of the machine found, in words for people.
type Finding struct {
	Name   string // what was looked at, such as "steal"
	OK     bool
	Found  string // what is the case
	Effect string // what that does to a measurement; empty when OK
	Repair string // what helps; empty when OK
}

// Doctor looks for what makes measurements on this machine noisy or wrong. It takes about four seconds, in which it watches what
// other programs do and measures the same work against itself; it ends early when ctx ends. What a system does not tell (macOS has no
// /proc and no /sys) is left out.
func Doctor(ctx context.Context) []Finding {
	findings := slices.Concat(processors(ReadMachine(), runtime.GOOS), frequency("/sys"), pressure("/proc/pressure"), clocks("/sys"))
	findings = append(findings, sleeping(ctx))
	findings = append(findings, watched(ctx)...)
	return findings
}

func ok(name, found string) Finding { return Finding{Name: name, OK: true, Found: found} }

// processors compares the limits on how many processors work at once.
func processors(m Machine, system string) []Finding {
	found := fmt.Sprintf("%d cores, GOMAXPROCS %d", m.Cores, m.GOMAXPROCS)
	if m.CgroupCPUs > 0 {
		found += fmt.Sprintf(", the control group allows %.3g", m.CgroupCPUs)
	} else if system == "linux" {
		found += ", no limit of a control group"
	}
	f := ok("processors", found)
	switch {
	case m.CgroupCPUs > 0 && float64(m.GOMAXPROCS) > m.CgroupCPUs+0.99:
		f = Finding{f.Name, false, found, "the program uses up its share early in each period and stands still for the rest: times jump by up to 100 ms",
			fmt.Sprintf("set GOMAXPROCS=%d, or raise the limit (docker run --cpus)", max(int(m.CgroupCPUs), 1))}
	case m.GOMAXPROCS > m.Cores:
		f = Finding{f.Name, false, found, "threads take turns on the cores: more workers look slower than they are", fmt.Sprintf("unset GOMAXPROCS or set it to %d", m.Cores)}
	case m.GOMAXPROCS < m.Cores && (m.CgroupCPUs == 0 || float64(m.GOMAXPROCS) < m.CgroupCPUs-0.99):
		f = Finding{f.Name, false, found, "some cores are not used: computing work gains less than this machine could give", "unset GOMAXPROCS, unless that is meant"}
	}
	return []Finding{f}
}

// frequency looks at what changes the speed of the processors.
func frequency(sys string) []Finding {
	var findings []Finding
	switch governor := firstLine(filepath.Join(sys, "devices/system/cpu/cpu0/cpufreq/scaling_governor")); governor {
	case "":
	case "performance":
		findings = append(findings, ok("governor", governor))
	default:
		findings = append(findings, Finding{"governor", false, governor, "the clock rate follows the load: short trials and the first of a run are slower",
			"sudo cpupower frequency-set -g performance"})
	}
	noTurbo, boost := firstLine(filepath.Join(sys, "devices/system/cpu/intel_pstate/no_turbo")), firstLine(filepath.Join(sys, "devices/system/cpu/cpufreq/boost"))
	switch {
	case noTurbo == "0" || boost == "1":
		findings = append(findings, Finding{"turbo", false, "on", "one busy core runs faster than many: speed-ups by more workers look smaller, and heat slows long runs down",
			"leave it on for everyday figures; to compare closely: echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost (Intel: echo 1 into intel_pstate/no_turbo)"})
	case noTurbo == "1" || boost == "0":
		findings = append(findings, ok("turbo", "off"))
	}
	return findings
}

// pressure reads how much tasks have stood still over the last ten seconds for want of memory or of disks.
func pressure(dir string) []Finding {
	var findings []Finding
	for _, p := range []struct{ file, name, effect, repair string }{
		{"memory", "memory pressure", "the program stands still while pages are fetched or made free", "close programs that hold memory, or measure smaller work"},
		{"io", "disk pressure", "work on files waits for the disks of others", "wait until the other work on the disks has ended"},
	} {
		data, err := os.ReadFile(filepath.Join(dir, p.file))
		if err != nil {
			continue
		}
		share := stalled(string(data))
		found := fmt.Sprintf("tasks stood still for %.3g %% of the last 10 s", share)
		if share < 1 {
			findings = append(findings, ok(p.name, found))
			continue
		}
		findings = append(findings, Finding{p.name, false, found, p.effect, p.repair})
	}
	return findings
}

// stalled reads "some avg10=0.27 ..." of a file of pressure stall information.
func stalled(text string) float64 {
	for field := range strings.FieldsSeq(text) {
		if value, found := strings.CutPrefix(field, "avg10="); found {
			share, _ := strconv.ParseFloat(value, 64)
			return share
		}
	}
	return 0
}

// clocks measures the clock's step and cost.
func clocks(sys string) []Finding {
	step, cost := clockStep()
	found := fmt.Sprintf("steps of %v, %v a reading", step, cost)
	if source := firstLine(filepath.Join(sys, "devices/system/clocksource/clocksource0/current_clocksource")); source != "" {
		found += ", source " + source
	}
	if step <= time.Microsecond && cost <= 200*time.Nanosecond {
		return []Finding{ok("clock", found)}
	}
	return []Finding{{"clock", false, found, "units of a few microseconds cannot be told apart, and recording them weighs",
		"measure longer units; in a virtual machine ask for the clock source tsc or kvm-clock"}}
}

// clockStep returns the smallest step between two readings that differ, and the average cost of a reading.
func clockStep() (step, cost time.Duration) {
	const readings = 10_000
	clock := StartClock()
	least, before := int64(time.Hour), clock.Now()
	for range readings {
		now := clock.Now()
		if now > before {
			least = min(least, now-before)
		}
		before = now
	}
	return time.Duration(least), time.Duration(clock.Now() / readings)
}

// sleeping measures how much longer a sleep of a millisecond takes: timers, and how soon the machine wakes up.
func sleeping(ctx context.Context) Finding {
	const naps, nap = 100, time.Millisecond
	var late []float64
	for range naps {
		start := time.Now()
		time.Sleep(nap)
		late = append(late, float64(time.Since(start)-nap))
		if ctx.Err() != nil {
			break
		}
	}
	slices.Sort(late)
	median, worst := time.Duration(late[len(late)/2]).Round(time.Microsecond), time.Duration(late[len(late)-1]).Round(time.Microsecond)
	found := fmt.Sprintf("a sleep of %v takes %v longer (median; at most %v)", nap, median, worst)
	if median <= nap/2 {
		return ok("timers", found)
	}
	return Finding{"timers", false, found, "short waits look longer than they are, alike under every model", "close other programs; measure waits of 10 ms or more"}
}
