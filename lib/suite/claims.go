package suite

import (
	"slices"
	"time"

	"threadboost/lib/filework"
	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/waitwork"
)

// A Claim says by how many per cent concurrency shortens some work, and with which work that is looked into.
type Claim struct {
	Name    string // what it is about, such as "CRUD"
	Percent float64
	Works   []Work

	options Options
}

// Claims are the two of the Python program that this laboratory comes from: 95.6 % less time on CRUD and 85 % on files. Both are
// properties of how long a unit waits and how many do so at a time, W: 95.6 % needs 22.7 times the speed and 85 % needs 6.7 times, so no
// fewer workers than that, and next to no computing. Each is therefore looked into with work that waits for different things. Databases
// come from outside: see [CRUD].
func Claims(o Options, databases ...Work) []Claim {
	files := Files(o).Works
	files = slices.DeleteFunc(files, func(w Work) bool { return slices.Contains([]string{"copies", "search", "slow disk"}, w.Name) })
	files = append(files, Work{"slow disk", filework.SlowDisk{Workload: filework.Read{Files: 64}, Latency: 8 * time.Millisecond}, "The latency is simulated."})
	crud := append(slices.Clone(databases), Work{"pure waits", waitwork.Sleep{Units: 64, Wait: 8 * time.Millisecond},
		"No database at all: what a server 8 ms away would give if it never were the limit itself."})
	return []Claim{{"CRUD", 95.6, crud, o}, {"files", 85, files, o}}
}

// Experiments are those of a claim, under numbers of workers W from 8 to 64.
func (c Claim) Experiments() ([]lab.Experiment, error) {
	models := lab.Models{model.Sequential{}, model.Pool{Workers: 8}, model.Pool{Workers: 32}, model.Pool{Workers: 64}, model.EventLoop{Concurrency: 64}}
	area := Area{Name: "claim on " + c.Name, Works: c.Works, Models: models, options: c.options}
	return area.Experiments()
}
