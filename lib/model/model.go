// Package model holds the execution models: the ways in which Go can run many units of work.
//
//	Model       one after the other?   at once                where it is met elsewhere
//	Sequential  yes                    1                      a plain loop
//	Goroutines  no                     all                    one thread or task a request; asyncio.gather
//	Pool        no                     Workers                ThreadPoolExecutor, a Java fixed thread pool
//
// Choose [Sequential] as the baseline and for work that is too small to share; [Goroutines] for waiting work whose number is known
// and bearable for what it calls; [Pool] when something has to be bounded: open files, connections, memory, or the load on a
// server. For computing work no model is faster than as many workers as there are cores.
//
// Every model keeps the contract of lab.Model: each unit once, errors recorded and passed over, no unit started after the context
// has ended, no goroutine left behind. modeltest checks it, also for a model of your own. The package leaves recording to lab.
//
// Cost of a unit that does nothing and is not recorded, on two cores (BenchmarkUnit): Sequential 15 ns, Pool 115 ns, Goroutines
// 500 ns and at least 2 KiB of memory while the unit is under way. Each is within 1.04 of the same loop written by hand
// (BenchmarkModels).
package model
