//go:build race

package datawork

// allocations of a unit, at most. Under the race detector sync.Pool drops what it is given now and then, and a unit makes it again.
const allocations = 60
