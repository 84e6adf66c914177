package filework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"threadboost/lib/internal/pause"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
)

// SlowDisk is a workload on a disk that takes a while to answer, such as one in a network: each unit waits first, once. The latency is
// simulated, and any number of units may wait at a time. The description says so wherever the workload is named.
type SlowDisk struct {
	Workload lab.Workload  // whose units wait; nil means Read{}
	Latency  time.Duration // of each unit; zero means 5 ms
}

func (d SlowDisk) withDefaults() SlowDisk {
	if d.Workload == nil {
		d.Workload = Read{}
	}
	return SlowDisk{d.Workload, cmp.Or(d.Latency, 5*time.Millisecond)}
}

// String describes the work, such as "200 file reads of 64 KiB on a simulated 5 ms disk".
func (d SlowDisk) String() string {
	d = d.withDefaults()
	return fmt.Sprintf("%s on a simulated %s disk", lab.NameOf(d.Workload), quantity.Duration(float64(d.Latency)))
}

// Stage stages the workload, if it is a lab.Stager.
func (d SlowDisk) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	d = d.withDefaults()
	if err := d.check(); err != nil {
		return nil, nil, err
	}
	release = releaseNothing
	if stager, ok := d.Workload.(lab.Stager); ok {
		d.Workload, release, err = stager.Stage(ctx)
	}
	return slowed(d), release, err
}

func (d SlowDisk) check() error {
	const longest = time.Hour
	if d.Latency < 0 || d.Latency > longest {
		return fmt.Errorf("filework: SlowDisk has a latency of %v: want up to %v, or 0 for 5 ms", d.Latency, longest)
	}
	return nil
}

// Prepare makes a job with material of its own, which its Close releases.
func (d SlowDisk) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, d) }

// slowed is a SlowDisk whose workload is staged.
type slowed SlowDisk

func (d slowed) Prepare(ctx context.Context) (*lab.Job, error) {
	job, err := d.Workload.Prepare(ctx)
	if err != nil {
		return nil, err
	}
	if do := job.Unit; do != nil {
		job.Unit = func(ctx context.Context, i int) (uint64, error) {
			if err := d.wait(ctx); err != nil {
				return 0, err
			}
			return do(ctx, i)
		}
	}
	if len(job.Stages) > 0 {
		job.Stages = slices.Clone(job.Stages)
		job.Stages[0].Do = d.late(job.Stages[0].Do)
	}
	job.Spec, err = slowSpec(job.Spec, d.Latency)
	return job, err
}

// late is the first stage of a job after the wait.
func (d slowed) late(do func(ctx context.Context, i int) error) func(ctx context.Context, i int) error {
	return func(ctx context.Context, i int) error {
		if err := d.wait(ctx); err != nil {
			return err
		}
		return do(ctx, i)
	}
}

// wait lasts as long as the disk takes, or until ctx ends.
func (d slowed) wait(ctx context.Context) error {
	return lab.Wait(ctx, func() error { return pause.For(ctx, d.Latency) })
}
