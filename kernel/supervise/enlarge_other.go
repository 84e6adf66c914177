//go:build !linux

package supervise

// enlarge: a pipe of this system grows by itself.
func enlarge(pipe, size int) {}
