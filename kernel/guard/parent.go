package guard

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// WithGoRun is ctx, ended as well when we were started by `go run` and that ends. A terminal's Ctrl-C reaches both, but
// a SIGTERM to `go run` ends it alone and would leave us. A shell may end before its programs: only `go` counts. (Linux:
// elsewhere a parent's name is not to be had cheaply, and ctx is returned as it is.)
func WithGoRun(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	parent := os.Getppid()
	name, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(parent), "comm"))
	if err == nil && strings.TrimSpace(string(name)) == "go" {
		go func() {
			defer cancel()
			for os.Getppid() == parent && ctx.Err() == nil {
				select {
				case <-ctx.Done():
				case <-time.After(200 * time.Millisecond):
				}
			}
		}()
	}
	return ctx, cancel
}
