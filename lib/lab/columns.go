package lab

import "strings"

// The columns of the stored files. Those of format 1 come first, so that its files are read as well.
const (
	trialsFormat1 = "trial,round,order,model,started,wall_ns,user_ns,system_ns,units,errors"
	unitsFormat1  = "trial,round,model,unit,worker,due_ns,started_ns,ended_ns,wait_started_ns,waited_ns,waits,error"

	unitsHeader  = "trial,round,model,unit,worker,due_ns,started_ns,ended_ns,wait_started_ns,waited_ns,waits,queued_ns,ready_ns,attempts,bytes,error"
	stagesHeader = "trial,stage,name,unit,worker,started_ns,ended_ns"
	seriesHeader = "trial,name,at_ns,value"
)

var trialsHeader = trialsFormat1 + ",cold," + strings.Join(usageNames(), ",")

// A usageColumn is a number of measure.Usage in trials.csv.
type usageColumn struct {
	name  string
	field func(*Trial) *int64
}

// usageColumns are those that came with format 2.
var usageColumns = []usageColumn{
	{"voluntary_switches", func(t *Trial) *int64 { return &t.Usage.Voluntary }},
	{"involuntary_switches", func(t *Trial) *int64 { return &t.Usage.Involuntary }},
	{"minor_faults", func(t *Trial) *int64 { return &t.Usage.MinorFaults }},
	{"major_faults", func(t *Trial) *int64 { return &t.Usage.MajorFaults }},
	{"allocs", func(t *Trial) *int64 { return &t.Usage.Allocs }},
	{"alloc_bytes", func(t *Trial) *int64 { return &t.Usage.AllocBytes }},
	{"gcs", func(t *Trial) *int64 { return &t.Usage.GCs }},
	{"gc_pause_ns", func(t *Trial) *int64 { return (*int64)(&t.Usage.GCPause) }},
	{"sched_p50_ns", func(t *Trial) *int64 { return (*int64)(&t.Usage.SchedP50) }},
	{"sched_p99_ns", func(t *Trial) *int64 { return (*int64)(&t.Usage.SchedP99) }},
	{"sched_max_ns", func(t *Trial) *int64 { return (*int64)(&t.Usage.SchedMax) }},
	{"goroutines", func(t *Trial) *int64 { return &t.Usage.Goroutines }},
	{"threads", func(t *Trial) *int64 { return &t.Usage.Threads }},
	{"heap_bytes", func(t *Trial) *int64 { return &t.Usage.HeapBytes }},
	{"rss_bytes", func(t *Trial) *int64 { return &t.Usage.RSSBytes }},
	{"others_ns", func(t *Trial) *int64 { return (*int64)(&t.Usage.Others) }},
	{"stolen_ns", func(t *Trial) *int64 { return (*int64)(&t.Usage.Stolen) }},
	{"throttled_ns", func(t *Trial) *int64 { return (*int64)(&t.Usage.Throttled) }},
}

func usageNames() []string {
	names := make([]string, len(usageColumns))
	for i, c := range usageColumns {
		names[i] = c.name
	}
	return names
}
