// Package apiwork is work on an HTTP API: [Fetch] sends GET requests to a server and sums the answers.
//
// The server is real, made of net/http on 127.0.0.1, and belongs to the run: it is started once, all trials share it, and it is
// stopped with the run. It answers each request after a latency that a [Law] gives, and fails and stops as it is told. What happens to
// a request depends on the seed and on its number alone, so that all models have equal work, and so does the content of its answer, so
// that an answer to another request is found.
//
// # What can happen to a request
//
//   - It takes its time: [Fixed], [Exponential], the long tail of [LogNormal], or a law of your own.
//   - It fails: Fetch.Errors is the share that is answered 503. [Retry] sends it again, after a backoff; Fetch.Timeout gives it up.
//   - It meets a server that stops for a while: [Pauses].
//   - It is overtaken: Fetch.Hedge sends a second one beside one that takes long.
//   - It waits for a connection, where Fetch.Connections limits them, or shares one with others: Fetch.HTTP2.
//
// The record of a unit counts as attempts all requests that were sent for it, retries and hedges, and as bytes what its answer brought.
//
// # Closed loop and open loop
//
// In a closed loop, the default, all requests are there from the start, and a model sends the next one as soon as it can. When the server
// slows down, so does the model: it asks less, and its percentiles say little of what users would have met. In an open loop requests
// arrive by a schedule, [Arrivals], and latency counts from when a request was due. lab keeps the schedule under every model: a unit
// never begins before it is due, and the wait for that is no part of it. A model that has no worker free is late, which its latency shows
// and its service time (from the start) does not: that difference is coordinated omission. The makespan of an open loop says little, as
// the schedule decides it; compare latencies. It suits models that take units in their order: one that deals them out in advance, such as
// Chunks, has a worker wait for its first unit while units of others are late.
//
// Under procs.Processes the server stays with the parent and the workers get its address. They are given units when these are due.
//
// # What waits and what computes
//
// A unit marks the request and the reading of its answer as waits, and so the backoff; the checksum (CRC-32C) of the answer is computing.
// The server is a part of this process: the trial's processor time holds its share too, and it competes with the client for the cores.
// So without a latency the wait is mostly the work of net/http itself, and no model can be much faster than there are cores; with one, it
// is time in which nothing is to be done, and concurrency gains what the latency takes.
//
// The client keeps its connections and opens as many as are needed at once. Each trial begins without any: to open them, about
// 100 us each, is part of what it costs to have many requests under way, and no trial lives on what another one opened. Neither
// proxies nor settings of the environment are used, and nothing is compressed. A connection takes two of the files that a process may
// open, one for each end. A unit that would need more connections than that allows is an error which says so.
//
// The package leaves timing to lab, and how units are run to the models. It resembles httptest with a load generator such as wrk2 or
// vegeta, but client and server know what the other has to do.
//
// # Cost
//
// On two cores, one request after the other, without a latency, the server's share included: about 45 us where nothing else runs,
// 70 to 160 us where other programs want several times as many cores as there are, as they did for all that follows (BenchmarkRequest;
// BenchmarkFetchAgainstByHand compares it with the same by hand). What more there is, in terms of that, as medians of paired runs
// (BenchmarkExtras):
//
//	timeout     1.05   a context with a timer for each attempt
//	hedge       1.16   a goroutine for each request, also where no second one is sent
//	HTTP/2      1.3    frames and flow control; with hundreds of requests at once it is the cheaper one, see below
//	64 KiB      1.4    in place of 1 KiB
//	1 MiB       7.3
//
// Retries cost nothing until they are needed, and a draw from a law takes 5 to 130 ns (BenchmarkLaw). A request of 32 workers takes 1.3 to
// 2.2 times, mostly 1.6 times, the processor time, the server's included, of one that wrk sends, a load generator in C, over as many
// connections to the same server (BenchmarkFetchAgainstWrk). 10,000 requests over 512 workers take 1.4 to 1.9 s of processor time with
// HTTP/1.1, which opens 512 connections, and 1.0 to 1.6 s with HTTP/2, which opens a few; of their 10 ms of latency each, 93 to 98 % is
// hidden (BenchmarkImprovement).
package apiwork
