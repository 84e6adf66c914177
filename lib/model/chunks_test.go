package model

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
)

func TestShares(t *testing.T) {
	for _, test := range []struct {
		workers, units int
		want           []int // where each share begins, and the last ends
	}{
		{1, 10, []int{0, 10}},
		{4, 10, []int{0, 2, 5, 7, 10}},
		{3, 3, []int{0, 1, 2, 3}},
		{4, 5, []int{0, 1, 2, 3, 5}},
	} {
		got := []int{0}
		for w := range test.workers {
			from, to := share(w, test.workers, test.units)
			if from != got[len(got)-1] {
				t.Errorf("share %d of %d begins at %d, want %d", w, test.workers, from, got[len(got)-1])
			}
			got = append(got, to)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%d units on %d workers are cut at %v, want %v", test.units, test.workers, got, test.want)
		}
	}
}

func TestWhoGetsWhichChunk(t *testing.T) {
	const n = 10
	for _, test := range []struct {
		model Chunks
		want  []int // the worker of each unit
	}{
		{Chunks{Workers: 2}, []int{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}},
		{Chunks{Workers: 2, Size: 2}, []int{0, 0, 1, 1, 0, 0, 1, 1, 0, 0}},
		{Chunks{Workers: 3, Size: 1}, []int{0, 1, 2, 0, 1, 2, 0, 1, 2, 0}},
		{Chunks{Workers: 3, Size: 100}, []int{0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
	} {
		e := lab.Experiment{Name: "chunks", Models: lab.Models{test.model}, Trials: 1, Workload: lab.Func{
			Units: n, Do: func(context.Context, int) (uint64, error) { return 0, nil },
		}}
		r, err := lab.Run(t.Context(), e, lab.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, u := range r.Trials[0].Units {
			if int(u.Worker) != test.want[i] {
				t.Errorf("%s: unit %d was run by worker %d, want %d", lab.NameOf(test.model), i, u.Worker, test.want[i])
			}
		}
	}
}

func TestGuidedChunksShrink(t *testing.T) {
	for _, test := range []struct {
		parts, least int
		want         []int
	}{
		{4, 1, []int{10, 7, 5, 4, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1}}, // a quarter of 40, of 30, of 23...
		{4, 6, []int{10, 7, 6, 6, 6, 5}},
		{1, 1, []int{40}},
	} {
		var next atomic.Int64
		var got []int
		for {
			from, to := chunk(&next, 40, test.parts, test.least)
			if from == to {
				break
			}
			got = append(got, to-from)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("one in %d, at least %d: chunks are %v, want %v", test.parts, test.least, got, test.want)
		}
	}
}

// A long future that is awaited holds back the next submission; a semaphore does not mind who ends.
func TestFuturesAreAwaitedInOrder(t *testing.T) {
	for _, test := range []struct {
		model lab.Model
		want  time.Duration
	}{
		{Futures{Limit: 2}, 14 * time.Millisecond}, // 10 ms for unit 0, beside it unit 1; then 2 at a time
		{Semaphore{Limit: 2}, 10 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			test.model.Run(t.Context(), &lab.Job{Units: 10, Unit: func(_ context.Context, i int) (uint64, error) {
				if i == 0 {
					time.Sleep(9 * time.Millisecond)
				}
				time.Sleep(time.Millisecond)
				return 0, nil
			}})
			if got := time.Since(start); got != test.want {
				t.Errorf("%s took %v, want %v", lab.NameOf(test.model), got, test.want)
			}
		})
	}
}
