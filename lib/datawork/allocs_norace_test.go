//go:build !race

package datawork

// allocations of a unit, at most: two slices of a sorted run, and one to spare.
const allocations = 3
