package model

import (
	"context"
	"fmt"
	"runtime"

	"threadboost/lib/lab"
)

// mostThreads keeps a program alive: the Go runtime ends it when it has more than 10,000 threads, the system often earlier.
const mostThreads = 2000

// Threads is a [Pool] whose workers are threads of the operating system: each goroutine is locked to one of its own, which ends with it.
// It shows what Go's scheduler saves, and what a pool costs where threads are all there is.
//
// Elsewhere: ThreadPoolExecutor in Python, platform threads in Java, std::thread in C++ and Rust.
//
// Cost of a unit: 5.3 us (BenchmarkUnit). To start and end a thread takes about 100 us, where a goroutine takes 2; a unit that yields to
// the next of eight threads 12 us, where eight goroutines take 0.4 (BenchmarkThread).
//
// Choose it to compare, or when units call C code that keeps state in its thread (graphics, some database clients). Do not choose it
// otherwise: each hand-over to a waiting worker goes through the system's scheduler.
type Threads struct {
	// Workers is the number of threads, 2000 at most; zero means GOMAXPROCS. The queue takes twice as many units.
	Workers int
}

// Run submits the units in their order and waits until the threads have run them.
func (t Threads) Run(ctx context.Context, job *lab.Job) error {
	workers, err := workersOf("Threads", t.Workers, job.Units)
	if err != nil {
		return err
	}
	if workers > mostThreads {
		return fmt.Errorf("model: Threads has Workers %d: %d at most, beyond the system may end the program; Pool has no such limit", t.Workers, mostThreads)
	}
	units := make(chan int, 2*workers)
	go submit(ctx, job, units)
	team(workers, func(w int) {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		serve(ctx, job, w, units)
	})
	return ctx.Err()
}
