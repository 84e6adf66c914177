// Package datawork is work on tables and texts: [WordCount] counts words, [GroupBy] groups rows of CSV and sums a column, [Join] joins two
// tables, [Sort] sorts one.
//
// The text lies in one file, which is cut into ranges of whole rows; a range is a unit. A line end within quotation marks ends no row.
// Where no file is named, WordCount takes the source tree of Go on this machine, and the others an invented table (see [WriteFlights]).
// data/flights.csv and data/airlines.csv of the repository are a small real table.
//
//	lab.Experiment{
//		Name:     "delays",
//		Workload: datawork.GroupBy{Rows: 1_000_000, Key: "dest", Value: "arr_delay", Parser: datawork.Fast},
//		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 2}},
//	}
//
// # Two parsers
//
// Each workload has a [Plain] parser and a [Fast] one, which find the same, bit by bit: tests fuzz the fast one against encoding/csv and
// strings.Fields. The plain one makes a string of each field and allocates for each row; more workers then also mean more garbage. The
// fast one works on the bytes where they lie, in memory that the next unit uses again: a unit allocates nothing, and with Sort its run
// (TestFastUnitsAllocateNothingARow).
//
// # How parts become a whole
//
// A unit adds its result to that of the trial, under a lock (Plain) or one of 64 (Fast), or, with Sort, merges it with its neighbour's
// if that is there. Nothing waits for another unit, so that every model can run them in any order. What is added is exact, so that the
// order does not show: sums are decimals, not floats.
//
// Two checks guard it. lab compares each unit's checksum with that of the sequential run. And when a trial is closed, the merged result is
// compared with the units' checksums all together, which catches what a wrong lock or merge loses.
//
// In worker processes WordCount, GroupBy and Join do the same, and each process merges what it did. Sort needs one memory and does not
// travel.
//
// # What waits and what computes
//
// A unit marks its reading as waits. As the file has just been written or scanned, that is copying from the page cache, and all the work
// is the processor's and the memory's: the most to be gained is the number of cores.
//
// # Cost
//
// Processor time and allocations of a unit at the default sizes (168 KB of Go source, or 1,000 rows of 39 KB), and how many times the
// time of the fast parser the plain one takes (quartiles; BenchmarkParsers, BenchmarkUnit):
//
//	            plain                    fast           plain / fast
//	WordCount   6.6 ms   12,000 allocs   2.2 ms    0    3.0 (2.8 to 3.2)
//	GroupBy     0.8 ms    2,000 allocs   0.2 ms    0    4.6 (4.2 to 5.2)
//	Join        1.5 ms    3,000 allocs   0.4 ms    0    4.0 (3.8 to 4.8)
//	Sort        3.1 ms    2,000 allocs   0.6 ms    2    5.0 (4.6 to 5.2)
//
// A pool of two takes 0.8 to 1.2 times the processor time of the plain loop. How much sooner it is ready, BenchmarkSpeedup tells on a machine
// that nobody else uses.
//
// The package leaves timing to lab, and how units are run to the models. A process that is killed leaves its file, named threadboost-*, to
// whatever clears the temporary files of the system.
package datawork
