// Package procs runs units in worker processes: [Processes] is the model, the twin of Python's ProcessPoolExecutor, and [Serve] makes a
// program the workers' program.
//
//	lab.Models{model.Sequential{}, model.Pool{Workers: 2}, procs.Processes{Workers: 2, Chunk: 10}}
//
// # When to choose it
//
// Where a language lets one thread compute at a time (Python, Ruby), processes are the way to use several cores; PHP and PostgreSQL have
// them for other reasons. Go needs them for what they keep apart, not for speed: a unit that crashes or takes all memory ends its worker
// and not the program. A goroutine starts in a microsecond, shares memory, and needs no encoding. So choose processes for long units that
// may break, and to compare with a pool of goroutines; not for short units.
//
// # Cost
//
// On two cores, with two workers: an empty unit costs 19 us in chunks of 1, 3 us in chunks of 10, and 0.8 us in chunks of 100
// (BenchmarkDispatch). To start two workers, have each do a unit, and end them takes 7 ms, 8 workers take 32 ms (BenchmarkStart of
// kernel/worker, where a program that does nothing takes 0.8 ms). 1.5 s of computing become 1.88 times as fast (BenchmarkSpeedup).
// Python's pool takes 275 us a unit in chunks of 1, 2.7 us in chunks of 100, and 11 ms for the start (BenchmarkPython).
//
// # Who the workers are
//
// A cell of a notebook is a program of its own, and to start it again would run the cell again. Therefore workers run another program, the
// installed one: the file that THREADBOOST_PROGRAM names, or else .threadboost/bin/threadboost in the repository around the working
// directory. It knows the workloads of the lab that can travel, by name and by their fields as JSON (lab.Spec). A Go func cannot travel and
// is refused, and so is work on memory that the units share.
//
// A workload of your own travels when its job has a Spec and its program calls [Serve] with a roster that has it: first in main, or in a
// notebook in a function whose name begins with init_, which GoNB runs before main in this cell and in all later ones:
//
//	func init_workers() { procs.Serve(procs.Roster{"Cubes": procs.Decode[Cubes]}) }
//
// The workers of that workload are copies of the program, which get no further than that call; only what its package variables are
// initialised with is evaluated in each. All other workloads are left to the installed program.
//
// # How units are dispatched
//
// A worker runs one unit at a time, with GOMAXPROCS at 1: it is one processor's worth of Go code. It is given a chunk, and the next one
// when that has ended, so that long units do not hold up others. While chunks are quick, below 5 ms, and many are left, it gets a second
// one ahead, which hides the way through the pipe. Where units are due by a schedule (lab.Job.Due), each is given alone and when it is due.
//
// # What happens when a worker dies
//
// It is replaced, and what it had not reported is run again: the chunk in which it died unit by unit, as any of these may have been the
// reason. The record of a unit counts the attempts, the series "replaced workers" the replacements. A unit that costs three workers is
// given up; its error says how they ended: "procs: worker died 3 times running unit 17 (signal: killed)". Within a chunk a worker
// reports after 5 ms, or after the unit that lasts longer, so a unit that had ended may be run twice: units must bear that.
//
// A panic of a unit does not end its worker: it is the error of that unit, with the stack. When the context ends, workers get SIGTERM,
// which ends the context of their units, and 0.3 s later SIGKILL. When the parent dies, however that may be, a worker sees the end of its
// stdin and ends within 0.3 s too. What units print comes to the parent's stderr, with the worker's number in front, up to 16 KiB a
// worker.
//
// # Times
//
// A worker has a clock of its own, which is compared with the trial's when it starts: eight times, of which the quickest counts. The error
// is at most half of what that took: some microseconds. This needs no clock that processes share, so that it holds on every system. On
// Linux there is one (CLOCK_MONOTONIC), and a test checks the result against it. Makespan includes the start of the workers.
package procs
