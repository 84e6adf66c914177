// Package apiwork is work on an HTTP API: [Fetch] sends GET requests to a server and sums the answers.
//
// The server is real, made of net/http on 127.0.0.1, and belongs to the run: it is started once, all trials share it, and it is
// stopped with the run. It answers each request after a latency that a [Law] gives. The latency of a request depends on its number alone,
// so that all models have equal work, and so does the content of its answer, so that an answer to another request is found.
//
// The client keeps its connections and opens as many as are needed at once. Each trial begins without any: to open them, about
// 100 us each, is part of what it costs to have many requests under way, and no trial lives on what another one opened. Neither
// proxies nor settings of the environment are used, and nothing is compressed.
//
// # What waits and what computes
//
// A unit marks the request and the reading of its answer as waits; the checksum (CRC-32C) of the answer is computing. The server is
// a part of this process: the trial's processor time holds its share too, and it competes with the client for the cores. So without a
// latency the wait is mostly the work of net/http itself, and no model can be much faster than there are cores; with one, it is time in
// which nothing is to be done, and concurrency gains what the latency takes.
//
// A connection takes two of the files that a process may open, one for each end. A unit that would need more connections than that
// allows is an error which says so.
//
// The package leaves timing to lab, and how units are run to the models. Cost on two cores of a request without latency, one after
// the other: about 45 us, the server's share included (BenchmarkFetchAgainstByHand compares it with the same by hand).
package apiwork
