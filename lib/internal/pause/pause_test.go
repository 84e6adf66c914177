package pause_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/internal/pause"
)

func TestFor(t *testing.T) {
	for _, c := range []struct {
		name           string
		d, cut, lasted time.Duration // cut is when the context ends; 0: never
		err            error
	}{
		{"to the end", time.Hour, 0, time.Hour, nil},
		{"cut short", time.Hour, time.Minute, time.Minute, context.DeadlineExceeded},
		{"no time", 0, 0, 0, nil},
		{"less than none", -time.Second, 0, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := t.Context(), context.CancelFunc(func() {})
				if c.cut > 0 {
					ctx, cancel = context.WithTimeout(ctx, c.cut)
				}
				defer cancel()
				began := time.Now()
				if err := pause.For(ctx, c.d); !errors.Is(err, c.err) {
					t.Errorf("it ended with %v, want %v", err, c.err)
				}
				if lasted := time.Since(began); lasted != c.lasted {
					t.Errorf("it lasted %v, want %v", lasted, c.lasted)
				}
			})
		})
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := pause.For(ended, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that has ended it gives %v", err)
	}
}
