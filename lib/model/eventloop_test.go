package model_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

const ms = time.Millisecond

// nap is a wait that the unit marks.
func nap(ctx context.Context, d time.Duration) error {
	return lab.Wait(ctx, func() error {
		time.Sleep(d)
		return nil
	})
}

// computing stands for a computation in the time of synctest.
func computing(d time.Duration) { time.Sleep(d) }

func unit(do func(ctx context.Context, i int)) func(context.Context, int) (uint64, error) {
	return func(ctx context.Context, i int) (uint64, error) {
		do(ctx, i)
		return 0, nil
	}
}

func TestTheLoopOverlapsWaitsAndNothingElse(t *testing.T) {
	for _, test := range []struct {
		name string
		loop model.EventLoop
		unit func(ctx context.Context, i int)
		want time.Duration
	}{
		{"waits overlap", model.EventLoop{}, func(ctx context.Context, _ int) { nap(ctx, 10*ms) }, 10 * ms},
		{"as many as are started", model.EventLoop{Concurrency: 5}, func(ctx context.Context, _ int) { nap(ctx, 10*ms) }, 40 * ms},
		{"computing does not", model.EventLoop{}, func(context.Context, int) { computing(2 * ms) }, 40 * ms},
		{"waits that are not marked do not", model.EventLoop{}, func(context.Context, int) { time.Sleep(10 * ms) }, 200 * ms},
		{"computing overlaps with waits", model.EventLoop{}, func(ctx context.Context, _ int) { computing(ms); nap(ctx, 10*ms) }, 30 * ms},
		{"a unit that computes holds up all that are ready", model.EventLoop{}, func(ctx context.Context, i int) {
			nap(ctx, ms)
			if i == 0 {
				computing(100 * ms)
			}
			nap(ctx, ms)
		}, 102 * ms},
		{"a unit waits for its own goroutines", model.EventLoop{}, func(ctx context.Context, _ int) {
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() { nap(ctx, 10*ms) })
			}
			wg.Wait()
		}, 10 * ms},
		{"a wait within a wait", model.EventLoop{}, func(ctx context.Context, _ int) {
			lab.Wait(ctx, func() error {
				computing(5 * ms)
				return nap(ctx, 5*ms)
			})
		}, 10 * ms},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				trial := run(t, prepared{&lab.Job{Units: 20, Unit: unit(test.unit)}}, test.loop)
				if trial.Wall != test.want {
					t.Errorf("20 units took %v, want %v", trial.Wall, test.want)
				}
			})
		})
	}
}

// How long units were ready and not run is what a blocked loop does to them.
func TestTheRecordsShowWhoHeldUpTheLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		trial := run(t, prepared{&lab.Job{Units: 3, Unit: unit(func(ctx context.Context, i int) {
			nap(ctx, time.Duration(1+i)*ms)
			if i == 0 {
				computing(100 * ms)
			}
		})}}, model.EventLoop{})
		want := []int64{0, int64(99 * ms), int64(98 * ms)}
		if !slices.Equal(trial.Ready, want) {
			t.Errorf("units were ready for %v ns, want %v", trial.Ready, want)
		}
	})
}

// Nothing but one unit executes at any time, whatever the units do: the race detector watches the counter too.
func TestOneUnitRunsAtATime(t *testing.T) {
	counter, running, most := 0, 0, 0
	job := &lab.Job{Units: 200, Unit: unit(func(ctx context.Context, i int) {
		for range 5 {
			running++
			most = max(most, running)
			for range 100 {
				counter++
			}
			running--
			nap(ctx, time.Duration(i%3)*time.Microsecond)
		}
	})}
	for _, loop := range []model.EventLoop{{}, {Concurrency: 7}} {
		counter = 0
		run(t, prepared{job}, loop)
		if counter != 200*5*100 || most != 1 {
			t.Errorf("%s: units counted %d without a lock, %d ran at once, want %d and 1", lab.NameOf(loop), counter, most, 200*5*100)
		}
	}
}

// Two runs in the same circumstances are alike step by step: first in, first out.
func TestTurnsComeInOrder(t *testing.T) {
	trace := func(loop model.EventLoop) string {
		var steps []string
		synctest.Test(t, func(t *testing.T) {
			loop.Run(t.Context(), &lab.Job{Units: 4, Unit: unit(func(ctx context.Context, i int) {
				steps = append(steps, fmt.Sprint(i, "a"))
				nap(ctx, time.Duration(5-i)*ms)
				steps = append(steps, fmt.Sprint(i, "b"))
				if i == 3 {
					computing(10 * ms) // all others get ready meanwhile, in the order of their timers
				}
				nap(ctx, time.Duration(i)*ms)
				steps = append(steps, fmt.Sprint(i, "c"))
			})})
		})
		return strings.Join(steps, " ")
	}
	for _, test := range []struct {
		loop model.EventLoop
		want string
	}{
		{model.EventLoop{}, "0a 1a 2a 3a 3b 2b 1b 0b 0c 1c 2c 3c"},
		{model.EventLoop{Concurrency: 1}, "0a 0b 0c 1a 1b 1c 2a 2b 2c 3a 3b 3c"},
	} {
		for range 10 {
			if got := trace(test.loop); got != test.want {
				t.Fatalf("%s took the steps %s, want %s", lab.NameOf(test.loop), got, test.want)
			}
		}
	}
}

func TestTheLoopOutlivesWhatUnitsDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		left := make(chan struct{})
		job := &lab.Job{Units: 8, Unit: unit(func(ctx context.Context, i int) {
			switch i {
			case 0: // leaves a goroutine behind that waits for longer than the run
				go func() {
					lab.Wait(ctx, func() error { <-over; return nil })
					close(left)
				}()
				nap(ctx, ms)
			case 1: // and one that waits for less
				go nap(ctx, 2*ms)
				computing(ms)
			case 2:
				lab.Wait(ctx, func() error { panic("while it waits") })
			case 3:
				nap(ctx, ms)
				panic("after it waited")
			case 4: // ends while a goroutine of its own is ready and another unit has the turn
				go nap(ctx, ms)
				computing(ms / 2)
			default:
				nap(ctx, 5*ms)
				computing(ms)
			}
		})}
		trial := run(t, prepared{job}, model.EventLoop{})
		close(over)
		<-left
		if len(trial.Failures) != 2 || trial.Failures[2] != "panic in unit 2: while it waits" || trial.Failures[3] != "panic in unit 3: after it waited" {
			t.Errorf("failures are %v, want those of the two units that panicked", trial.Failures)
		}
	})
}
