package measure

import (
	"runtime"
	"syscall"
	"time"
)

// Usage is what this process used during a trial, all threads together, and what others did meanwhile. Processor time, context switches
// and faults include those of processes that it started and that ended. What a system cannot tell is 0; macOS knows neither RSSBytes
// nor what others did.
type Usage struct {
	User   time.Duration // processor time in the program
	System time.Duration // processor time in the kernel

	Voluntary   int64 // context switches because a thread had to wait
	Involuntary int64 // context switches because a thread had to give way
	MinorFaults int64 // pages that the kernel mapped without reading
	MajorFaults int64 // pages that it had to read

	Allocs     int64         // objects allocated on the heap
	AllocBytes int64         // bytes of the same
	GCs        int64         // garbage collections
	GCPause    time.Duration // for which they stopped the program

	// How long goroutines that could run waited for a thread to run them: bounds of the runtime's histogram, at most 25 % too high.
	SchedP50, SchedP99, SchedMax time.Duration

	// The most at once. All but RSSBytes are samples, so that a short peak may be missed.
	Goroutines int64 // more than before the trial
	Threads    int64 // that the Go runtime had; it keeps those of earlier trials
	HeapBytes  int64 // of objects in the heap, with those that no longer live but are not collected
	RSSBytes   int64 // physical memory of the process, with what is left of earlier trials

	Others    time.Duration // processor time that other programs used on the processors of this one
	Stolen    time.Duration // time in which the host gave these processors to other machines
	Throttled time.Duration // time in which the control group's limit held this program up
}

// A Meter measures the usage of a trial: everything that can be read before and after it, and a few numbers that are sampled while
// it runs. Cost: see [StartMeter].
type Meter struct {
	rusage  syscall.Rusage
	heap    runtime.MemStats
	sched   schedule
	other   activity
	sampler *sampler
}

// StartMeter starts to measure. It must be stopped. Reading takes about 0.5 ms before and as much after what is measured, outside
// of it (BenchmarkMeter). A sample takes about a microsecond (BenchmarkSample): the first after 0.5 ms, then at growing distances up to
// 8 ms, which is less than a thousandth of a core.
func StartMeter() *Meter {
	m := &Meter{other: readActivity(), sched: readSchedule()}
	resetPeakRSS()
	runtime.ReadMemStats(&m.heap)
	m.sampler = startSampler()
	m.rusage = rusage()
	return m
}

// Stop returns what was used since the start.
func (m *Meter) Stop() Usage {
	after := rusage()
	u := Usage{
		User:        time.Duration(after.Utime.Nano() - m.rusage.Utime.Nano()),
		System:      time.Duration(after.Stime.Nano() - m.rusage.Stime.Nano()),
		Voluntary:   after.Nvcsw - m.rusage.Nvcsw,
		Involuntary: after.Nivcsw - m.rusage.Nivcsw,
		MinorFaults: after.Minflt - m.rusage.Minflt,
		MajorFaults: after.Majflt - m.rusage.Majflt,
	}
	m.sampler.stop(&u)
	m.addHeap(&u)
	u.RSSBytes = peakRSS()
	u.SchedP50, u.SchedP99, u.SchedMax = readSchedule().since(m.sched)
	readActivity().since(m.other, &u)
	return u
}

// Abandon ends the sampling of a trial that is left behind. It may be stopped all the same, later or meanwhile.
func (m *Meter) Abandon() { m.sampler.halt() }

func (m *Meter) addHeap(u *Usage) {
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	u.Allocs = int64(after.Mallocs - m.heap.Mallocs)
	u.AllocBytes = int64(after.TotalAlloc - m.heap.TotalAlloc)
	u.GCs = int64(after.NumGC - m.heap.NumGC)
	u.GCPause = time.Duration(after.PauseTotalNs - m.heap.PauseTotalNs)
}

// rusage reads getrusage(2), for this process and for those that it started and that have ended, such as worker processes. The kernel
// refuses only a bad argument.
func rusage() (ru syscall.Rusage) {
	var ended syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &ru)
	_ = syscall.Getrusage(syscall.RUSAGE_CHILDREN, &ended)
	ru.Utime = syscall.NsecToTimeval(ru.Utime.Nano() + ended.Utime.Nano())
	ru.Stime = syscall.NsecToTimeval(ru.Stime.Nano() + ended.Stime.Nano())
	ru.Nvcsw, ru.Nivcsw = ru.Nvcsw+ended.Nvcsw, ru.Nivcsw+ended.Nivcsw
	ru.Minflt, ru.Majflt = ru.Minflt+ended.Minflt, ru.Majflt+ended.Majflt
	return ru
}
