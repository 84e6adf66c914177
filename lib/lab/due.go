package lab

import (
	"context"
	"time"
)

// schedule asks the job once for all due times, so that this costs nothing while it is measured.
func schedule(job *Job) []int64 {
	if job.Due == nil {
		return nil
	}
	due := make([]int64, job.Units)
	for i := range due {
		due[i] = int64(job.Due(i))
	}
	return due
}

// awaitDue waits until unit i is due, before its record begins: nobody can ask for it earlier. A model that suspends units runs others
// meanwhile. When ctx ends first, the unit begins at once, and finds its context ended.
func (t *trial) awaitDue(ctx context.Context, i int) {
	if i < 0 || i >= len(t.due) {
		return // also without a schedule
	}
	early := time.Duration(t.due[i] - t.recorder.Now())
	if early <= 0 {
		return
	}
	Wait(ctx, func() error { // not recorded: ctx is the model's
		timer := time.NewTimer(early)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		return nil
	})
}
