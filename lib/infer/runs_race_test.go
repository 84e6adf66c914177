//go:build race

package infer

// simulated scales the number of simulated runs: the race detector makes them ten times as slow.
const simulated = 0.1
