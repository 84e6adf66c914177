package measure

import (
	"math"
	"runtime/metrics"
	"time"
)

// A schedule is the runtime's histogram of how long goroutines that could run waited for a thread, since the program's start.
type schedule struct {
	counts []uint64
	bounds []float64 // seconds, one more than counts
}

func readSchedule() schedule {
	sample := []metrics.Sample{{Name: "/sched/latencies:seconds"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindFloat64Histogram {
		return schedule{}
	}
	h := sample[0].Value.Float64Histogram()
	return schedule{h.Counts, h.Buckets}
}

// since returns percentiles of the waits since an earlier reading: the upper bounds of the buckets that they are in.
func (s schedule) since(earlier schedule) (p50, p99, most time.Duration) {
	fresh := make([]uint64, len(s.counts))
	total := uint64(0)
	for i, n := range s.counts {
		if i < len(earlier.counts) {
			n -= earlier.counts[i]
		}
		fresh[i] = n
		total += n
	}
	at := func(p float64) time.Duration {
		rank := uint64(math.Ceil(p * float64(total)))
		seen := uint64(0)
		for i, n := range fresh {
			if seen += n; n > 0 && seen >= rank {
				return s.bound(i)
			}
		}
		return 0
	}
	return at(0.5), at(0.99), at(1)
}

// bound is the upper bound of a bucket, the lower one where there is none.
func (s schedule) bound(i int) time.Duration {
	upper := s.bounds[i+1]
	if math.IsInf(upper, 1) {
		upper = s.bounds[i]
	}
	return time.Duration(upper * 1e9)
}
