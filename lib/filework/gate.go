package filework

import (
	"context"

	"threadboost/lib/lab"
)

// blocked is how many units may be inside their system calls at once: see the package's doc.
const blocked = 1000

// A gate has one element for each unit inside its system calls.
type gate chan struct{}

func newGate() gate { return make(gate, blocked) }

// enter waits until fewer than blocked units are inside their system calls.
func (g gate) enter(ctx context.Context) error {
	select {
	case g <- struct{}{}:
		return nil
	default:
	}
	return lab.Wait(ctx, func() error {
		select {
		case g <- struct{}{}:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

func (g gate) leave() { <-g }
