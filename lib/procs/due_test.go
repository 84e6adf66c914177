package procs

import (
	"context"
	"testing"
	"time"

	"threadboost/lib/lab"
)

// due is squares whose units are due one by one.
type due struct{ squares }

func (d due) Prepare(ctx context.Context) (*lab.Job, error) {
	job, err := d.squares.Prepare(ctx)
	job.Due = func(i int) time.Duration { return time.Duration(i) * 2 * time.Millisecond }
	return job, err
}

func TestUnitsAreGivenWhenTheyAreDue(t *testing.T) {
	trial := measured(t, Processes{Workers: 2, Chunk: 10}, due{squares{40}})
	for i, u := range trial.Units {
		if u.Started < trial.Due[i] {
			t.Errorf("unit %d began at %d ns and was due at %d", i, u.Started, trial.Due[i])
		}
	}
}
