package model_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/model/withants"
	"threadboost/lib/model/withconc"
	"threadboost/lib/model/witherrgroup"
	"threadboost/lib/model/withpond"
)

const benchUnits = 20_000

// work is a unit of about a microsecond: an empty one would compare loops alone. Inlined by hand it would be another work.
//
//go:noinline
func work(_ context.Context, i int) (uint64, error) { return compute(i, 1000), nil }

// third1000 is a stage of such a unit.
//
//go:noinline
func third1000(_ context.Context, i int) error {
	compute(i, 333)
	return nil
}

//go:noinline
func compute(i, steps int) uint64 {
	sum := uint64(i)
	for range steps {
		sum = sum*6364136223846793005 + 1442695040888963407
	}
	return sum
}

//go:noinline
func nothing() error { return nil }

func key(i int) uint64 { return uint64(i) * 7 % 100 }

func nothingMarked(ctx context.Context, i int) (uint64, error) {
	sum, _ := work(ctx, i)
	return sum, lab.Wait(ctx, nothing)
}

// BenchmarkModels compares each model, not recorded, with the same by hand. Use -benchtime 50x on a machine that does nothing else.
func BenchmarkModels(b *testing.B) {
	stages := make([]lab.Stage, 3)
	for s := range stages {
		stages[s].Do = third1000
	}
	plain := &lab.Job{Units: benchUnits, Unit: work, Key: key, Stages: stages}
	waits := &lab.Job{Units: benchUnits, Unit: nothingMarked}
	compare(b, []comparison{
		{model.Sequential{}, plain, loop},
		{model.Goroutines{}, plain, goroutines},
		{model.Semaphore{Limit: 2}, plain, semaphoreOfTwo},
		{model.Pool{Workers: 2}, plain, poolOfTwo},
		{model.Counter{Workers: 2}, plain, counterOfTwo},
		{model.Chunks{Workers: 2}, plain, chunksOfTwo},
		{model.Guided{Workers: 2}, plain, guidedOfTwo},
		{model.Steal{Workers: 2}, plain, stealOfTwo},
		{model.Threads{Workers: 2}, plain, threadsOfTwo},
		{model.Pipeline{Buffer: 16}, plain, pipelineOfThree},
		{model.Futures{Limit: 2}, plain, futuresOfTwo},
		{model.EventLoop{Concurrency: 2}, waits, loopOfTwo},
		{model.Actors{Mailboxes: 2}, plain, actorsOfTwo},
		{model.RateLimit{PerSecond: 1e6, Burst: 1000}, plain, millionASecond},
		{model.Adaptive{Min: 2, Max: 2}, plain, measuredTwo},
	})
}

// BenchmarkLibraries compares the models with libraries, not recorded, with the same library used by hand.
func BenchmarkLibraries(b *testing.B) {
	plain := &lab.Job{Units: benchUnits, Unit: work}
	compare(b, []comparison{
		{witherrgroup.Errgroup{Limit: 2}, plain, errgroupOfTwo},
		{withconc.Conc{Workers: 2}, plain, concOfTwo},
		{withants.Ants{Workers: 2}, plain, antsOfTwo},
		{withpond.Pond{Workers: 2}, plain, pondOfTwo},
	})
}

// A comparison is of a model with the same by hand.
type comparison struct {
	model  lab.Model
	job    *lab.Job
	byHand func(ctx context.Context)
}

func compare(b *testing.B, comparisons []comparison) {
	for _, c := range comparisons {
		b.Run(lab.NameOf(c.model), func(b *testing.B) {
			paired.Ratio(b, func() { c.model.Run(b.Context(), c.job) }, func() { c.byHand(b.Context()) })
		})
	}
}

// BenchmarkUnit reports what an empty unit costs under each model, not recorded, in jobs of 10,000. That of Pipeline has one stage.
func BenchmarkUnit(b *testing.B) {
	for _, m := range (lab.Models{
		model.Sequential{}, model.Goroutines{}, model.Semaphore{Limit: 8}, model.Pool{Workers: 2}, model.Counter{Workers: 2},
		model.Chunks{Workers: 2}, model.Guided{Workers: 2}, model.Steal{Workers: 2}, model.Threads{Workers: 2}, model.Pipeline{Buffer: 16},
		model.Futures{Limit: 8}, model.EventLoop{Concurrency: 8}, model.Actors{Mailboxes: 2}, model.RateLimit{}, model.Adaptive{Min: 8, Max: 8},
		witherrgroup.Errgroup{Limit: 8}, withconc.Conc{Workers: 2}, withants.Ants{Workers: 2}, withpond.Pond{Workers: 2},
	}) {
		b.Run(lab.NameOf(m), func(b *testing.B) {
			b.ReportAllocs()
			for left := b.N; left > 0; left -= 10_000 {
				job := empty(min(left, 10_000))
				job.Key = key
				job.Stages = []lab.Stage{{Do: func(context.Context, int) error { return nil }}}
				m.Run(b.Context(), job)
			}
		})
	}
}

func empty(units int) *lab.Job {
	return &lab.Job{Units: units, Unit: func(context.Context, int) (uint64, error) { return 0, nil }}
}

// BenchmarkSuspension reports what it costs an event loop to suspend a unit and resume it, with a hundred units that take turns. The
// goal is 2 us.
func BenchmarkSuspension(b *testing.B) {
	const units = 100
	for _, recorded := range []bool{false, true} {
		b.Run(fmt.Sprint("recorded=", recorded), func(b *testing.B) {
			b.ReportAllocs()
			job := &lab.Job{Units: units, Unit: unit(func(ctx context.Context, _ int) {
				for range b.N/units + 1 {
					lab.Wait(ctx, nothing)
				}
			})}
			if recorded {
				run(b, prepared{job}, model.EventLoop{})
			} else {
				model.EventLoop{}.Run(b.Context(), job)
			}
		})
	}
}

// BenchmarkSkewed compares stealing with equal shares where the last tenth of the units takes ten times as long: two workers with equal
// shares take 1.45 times as long as they need to. Without an idle core more there is nothing to win.
func BenchmarkSkewed(b *testing.B) {
	skewed := func(_ context.Context, i int) (uint64, error) {
		if i >= benchUnits*9/10 {
			return compute(i, 10_000), nil
		}
		return compute(i, 1000), nil
	}
	job := &lab.Job{Units: benchUnits, Unit: skewed}
	chunks := func() { model.Chunks{Workers: 2}.Run(b.Context(), job) }
	for _, m := range (lab.Models{model.Steal{Workers: 2}, model.Guided{Workers: 2}, model.Counter{Workers: 2}, model.Chunks{Workers: 2, Size: 100}}) {
		b.Run(lab.NameOf(m), func(b *testing.B) {
			paired.Ratio(b, func() { m.Run(b.Context(), job) }, chunks)
		})
	}
}

// BenchmarkThread reports what a thread costs in terms of a goroutine: to start and end one, and to hand a unit to one that sleeps.
func BenchmarkThread(b *testing.B) {
	b.Run("start and end", func(b *testing.B) {
		for b.Loop() {
			model.Threads{Workers: 1}.Run(b.Context(), empty(1))
		}
	})
	b.Run("goroutine", func(b *testing.B) {
		for b.Loop() {
			model.Pool{Workers: 1}.Run(b.Context(), empty(1))
		}
	})
	for _, m := range (lab.Models{model.Threads{Workers: 8}, model.Pool{Workers: 8}}) {
		b.Run("yielding units on "+lab.NameOf(m), func(b *testing.B) {
			m.Run(b.Context(), &lab.Job{Units: b.N, Unit: func(context.Context, int) (uint64, error) {
				runtime.Gosched()
				return 0, nil
			}})
		})
	}
}
