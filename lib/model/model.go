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
// Cost of a unit on top of the work itself, on two cores (BenchmarkModels): Sequential about 10 ns less the recording, Pool about
// 100 ns, Goroutines about 400 ns and 2 to 8 KiB of memory while the unit is under way.
package model
