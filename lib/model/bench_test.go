package model_test

import (
	"context"
	"sync"
	"testing"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

const benchUnits = 100_000

// work is a unit of about a microsecond: an empty one would compare loops alone. Inlined by hand it would be another work.
//
//go:noinline
func work(_ context.Context, i int) (uint64, error) {
	sum := uint64(i)
	for range 1000 {
		sum = sum*6364136223846793005 + 1442695040888963407
	}
	return sum, nil
}

// BenchmarkModels compares each model, not recorded, with the same by hand.
func BenchmarkModels(b *testing.B) {
	for _, bench := range []struct {
		model  lab.Model
		byHand func(ctx context.Context)
	}{
		{model.Sequential{}, loop},
		{model.Goroutines{}, goroutines},
		{model.Pool{Workers: 2}, poolOfTwo},
	} {
		b.Run(lab.NameOf(bench.model), func(b *testing.B) {
			job := &lab.Job{Units: benchUnits, Unit: work}
			paired.Ratio(b, func() { bench.model.Run(b.Context(), job) }, func() { bench.byHand(b.Context()) })
		})
	}
}

// BenchmarkUnit reports what an empty unit costs under each model, not recorded.
func BenchmarkUnit(b *testing.B) {
	empty := func(context.Context, int) (uint64, error) { return 0, nil }
	models := lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 2}}
	for _, m := range models {
		b.Run(lab.NameOf(m), func(b *testing.B) {
			b.ReportAllocs()
			m.Run(b.Context(), &lab.Job{Units: b.N, Unit: empty})
		})
	}
}

func loop(ctx context.Context) {
	for i := range benchUnits {
		work(ctx, i)
	}
}

func goroutines(ctx context.Context) {
	var wg sync.WaitGroup
	for i := range benchUnits {
		wg.Go(func() { work(ctx, i) })
	}
	wg.Wait()
}

func poolOfTwo(ctx context.Context) {
	queue := make(chan int, 4)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := range queue {
				work(ctx, i)
			}
		})
	}
	for i := range benchUnits {
		queue <- i
	}
	close(queue)
	wg.Wait()
}
