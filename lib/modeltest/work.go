package modeltest

import (
	"context"

	"threadboost/lib/lab"
)

// work is a workload that suits every model: its units also have keys, and go through stages, one of which does all.
type work struct {
	units int
	unit  func(ctx context.Context, i int) error
}

const (
	keys   = 5
	stages = 2
)

// key returns which state a unit touches.
func key(i int) int { return i * 3 % keys }

func (w work) Prepare(context.Context) (*lab.Job, error) {
	job := &lab.Job{
		Units: w.units,
		Unit:  func(ctx context.Context, i int) (uint64, error) { return 0, w.unit(ctx, i) },
		Key:   func(i int) uint64 { return uint64(key(i)) },
	}
	for s := range stages {
		job.Stages = append(job.Stages, lab.Stage{Do: func(ctx context.Context, i int) error {
			if i%stages != s {
				return nil
			}
			return w.unit(ctx, i)
		}})
	}
	return job, nil
}
