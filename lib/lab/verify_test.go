package lab_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"threadboost/lib/lab"
)

// counting is a workload that cannot be repeated: a unit's checksum is its turn.
func counting() lab.Workload { return countingWork{} }

type countingWork struct{}

func (countingWork) Prepare(context.Context) (*lab.Job, error) {
	var mu sync.Mutex
	turn := uint64(0)
	return &lab.Job{Units: 3, Unit: func(context.Context, int) (uint64, error) {
		mu.Lock()
		defer mu.Unlock()
		turn++
		return turn, nil
	}}, nil
}

func TestAWrongChecksumIsFoundWhicheverModelRunsFirst(t *testing.T) {
	const want = "lab: model Backwards: its unit 0 gave checksum 0x3, but 0x1 under Sequential: the units share state that is not " +
		"safe under concurrency, or the workload is not repeatable"
	first := make(map[string]bool)
	for seed := uint64(1); seed <= 10; seed++ {
		var ran []string
		e := lab.Experiment{Name: "wrong", Workload: counting(), Models: lab.Models{sequential, reversed}, Trials: 2, Seed: seed}
		results, err := lab.Run(t.Context(), e, lab.Options{Observe: func(p lab.Progress) { ran = append(ran, p.Model) }})
		if err == nil || err.Error() != want {
			t.Fatalf("seed %d: Run gave the error\n\t%v\nwant\n\t%s", seed, err, want)
		}
		if !slices.Contains(ran, "Sequential") || len(results.Trials) != 1 || results.Trials[0].Model != "Sequential" {
			t.Errorf("seed %d: ran %v and kept %d trials, want the trial of Sequential alone", seed, ran, len(results.Trials))
		}
		first[ran[0]] = true
	}
	if len(first) != 2 {
		t.Errorf("ten seeds let only %v run first, want both models", first)
	}
}

func TestAUnitThatFailedHasNoChecksum(t *testing.T) {
	turns := 0
	flaky := units(1, func(context.Context, int) (uint64, error) {
		turns++
		if turns%2 == 1 {
			return uint64(turns), errUnit
		}
		return 7, nil
	})
	e := lab.Experiment{Name: "flaky", Workload: flaky, Models: lab.Models{sequential}, Trials: 4}
	if r := mustRun(t, e, lab.Options{}); len(r.Trials) != 4 {
		t.Errorf("%d trials, want 4", len(r.Trials))
	}
}

func TestUnequalJobsAreFound(t *testing.T) {
	e := lab.Experiment{Name: "growing", Workload: &growing{}, Models: lab.Models{sequential}, Trials: 2}
	_, err := lab.Run(t.Context(), e, lab.Options{})
	const want = "lab: model Sequential: it had a job of 2 units, but Sequential one of 1: the workload must prepare equal jobs"
	if err == nil || err.Error() != want {
		t.Errorf("Run gave the error\n\t%v\nwant\n\t%s", err, want)
	}
}

func TestEveryWrongTrialIsRemoved(t *testing.T) {
	other := fake{"Other", reversed.run}
	for seed := uint64(1); seed <= 20; seed++ {
		e := lab.Experiment{Name: "wrong", Workload: counting(), Models: lab.Models{sequential, reversed, other}, Trials: 1, Seed: seed}
		results, err := lab.Run(t.Context(), e, lab.Options{})
		if err == nil {
			t.Fatalf("seed %d: two wrong models were not found", seed)
		}
		if len(results.Trials) != 1 || results.Trials[0].Model != "Sequential" {
			t.Errorf("seed %d: kept %d trials, want that of Sequential alone", seed, len(results.Trials))
		}
	}
}
