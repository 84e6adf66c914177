package seats

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"threadboost/lib/lab"
)

func TestSeats(t *testing.T) {
	job := &lab.Job{Units: 100}
	for _, test := range []struct{ asked, zero, want int }{{3, 8, 3}, {0, 8, 8}, {0, 100, 100}, {1000, 8, 100}} {
		s, err := New(job, "package: Model", "Field", test.asked, test.zero)
		if err != nil || s.Len() != test.want {
			t.Errorf("asked for %d, zero for %d: %d seats and %v, want %d", test.asked, test.zero, s.Len(), err, test.want)
		}
		for want := range test.want {
			if got := s.take(); got != want {
				t.Errorf("seat %d was taken, want %d: the first free one", got, want)
			}
		}
		s.give(1)
		if got := s.take(); got != 1 {
			t.Errorf("seat %d was taken, want 1, which was given back", got)
		}
	}
	if _, err := New(job, "package: Model", "Field", -2, 1); err == nil || err.Error() != "package: Model has Field -2: it must be 0 (for the default) or more" {
		t.Errorf("-2 seats gave the error %v", err)
	}
}

// Nobody sits on another's seat.
func TestASeatHasOneUnit(t *testing.T) {
	const n, units = 70, 20_000
	var taken [n]atomic.Int32
	s, err := New(&lab.Job{Units: units, Unit: func(context.Context, int) (uint64, error) { return 0, nil }}, "package: Model", "Field", n, 1)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for range units / n {
				seat := s.take()
				if taken[seat].Add(1) != 1 {
					t.Errorf("seat %d was taken twice", seat)
				}
				taken[seat].Add(-1)
				s.give(seat)
			}
		})
	}
	wg.Wait()
}

func TestNothingIsStartedAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, err := New(&lab.Job{Units: 1, Unit: func(context.Context, int) (uint64, error) { t.Error("a unit was started"); return 0, nil }}, "package: Model", "Field", 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Do(ctx, 0); err != context.Canceled {
		t.Errorf("Do gave %v, want the context's error", err)
	}
}

func BenchmarkSeat(b *testing.B) {
	s, err := New(&lab.Job{Units: b.N}, "package: Model", "Field", 8, 8)
	if err != nil {
		b.Fatal(err)
	}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.give(s.take())
		}
	})
}
