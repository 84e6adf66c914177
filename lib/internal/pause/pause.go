// Package pause waits for a time that a context can cut short.
package pause

import (
	"context"
	"time"
)

// For waits so long, or returns ctx.Err() when ctx ends before. A time of zero or less is no wait.
func For(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
