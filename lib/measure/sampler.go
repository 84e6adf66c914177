package measure

import (
	"runtime/metrics"
	"sync"
	"time"
)

// A sampler looks from time to time at what has no counter, and keeps the most that it saw.
type sampler struct {
	samples []metrics.Sample
	before  int64 // goroutines
	peak    Usage
	end     chan struct{}
	once    sync.Once
	ended   sync.WaitGroup
}

const (
	firstSample = 500 * time.Microsecond
	restSample  = 8 * time.Millisecond
)

// The places of the samples.
const (
	goroutines = iota
	threads
	heapObjects
)

func startSampler() *sampler {
	s := &sampler{end: make(chan struct{}), samples: []metrics.Sample{
		goroutines: {Name: "/sched/goroutines:goroutines"}, threads: {Name: "/sched/threads/total:threads"},
		heapObjects: {Name: "/memory/classes/heap/objects:bytes"},
	}}
	s.sample()
	s.before = s.peak.Goroutines + 1 // the sampler's own
	s.ended.Go(s.run)
	return s
}

func (s *sampler) run() {
	timer := time.NewTimer(firstSample)
	defer timer.Stop()
	for pause := firstSample; ; pause = min(2*pause, restSample) {
		select {
		case <-timer.C:
			s.sample()
			timer.Reset(pause)
		case <-s.end:
			return
		}
	}
}

func (s *sampler) sample() {
	metrics.Read(s.samples)
	s.peak.Goroutines = max(s.peak.Goroutines, s.value(goroutines))
	s.peak.Threads = max(s.peak.Threads, s.value(threads))
	s.peak.HeapBytes = max(s.peak.HeapBytes, s.value(heapObjects))
}

func (s *sampler) value(i int) int64 {
	if s.samples[i].Value.Kind() != metrics.KindUint64 {
		return 0 // a future runtime may have no such number
	}
	return int64(s.samples[i].Value.Uint64())
}

// halt ends the sampling.
func (s *sampler) halt() { s.once.Do(func() { close(s.end) }) }

// stop ends the sampling with one more sample and adds the peaks to a usage.
func (s *sampler) stop(u *Usage) {
	s.halt()
	s.ended.Wait()
	s.sample()
	u.Goroutines, u.Threads, u.HeapBytes = max(s.peak.Goroutines-s.before, 0), s.peak.Threads, s.peak.HeapBytes
}
