// Package model holds the execution models: the ways in which Go can run many units of work.
//
//	Model       at once                    a unit  where it is met elsewhere
//	Sequential  1                           20 ns  a plain loop
//	Goroutines  all                        520 ns  a thread or task a request; asyncio.gather; virtual threads
//	Semaphore   Limit                      820 ns  asyncio.Semaphore, java.util.concurrent.Semaphore
//	Pool        Workers                    170 ns  ThreadPoolExecutor, a Java fixed thread pool
//	Counter     Workers                     26 ns  OpenMP dynamic, an AtomicInteger that threads share
//	Chunks      Workers                     18 ns  OpenMP static, MPI ranks, partitions of a data frame
//	Guided      Workers                     21 ns  OpenMP guided
//	Steal       Workers                     24 ns  ForkJoinPool, Rayon, TBB, the Go scheduler
//	Threads     Workers                   5300 ns  platform threads in Java, C++, Python
//	Pipeline    Workers of each stage      145 ns  Unix pipes, queues between asyncio tasks (a unit and stage)
//	Futures     Limit                      910 ns  Executor.map, CompletableFuture, promises
//	EventLoop   1, and all waits          1450 ns  asyncio, Node.js, browsers, nginx
//	Actors      Mailboxes                  130 ns  Erlang, Akka, partitions of a Kafka topic
//	RateLimit   PerSecond, by time         600 ns  x/time/rate, API quotas
//	Adaptive    what it finds              710 ns  Netflix concurrency-limits, Envoy, TCP Vegas
//
// Libraries that people use are in packages of their own, so that only programs that name them link them:
//
//	witherrgroup.Errgroup   Limit     740 ns  golang.org/x/sync/errgroup
//	withconc.Conc           Workers   440 ns  sourcegraph/conc
//	withants.Ants           Workers   770 ns  panjf2000/ants
//	withpond.Pond           Workers   215 ns  alitto/pond
//
// The cost is that of a unit which does nothing and is not recorded, on two cores: the least of some runs of BenchmarkUnit on a machine
// that had other work as well, in jobs of 10,000 units.
//
// # Which one
//
// Take [Sequential] as the baseline, and for work that is too small to share. For waiting work: [Goroutines] when its number is known
// and bearable for what it calls; [Semaphore] or [Pool] when something has to be bounded (open files, connections, memory, the load on
// a server); [RateLimit] when somebody else says how often; [Adaptive] when nobody knows how many; [Futures] when results are wanted in
// order. For computing work as many workers as there are cores, and no more: [Chunks] when units are equal, [Steal] or [Counter] when
// they are not, [Guided] when they are very small. [Pipeline] when steps need different things, [Actors] when units change shared state.
// [EventLoop] and [Threads] show what other languages do: Go's scheduler is an event loop on every core, and its goroutines cost a
// fiftieth of a thread to start (BenchmarkThread).
//
// # What all have in common
//
// Every model keeps the contract of lab.Model: each unit once, errors recorded and passed over, no unit started after the context
// has ended, no goroutine left behind. modeltest checks it, also for a model of your own. A field that is zero means what its comment says:
// for Workers one a core, for a limit none. What a model cannot take (a job without stages, say) it refuses with an error that says what to
// do. The package leaves recording to lab.
//
// Not recorded, with units of a microsecond, the models take 0.99 to 1.06 times as long as the same written by hand, RateLimit 1.1 and
// EventLoop 1.15 (BenchmarkModels, BenchmarkLibraries): about 20 ns of a unit are job.Do, which contains its panic.
package model
