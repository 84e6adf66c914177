package suite

import (
	"runtime"
	"time"

	"threadboost/lib/cpuwork"
	"threadboost/lib/datawork"
	"threadboost/lib/filework"
	"threadboost/lib/lab"
	"threadboost/lib/sharedwork"
)

// Files reads, writes, copies and searches files.
func Files(o Options) Area {
	works := []Work{
		{"warm reads", filework.Read{Files: o.Units(2000)}, "Files that lie in memory are copied, not waited for: the cores are the limit."},
		{"durable writes", filework.Write{Files: o.Units(200), Sync: true}, "Each write waits until the disk has it, and a disk takes several at a time."},
		{"copies", filework.Copy{Files: o.Units(400)}, "Reads from memory and writes to memory: the cores and the file system's locks are the limit."},
		{"search", filework.Search{In: filework.Corpus{Match: "*.go", Files: o.Units(2000)}}, "Computing on files that lie in memory: the cores are the limit."},
		{"slow disk", filework.SlowDisk{Workload: filework.Read{Files: o.Units(100)}, Latency: 5 * time.Millisecond}, "The latency is simulated: waits overlap without a limit, as those of a disk in a network do at best."},
	}
	if runtime.GOOS == "linux" { // elsewhere the page cache cannot be dropped for some files alone
		cold := Work{"cold reads", filework.Read{Files: o.Units(400), Cold: true}, "Each file comes from the disk, which takes several requests at a time."}
		works = append([]Work{cold}, works...)
	}
	return Area{Name: "files", Title: "Files", Works: works, Models: waiting(32), options: o}
}

// CPU computes.
func CPU(o Options) Area {
	return Area{Name: "cpu", Title: "Computing", Models: computing(), options: o, Works: []Work{
		{"even primes", cpuwork.Primes{Units: o.Units(200), Size: 15_000}, "Nothing is shared and nothing waits: the cores are the limit."},
		{"skewed primes", cpuwork.Primes{Units: o.Units(200), Size: 15_000, Skew: 1}, "Some units take far longer: whoever gets one must not have others waiting behind it."},
		{"Mandelbrot", cpuwork.Mandelbrot{Rows: o.Units(200), Columns: 1500}, "Costly rows lie next to each other: whoever deals out blocks of rows divides the work badly, but for two blocks, which mirror each other."},
		{"SHA-256", cpuwork.SHA256{Units: o.Units(300), Size: lab.MiB}, "Instructions of the processor do the work, at the speed of one core each."},
		{"matrix product", cpuwork.MatrixProduct{Size: 600, Units: 100}, "All units read the same matrix: the caches are shared."},
	}}
}

// Data counts, groups, joins and sorts.
func Data(o Options) Area {
	return Area{Name: "data", Title: "Data", Models: computing(), options: o, Works: []Work{
		{"word count", datawork.WordCount{Size: lab.Bytes(o.Units(int(16 * lab.MiB))), Parser: datawork.Fast}, "Counts are merged under locks: what a unit does alone is nearly all."},
		{"word count, plain parser", datawork.WordCount{Size: lab.Bytes(o.Units(int(16 * lab.MiB)))}, "The standard library's way allocates for each line: the garbage collector works beside."},
		{"group by", datawork.GroupBy{Rows: o.Units(300_000), Parser: datawork.Fast}, "Bytes are parsed where they lie."},
		{"join", datawork.Join{Rows: o.Units(300_000), Parser: datawork.Fast}, "Each row looks into a table that nobody changes."},
		{"sort", datawork.Sort{Rows: o.Units(300_000), Parser: datawork.Fast}, "The last merge is one unit's: Amdahl's law limits the speed-up."},
	}}
}

// Contention works on state that all units share.
func Contention(o Options) Area {
	works := []Work{}
	for _, by := range []sharedwork.Sync{sharedwork.Mutex, sharedwork.RWMutex, sharedwork.Atomic, sharedwork.Channel, sharedwork.Sharded} {
		n := 5000
		if by == sharedwork.Channel {
			n = 500
		}
		name := "counter by " + string(by)
		if by == sharedwork.Sharded {
			name = "sharded counter"
		}
		works = append(works, Work{name, sharedwork.Counter{By: by, Units: o.Units(200), Increments: n}, aboutCounter[by]})
	}
	return Area{Name: "contention", Title: "Contention", Models: contending(), options: o, Works: append(works,
		Work{"false sharing", sharedwork.FalseSharing{Units: o.Units(200)}, "Numbers of different units lie in one cache line, which only one core can write to at a time."},
		Work{"padded", sharedwork.FalseSharing{Units: o.Units(200), Padded: true}, "The same numbers, each in a cache line of its own."},
		Work{"map by mutex", sharedwork.Map{Units: o.Units(200), Operations: 2000}, "One lock for all keys."},
		Work{"sync.Map", sharedwork.Map{By: sharedwork.SyncMap, Units: o.Units(200), Operations: 2000}, "Reads take no lock."},
		Work{"sharded map", sharedwork.Map{By: sharedwork.Sharded, Units: o.Units(200), Operations: 2000}, "A lock for each part of the keys."},
	)}
}

var aboutCounter = map[sharedwork.Sync]string{
	sharedwork.Mutex:   "One lock, held for an addition: whoever waits for it is put to sleep and woken up.",
	sharedwork.RWMutex: "A lock for readers and writers, when all write, costs more and gives nothing.",
	sharedwork.Atomic:  "One instruction, but the cache line with the number has to travel between the cores.",
	sharedwork.Channel: "One goroutine owns the number: each addition is a message.",
	sharedwork.Sharded: "Several numbers, added up at the end: units seldom meet.",
}
