//go:build !race

package infer

// simulated scales the number of simulated runs.
const simulated = 1.0
