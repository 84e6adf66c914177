//go:build !linux

package supervise

import (
	"os"
	"time"
)

// watchParent calls ended soon after the process that started us has ended, and returns what ends the watch.
func watchParent(ended func()) (stop func()) {
	parent, done := os.Getppid(), make(chan struct{})
	go func() {
		for !within(done, 500*time.Millisecond) {
			if os.Getppid() != parent {
				ended()
				return
			}
		}
	}()
	return func() { close(done) }
}
