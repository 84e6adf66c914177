// Package waitwork is work that only waits: [Sleep]. It is the ideal of waiting work. Nothing is computed, nothing is shared, no server
// and no disk has a limit, so that what a model takes beyond the ideal is its own.
//
// With enough workers 10,000 waits of 10 ms take 10 ms; with w workers they take as often 10 ms as w goes into 10,000 ([Sleep.Ideal]).
// Real waiting work stays behind that: the processors have to do what lies between the waits.
//
// It resembles time.Sleep in a loop, but a wait ends early when its unit is called off. It leaves timing to lab, and how units are run
// to the models. Cost on two cores: 5 us of processor time a unit under a pool of 512 workers, timers and switches included, so that
// 10,000 waits of 10 ms take 1.10 of the ideal (BenchmarkIdeal).
package waitwork

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"threadboost/lib/internal/pause"
	"threadboost/lib/lab"
)

// Sleep waits, once a unit.
type Sleep struct {
	Units int           `json:"units,omitempty"` // number of waits; zero means 200
	Wait  time.Duration `json:"wait,omitempty"`  // how long one is on average; zero means 10 ms
	// Spread says how much the waits differ: they lie evenly between 1-Spread and 1+Spread times Wait, the same in every trial. Zero
	// means not at all, 1 is the most.
	Spread float64 `json:"spread,omitempty"`
}

const (
	defaultUnits = 200
	defaultWait  = 10 * time.Millisecond
)

// Name is that of the workload in its lab.Spec, whose parameters are a Sleep as JSON.
const Name = "waitwork.Sleep"

func (s Sleep) withDefaults() Sleep {
	return Sleep{cmp.Or(s.Units, defaultUnits), cmp.Or(s.Wait, defaultWait), s.Spread}
}

// String describes the work, such as "200 waits of 10ms".
func (s Sleep) String() string {
	s = s.withDefaults()
	noun := "waits"
	if s.Units == 1 {
		noun = "wait"
	}
	text := fmt.Sprintf("%d %s of %v", s.Units, noun, s.Wait)
	if s.Spread != 0 {
		text += fmt.Sprintf(" ± %.0f %%", 100*s.Spread)
	}
	return text
}

// Prepare makes a job of the waits. It can be run in other processes.
func (s Sleep) Prepare(context.Context) (*lab.Job, error) {
	s = s.withDefaults()
	if err := s.check(); err != nil {
		return nil, err
	}
	params, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	waits := s.waits()
	return &lab.Job{
		Units: s.Units,
		Spec:  &lab.Spec{Workload: Name, Params: params},
		Unit: func(ctx context.Context, i int) (uint64, error) {
			err := lab.Wait(ctx, func() error { return pause.For(ctx, waits[i]) })
			return uint64(waits[i]), err
		},
	}, nil
}

func (s Sleep) check() error {
	const longest = time.Hour // above it a run would never end, and sums may overflow
	switch {
	case s.Units < 0:
		return fmt.Errorf("waitwork: Sleep asks for %d units: want at least 1, or 0 for %d", s.Units, defaultUnits)
	case s.Wait < 0 || s.Wait > longest:
		return fmt.Errorf("waitwork: Sleep asks for waits of %v: want up to %v, or 0 for %v", s.Wait, longest, defaultWait)
	case !(s.Spread >= 0 && s.Spread <= 1): // NaN too
		return fmt.Errorf("waitwork: Sleep has a spread of %v: want 0 (all waits alike) to 1 (from none to twice as long)", s.Spread)
	}
	return nil
}

// waits returns how long each unit waits: the middles of equal parts of the range, in an order that is random and always the same.
func (s Sleep) waits() []time.Duration {
	waits := make([]time.Duration, s.Units)
	for i := range waits {
		place := (2*float64(i)+1)/float64(s.Units) - 1 // from -1 to 1
		waits[i] = time.Duration(float64(s.Wait) * (1 + s.Spread*place))
	}
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(waits), func(i, j int) { waits[i], waits[j] = waits[j], waits[i] })
	return waits
}

// Ideal returns how long the waits take at least when so many workers, which cost nothing, take them in their order.
func (s Sleep) Ideal(workers int) time.Duration {
	s = s.withDefaults()
	free := make([]time.Duration, min(max(workers, 1), s.Units)) // when each worker has time again: a heap
	for _, wait := range s.waits() {
		free[0] += wait
		sink(free)
	}
	return slices.Max(free)
}

// sink puts the first element of a heap into its place.
func sink(heap []time.Duration) {
	for at := 0; ; {
		least := at
		for child := 2*at + 1; child <= 2*at+2 && child < len(heap); child++ {
			if heap[child] < heap[least] {
				least = child
			}
		}
		if least == at {
			return
		}
		heap[at], heap[least] = heap[least], heap[at]
		at = least
	}
}
