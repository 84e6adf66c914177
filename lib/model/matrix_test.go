package model_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"threadboost/lib/cpuwork"
	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/sharedwork"
	"threadboost/lib/waitwork"
)

const matrixUnits = 60

// kinds are workloads of every kind that a job can say something about, and those of the lab that need nothing but a processor.
// Checksums, errors and what a workload finds when it is closed tell whether a model did them right.
var kinds = []struct {
	name     string
	workload lab.Workload
	failures int
	refused  map[string]string // why a model, by its type, does not take it
}{
	{"plain", plainUnits(square), 0, plainRefusals},
	{"waiting", plainUnits(func(ctx context.Context, i int) (uint64, error) {
		err := nap(ctx, time.Duration(i%4)*50*time.Microsecond)
		return uint64(i), errors.Join(err, nap(ctx, time.Microsecond))
	}), 0, plainRefusals},
	{"failing", plainUnits(func(_ context.Context, i int) (uint64, error) {
		if i%3 == 0 {
			return 0, fmt.Errorf("unit %d fails", i)
		}
		return uint64(i), nil
	}), matrixUnits / 3, plainRefusals},
	{"panicking", plainUnits(func(_ context.Context, i int) (uint64, error) {
		if i%4 == 1 {
			panic("unit " + fmt.Sprint(i))
		}
		return uint64(i), nil
	}), matrixUnits / 4, plainRefusals},
	{"skewed", plainUnits(func(_ context.Context, i int) (uint64, error) {
		return compute(i, 100+10*i*i), nil
	}), 0, plainRefusals},
	{"staged", lineOfStages{}, 0, map[string]string{"Actors": "needs units that say which state they touch"}},
	{"staged and failing", lineOfStages{failing: 5}, matrixUnits / 5, map[string]string{"Actors": "needs units that say which state they touch"}},
	{"keyed", accounts{}, 0, map[string]string{"Pipeline": "needs units that go through stages"}},

	{"each", lab.Each("words", strings.Fields(strings.Repeat("so many words ", 20)), func(_ context.Context, word string) (string, error) {
		return strings.ToUpper(word), nil
	}), 0, plainRefusals},
	{"sleep", waitwork.Sleep{Units: matrixUnits, Wait: 100 * time.Microsecond, Spread: 1}, 0, plainRefusals},
	{"primes", cpuwork.Primes{Units: matrixUnits, Size: 30, Skew: 1}, 0, plainRefusals},
	{"Mandelbrot", cpuwork.Mandelbrot{Rows: matrixUnits, Columns: 9, Iterations: 50}, 0, plainRefusals},
	{"SHA-256", cpuwork.SHA256{Units: matrixUnits, Size: lab.KiB}, 0, plainRefusals},
	{"matrix product", cpuwork.MatrixProduct{Size: matrixUnits, Units: matrixUnits}, 0, plainRefusals},
	{"mutex", sharedwork.Counter{Units: matrixUnits, Increments: 100}, 0, plainRefusals},
	{"channel", sharedwork.Counter{By: sharedwork.Channel, Units: matrixUnits, Increments: 100}, 0, plainRefusals},
	{"false sharing", sharedwork.FalseSharing{Units: matrixUnits, Increments: 1000}, 0, plainRefusals},
	{"mutex and map", sharedwork.Map{Units: matrixUnits, Operations: 100, Reads: 50}, 0, plainRefusals},
	{"sync.Map", sharedwork.Map{By: sharedwork.SyncMap, Units: matrixUnits, Operations: 100, Reads: 50}, 0, plainRefusals},
}

var plainRefusals = map[string]string{
	"Pipeline": "needs units that go through stages",
	"Actors":   "needs units that say which state they touch",
}

func plainUnits(do func(ctx context.Context, i int) (uint64, error)) lab.Workload {
	return lab.Func{Units: matrixUnits, Do: do}
}

func square(_ context.Context, i int) (uint64, error) { return uint64(i * i), nil }

// lineOfStages hands a number from stage to stage.
type lineOfStages struct{ failing int }

func (l lineOfStages) Prepare(context.Context) (*lab.Job, error) {
	values := make([]uint64, matrixUnits)
	return &lab.Job{
		Units: matrixUnits,
		Stages: []lab.Stage{
			{Name: "read", Do: func(ctx context.Context, i int) error { values[i] = uint64(i + 1); return nap(ctx, time.Microsecond) }},
			{Name: "check", Do: func(_ context.Context, i int) error {
				if l.failing > 0 && i%l.failing == 0 {
					return errors.New("a bad number")
				}
				values[i] *= 1000
				return nil
			}},
			{Name: "write", Do: func(ctx context.Context, i int) error { values[i] += 7; return nap(ctx, time.Microsecond) }},
		},
		Sum: func(i int) uint64 { return values[i] },
	}, nil
}

// accounts are entries in accounts, each with a lock for the models that give it no owner. Sums are of what an entry is, since what an
// account holds after it depends on the order.
type accounts struct{}

func (accounts) Prepare(context.Context) (*lab.Job, error) {
	const n = 7
	accounts := make([]chan int, n)
	for a := range accounts {
		accounts[a] = make(chan int, 1)
		accounts[a] <- 0
	}
	return &lab.Job{
		Units: matrixUnits,
		Unit: func(ctx context.Context, i int) (uint64, error) {
			balance := <-accounts[i%n]
			accounts[i%n] <- balance + i
			return uint64(i), nil
		},
		Key: func(i int) uint64 { return uint64(i % n) },
		Close: func() error {
			total := 0
			for _, account := range accounts {
				total += <-account
			}
			if want := matrixUnits * (matrixUnits - 1) / 2; total != want {
				return fmt.Errorf("the accounts hold %d, want %d", total, want)
			}
			return nil
		},
	}, nil
}

// Every model does every kind of work right, or refuses it and says why.
func TestEveryModelOnEveryKindOfWork(t *testing.T) {
	for _, kind := range kinds {
		for _, m := range every {
			t.Run(kind.name+"/"+lab.NameOf(m), func(t *testing.T) {
				t.Parallel()
				models := lab.Models{model.Sequential{}}
				if _, baseline := m.(model.Sequential); !baseline {
					models = append(models, m)
				}
				e := lab.Experiment{Name: "matrix", Workload: kind.workload, Models: models, Trials: 2}
				r, err := lab.Run(t.Context(), e, lab.Options{})
				typeName, _, _ := strings.Cut(lab.NameOf(m), "(")
				if why, refused := kind.refused[typeName]; refused {
					if err == nil || !strings.Contains(err.Error(), why) {
						t.Errorf("Run gave the error %v, want a refusal with %q in it", err, why)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				for _, trial := range r.Trials {
					if len(trial.Failures) != kind.failures {
						t.Errorf("%d units failed, want %d", len(trial.Failures), kind.failures)
					}
				}
			})
		}
	}
}
