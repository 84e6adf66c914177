package modeltest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
)

// planted is a model made of a function.
type planted func(ctx context.Context, job *lab.Job) error

func (p planted) Run(ctx context.Context, job *lab.Job) error { return p(ctx, job) }

// good is a model without a fault, which the planted ones spoil.
func good(ctx context.Context, job *lab.Job) error {
	return workers(ctx, job, func(i int) { job.Do(ctx, 0, i) })
}

// workers calls do for each unit on three goroutines, until ctx ends.
func workers(ctx context.Context, job *lab.Job, do func(i int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= job.Units {
					return
				}
				do(i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

func TestCheckPassesAGoodModel(t *testing.T) {
	if err := Check(t.Context(), planted(good)); err != nil {
		t.Error(err)
	}
}

func TestRunPassesAGoodModel(t *testing.T) { Run(t, planted(good), Limit(3)) }

func TestClaimsThatAreTrue(t *testing.T) {
	one := planted(func(ctx context.Context, job *lab.Job) error {
		for i := 0; i < job.Units && ctx.Err() == nil; i++ {
			job.Do(ctx, 0, i)
		}
		return ctx.Err()
	})
	if err := Check(t.Context(), one, Limit(1), InOrder(), KeysInOrder()); err != nil {
		t.Error(err)
	}
}

func TestCheckFindsPlantedFaults(t *testing.T) {
	tests := []struct {
		name  string
		model func(stuck <-chan struct{}) planted
		want  string
		claim []Claim
	}{
		{"skips the last unit", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				for i := 0; i < job.Units-1 && ctx.Err() == nil; i++ {
					job.Do(ctx, 0, i)
				}
				return ctx.Err()
			}
		}, "runs every unit once: on a job of 1: it ran 0 of 1 units", nil},
		{"repeats a unit", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				err := good(ctx, job)
				job.Do(ctx, 0, 0)
				return err
			}
		}, "runs every unit once: on a job of 1: it called job.Do too often", nil},
		{"goes round Do", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				return workers(ctx, job, func(i int) { job.Unit(ctx, i) })
			}
		}, "runs every unit once: on a job of 1: it ran 0 of 1 units", nil},
		{"returns early", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				for i := range job.Units - 1 {
					job.Do(ctx, 0, i)
				}
				started := make(chan struct{})
				go func() {
					close(started)
					job.Do(ctx, 0, job.Units-1)
				}()
				<-started
				time.Sleep(time.Microsecond)
				return ctx.Err()
			}
		}, "returns after the last unit: it returned while 1 of 10 units still ran", nil},
		{"stops at the first error", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				for i := 0; i < job.Units && ctx.Err() == nil; i++ {
					if job.Do(ctx, 0, i) != nil {
						break
					}
				}
				return ctx.Err()
			}
		}, "goes on after an error: it ran 1 of 20 units", nil},
		{"returns the errors of units", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				var found error
				for i := 0; i < job.Units && ctx.Err() == nil; i++ {
					found = errors.Join(found, job.Do(ctx, 0, i))
				}
				return found
			}
		}, `goes on after an error: Run returned the error "a unit that fails\n`, nil},
		{"panics again", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				for i := 0; i < job.Units && ctx.Err() == nil; i++ {
					if panicked := new(lab.PanicError); errors.As(job.Do(ctx, 0, i), &panicked) {
						panic(panicked.Value)
					}
				}
				return ctx.Err()
			}
		}, "goes on after a panic: Run panicked (a unit that panics)", nil},
		{"counts in the job", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				for job.Units > 0 && ctx.Err() == nil {
					job.Units--
					job.Do(ctx, 0, job.Units)
				}
				return ctx.Err()
			}
		}, "leaves the job as it is: it changed job.Units from 10 to 0", nil},
		{"replaces a function of the job", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				job.Close = func() error { return nil }
				return good(ctx, job)
			}
		}, "leaves the job as it is: it changed job.Close", nil},
		{"keeps state", func(<-chan struct{}) planted {
			var mu sync.Mutex
			next := 0
			return func(ctx context.Context, job *lab.Job) error {
				mu.Lock()
				next = 0
				mu.Unlock()
				for ctx.Err() == nil {
					mu.Lock()
					i := next
					next++
					mu.Unlock()
					if i >= job.Units {
						break
					}
					job.Do(ctx, 0, i)
				}
				return ctx.Err()
			}
		}, "can run again and at the same time: one of four runs failed: it ran", nil},
		{"ignores that it is called off", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				for i := range job.Units {
					job.Do(ctx, 0, i)
				}
				return ctx.Err()
			}
		}, "stops when its context ends: it started 99 of 100 units after its context had ended", nil},
		{"starts nothing new but has started", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				job.Do(ctx, 0, 0)
				return workers(ctx, job, func(i int) {
					if i > 0 {
						job.Do(ctx, 0, i)
					}
				})
			}
		}, "starts nothing after its context ended: it started 1 of 100 units", nil},
		{"hides that it was called off", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				good(ctx, job)
				return nil
			}
		}, "stops when its context ends: Run returned the error <nil>", nil},
		{"keeps the context to itself", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				return workers(ctx, job, func(i int) { job.Do(context.WithoutCancel(ctx), 0, i) })
			}
		}, "stops when its context ends: it blocks: Run had not returned 1s after its context ended", nil},
		{"leaves running units when it is called off", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				ended := make(chan error, 1)
				go func() { ended <- good(ctx, job) }()
				select {
				case err := <-ended:
					return err
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}, "stops when its context ends: Run returned while 3 of 100 units still ran", nil},
		{"keeps tokens of a semaphore when it is called off", func(stuck <-chan struct{}) planted {
			tokens := make(chan struct{}, 8)
			return func(ctx context.Context, job *lab.Job) error {
				var wg sync.WaitGroup
				defer wg.Wait()
				for i := 0; i < job.Units && ctx.Err() == nil; i++ {
					select {
					case tokens <- struct{}{}:
					case <-ctx.Done():
						return ctx.Err()
					case <-stuck:
						return nil
					}
					wg.Go(func() {
						job.Do(ctx, 0, i)
						if ctx.Err() == nil {
							<-tokens
						}
					})
				}
				return ctx.Err()
			}
		}, "can run again after it was called off: it blocks: Run did not return", nil},
		{"leaves a goroutine", func(stuck <-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				go func() { <-stuck }()
				return good(ctx, job)
			}
		}, "leaves no goroutine: a goroutine is left 1s after Run returned, in threadboost/lib/modeltest.TestCheckFindsPlantedFaults", nil},
		{"blocks", func(stuck <-chan struct{}) planted {
			return func(context.Context, *lab.Job) error { <-stuck; return nil }
		}, "runs every unit once: on a job of 1: it blocks: Run did not return", nil},
		{"runs more than its limit at once", func(<-chan struct{}) planted { return good },
			"runs 2 units at once: 3 units ran at once: take a token", []Claim{Limit(2)}},
		{"takes a token too late", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				tokens := make(chan struct{}, 3)
				var wg sync.WaitGroup
				for i := range job.Units {
					wg.Go(func() {
						if ctx.Err() == nil {
							job.Do(ctx, 0, i)
						}
						tokens <- struct{}{}
						<-tokens
					})
				}
				wg.Wait()
				return ctx.Err()
			}
		}, "runs 3 units at once: 16 units ran at once", []Claim{Limit(3)}},
		{"runs fewer than its limit at once", func(<-chan struct{}) planted { return good },
			"runs 4 units at once: at most 3 of 18 units ran at once", []Claim{Limit(4)}},
		{"lies about order", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				for i := job.Units - 1; i >= 0 && ctx.Err() == nil; i-- {
					job.Do(ctx, 0, i)
				}
				return ctx.Err()
			}
		}, "starts units in their order: unit 48 started after unit 49", []Claim{InOrder()}},
		{"lies about the order of keys", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				for from := 0; from < 2; from++ {
					for i := (from + 1) % 2; i < job.Units && ctx.Err() == nil; i += 2 {
						job.Do(ctx, 0, i)
					}
				}
				return ctx.Err()
			}
		}, "runs units of one key in their order: of the units with key 0, unit 0 started after unit 95", []Claim{KeysInOrder()}},
		{"shares the owner of a key", func(<-chan struct{}) planted {
			return func(ctx context.Context, job *lab.Job) error {
				var wg sync.WaitGroup
				for i := 0; i < job.Units && ctx.Err() == nil; i++ {
					started := make(chan struct{})
					wg.Go(func() {
						close(started)
						job.Do(ctx, 0, i)
					})
					<-started
					time.Sleep(time.Microsecond)
				}
				wg.Wait()
				return ctx.Err()
			}
		}, "runs units of one key in their order: of the units with key 0, unit 5 started while unit 0 still ran", []Claim{KeysInOrder()}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // its time stands still while anything runs
				stuck := make(chan struct{})
				defer time.Sleep(time.Second) // for what the model left behind
				defer close(stuck)
				err := Check(t.Context(), test.model(stuck), test.claim...)
				if want := "modeltest: planted: " + test.want; err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("Check gave\n\t%v\nwant in it\n\t%s", err, want)
				}
			})
		})
	}
}

// Any check may be the first that meets a model which blocks: some do so only sometimes.
func TestEveryCheckGivesUpAModelThatBlocks(t *testing.T) {
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				stuck := make(chan struct{})
				defer close(stuck)
				blocks := planted(func(context.Context, *lab.Job) error { <-stuck; return nil })
				if err := c.run(t.Context(), blocks); !errors.Is(err, errBlocked) {
					t.Errorf("it gave %v, want an error that is errBlocked", err)
				}
			})
		})
	}
}

func TestCheckEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	spoilsport := planted(func(ctx context.Context, job *lab.Job) error {
		cancel()
		return good(ctx, job)
	})
	if err := Check(ctx, spoilsport); err != context.Canceled {
		t.Errorf("Check gave %v, want context.Canceled alone", err)
	}
}

func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		if err := Check(b.Context(), planted(good)); err != nil {
			b.Fatal(err)
		}
	}
}
