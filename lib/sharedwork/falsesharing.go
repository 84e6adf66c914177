package sharedwork

import (
	"cmp"
	"context"
	"fmt"

	"threadboost/lib/lab"
)

// FalseSharing has each unit count in a number of its own: nothing is shared, and no lock is needed. But the numbers are elements of one
// slice, as in results[i]++, and eight of them lie in one cache line. Cores cannot write to one line at the same time: units whose
// numbers are neighbours hinder each other as if they shared one.
//
// It shows under models that run neighbours at the same time, such as Pool; under Chunks, where each worker has a range of units to
// itself, it does not. The cure is to count in a local variable and to store the sum at the end; or, where that cannot be, padding.
type FalseSharing struct {
	Padded     bool // the numbers lie 128 bytes apart
	Units      int  // zero means 200
	Increments int  // of a unit; zero means 100,000
}

const defaultOwnIncrements = 100_000

func (f FalseSharing) withDefaults() FalseSharing {
	return FalseSharing{f.Padded, cmp.Or(f.Units, defaultUnits), cmp.Or(f.Increments, defaultOwnIncrements)}
}

// String describes the work, such as "200 times 100000 increments, false sharing".
func (f FalseSharing) String() string {
	f = f.withDefaults()
	text := times(f.Units, f.Increments, "increments")
	if f.Padded {
		return text + ", padded"
	}
	return text + ", false sharing"
}

// Prepare makes a job with numbers of its own. It cannot be run in other processes, which share no cache line with each other.
func (f FalseSharing) Prepare(context.Context) (*lab.Job, error) {
	f = f.withDefaults()
	if err := checkSizes("FalseSharing", "increments", f.Units, f.Increments, 0); err != nil {
		return nil, err
	}
	const most = 1 << 22 // 512 MiB when they are padded
	if f.Units > most {
		return nil, fmt.Errorf("sharedwork: FalseSharing asks for %d units: want at most %d, each has a number in memory", f.Units, most)
	}
	return f.job(make([]int64, f.Units*f.stride())), nil
}

// stride is how many elements lie between the numbers of two neighbours.
func (f FalseSharing) stride() int {
	if f.Padded {
		return line / 8
	}
	return 1
}

func (f FalseSharing) job(numbers []int64) *lab.Job {
	return &lab.Job{
		Units: f.Units,
		Unit: func(ctx context.Context, i int) (uint64, error) {
			own := &numbers[i*f.stride()]
			err := count(ctx, own, f.Increments)
			return uint64(*own), err
		},
	}
}

// count adds 1 to a number in memory, so many times, or returns ctx.Err() when ctx ends before.
func count(ctx context.Context, own *int64, increments int) error {
	const glance = 1 << 16 // increments between two looks at ctx: about 0.1 ms
	for increments > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := min(increments, glance)
		for range part {
			*own++ // in memory each time: the compiler keeps what a pointer leads to in no register
		}
		increments -= part
	}
	return nil
}
