package lab_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"threadboost/lib/lab"
)

func TestRunRefusesAModelThatBreaksTheContract(t *testing.T) {
	stuck := make(chan struct{})
	t.Cleanup(func() { close(stuck) })
	tests := []struct {
		name string
		run  func(ctx context.Context, job *lab.Job) error
		want string
	}{
		{"skips", func(ctx context.Context, job *lab.Job) error {
			for i := range job.Units - 2 {
				job.Do(ctx, 0, i)
			}
			return nil
		}, "it ran 3 of 5 units, unit 3 is the first left out: call job.Do once for each i < job.Units"},
		{"repeats", func(ctx context.Context, job *lab.Job) error {
			job.Do(ctx, 0, 4)
			return loop(ctx, job)
		}, "it called job.Do too often or out of range (refused calls: 1): call it once for each i < job.Units"},
		{"goes too far", func(ctx context.Context, job *lab.Job) error {
			job.Do(ctx, 0, -1)
			job.Do(ctx, 0, job.Units)
			return loop(ctx, job)
		}, "it called job.Do too often or out of range (refused calls: 2): call it once for each i < job.Units"},
		{"goes round Do", func(ctx context.Context, job *lab.Job) error {
			for i := range job.Units {
				job.Unit(ctx, i)
			}
			return nil
		}, "it ran 0 of 5 units, unit 0 is the first left out: call job.Do once for each i < job.Units"},
		{"returns early", func(ctx context.Context, job *lab.Job) error {
			started := make(chan struct{})
			slow := context.WithValue(ctx, key{}, func() { close(started); <-stuck })
			for i := range job.Units - 1 {
				job.Do(ctx, 0, i)
			}
			go job.Do(slow, 0, job.Units-1)
			<-started
			return nil
		}, "it returned while 1 of 5 units still ran: wait for all calls of job.Do"},
		{"panics", func(context.Context, *lab.Job) error { panic("boom") }, "panic: boom"},
		{"returns an error", func(ctx context.Context, job *lab.Job) error {
			loop(ctx, job)
			return errUnit
		}, "no such file"},
	}
	work := units(5, func(ctx context.Context, _ int) (uint64, error) {
		if wait, ok := ctx.Value(key{}).(func()); ok {
			wait()
		}
		return 0, nil
	})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			results, err := lab.Run(t.Context(), once(work, fake{"Bad", test.run}), lab.Options{})
			var wrong *lab.ModelError
			if want := "lab: model Bad: " + test.want; !errors.As(err, &wrong) || err.Error() != want {
				t.Errorf("Run gave the error\n\t%v\nwant a ModelError\n\t%s", err, want)
			}
			if results != nil {
				t.Errorf("a trial that is wrong was kept: %+v", results.Trials)
			}
		})
	}
}

func TestDoRefusesInWords(t *testing.T) {
	var twice, beyond, direct error
	curious := fake{"Curious", func(ctx context.Context, job *lab.Job) error {
		loop(ctx, job)
		twice, beyond = job.Do(ctx, 0, 0), job.Do(ctx, 0, 2)
		_, direct = job.Unit(ctx, 0)
		return nil
	}}
	lab.Run(t.Context(), once(units(2, nothing), curious), lab.Options{})
	for _, test := range []struct {
		got  error
		want string
	}{
		{twice, "measure: unit 0 was run twice: call Do once for each unit"},
		{beyond, "measure: unit 2 is out of range, the job has 2 units: number them from 0"},
		{direct, "lab: a model calls job.Do, which records the unit, not job.Unit"},
	} {
		if test.got == nil || test.got.Error() != test.want {
			t.Errorf("got the error %v, want %s", test.got, test.want)
		}
	}
}

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

// growing prepares one unit more each time, and does worse things when it is told to.
type growing struct {
	jobs    int
	prepare func(job int) error
	closed  int
	close   error
}

func (g *growing) Prepare(context.Context) (*lab.Job, error) {
	g.jobs++
	job := &lab.Job{Units: g.jobs, Unit: nothing, Close: func() error { g.closed++; return g.close }}
	if g.prepare == nil {
		return job, nil
	}
	job.Units = 1
	return job, g.prepare(g.jobs)
}

func TestATroubledWorkloadKeepsTheTrialsBefore(t *testing.T) {
	third := func(trouble func() error) func(int) error {
		return func(job int) error {
			if job == 3 {
				return trouble()
			}
			return nil
		}
	}
	tests := []struct {
		name     string
		workload *growing
		kept     int
		want     string
	}{
		{"Prepare fails", &growing{prepare: third(func() error { return errUnit })}, 2, "lab: workload growing: no such file"},
		{"Prepare panics", &growing{prepare: third(func() error { panic("boom") })}, 2, `lab: experiment "troubled": panic: boom`},
		{"Close fails", &growing{prepare: func(int) error { return nil }, close: errUnit}, 0,
			"lab: workload growing left something behind: no such file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := lab.Experiment{Name: "troubled", Workload: test.workload, Models: lab.Models{sequential}, Trials: 5}
			r, err := lab.Run(t.Context(), e, lab.Options{})
			if err == nil || err.Error() != test.want {
				t.Errorf("Run gave the error %v, want %s", err, test.want)
			}
			if test.kept == 0 {
				if r != nil {
					t.Errorf("got results of %d trials, want none", len(r.Trials))
				}
				return
			}
			if r == nil || len(r.Trials) != test.kept || !r.Partial || r.Stopped != test.want {
				t.Errorf("got results %+v, want %d trials, marked partial", r, test.kept)
			}
			if test.workload.closed != test.kept {
				t.Errorf("%d jobs were closed, want %d", test.workload.closed, test.kept)
			}
		})
	}
}

// staging shares a counter between the jobs of a run.
type staging struct {
	stage   error
	release func() error
}

func (s staging) Prepare(context.Context) (*lab.Job, error) {
	return nil, errors.New("the workload was not staged")
}

func (s staging) Stage(context.Context) (lab.Workload, func() error, error) {
	return units(2, nothing), s.release, s.stage
}

func TestStager(t *testing.T) {
	released := 0
	count := func() error { released++; return nil }
	e := lab.Experiment{Name: "staged", Workload: staging{release: count}, Models: lab.Models{sequential, reversed}, Trials: 3}
	r := mustRun(t, e, lab.Options{})
	if released != 1 || len(r.Trials) != 6 || r.Workload != "staging" {
		t.Errorf("released %d times after %d trials of %s, want once after 6 of staging", released, len(r.Trials), r.Workload)
	}
	e.Workload = staging{}
	mustRun(t, e, lab.Options{})

	e.Workload = staging{stage: errUnit}
	if _, err := lab.Run(t.Context(), e, lab.Options{}); !errors.Is(err, errUnit) {
		t.Errorf("Run gave %v, want the error of Stage", err)
	}
	e.Workload = staging{release: func() error { return errUnit }}
	r, err := lab.Run(t.Context(), e, lab.Options{})
	if !errors.Is(err, errUnit) || r == nil || len(r.Trials) != 6 || r.Partial || r.Stopped == "" {
		t.Errorf("Run gave %v and %+v, want the error of release, and all trials, not partial", err, r)
	}
}

func TestAnInterruptKeepsTheFinishedTrials(t *testing.T) {
	tests := []struct {
		name  string
		model fake
	}{
		{"a model that returns ctx.Err()", reversed},
		{"a model that returns nil", fake{"Backwards", func(ctx context.Context, job *lab.Job) error {
			backwards(ctx, job)
			return nil
		}}},
		{"a model that returns the error of a unit", fake{"Backwards", func(ctx context.Context, job *lab.Job) error {
			for i := range job.Units {
				if err := job.Do(ctx, 0, i); err != nil {
					return err
				}
			}
			return nil
		}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			trials := 0
			work := units(2, func(ctx context.Context, _ int) (uint64, error) {
				if trials == 5 { // in the middle of the fifth
					cancel()
					<-ctx.Done()
					return 0, fmt.Errorf("unit: %w", errUnit)
				}
				return 1, nil
			})
			store := &lab.Store{Dir: t.TempDir()}
			e := lab.Experiment{Name: "stopped", Workload: work, Models: lab.Models{test.model}, Trials: 9}
			r, err := lab.Run(ctx, e, lab.Options{Store: store, Observe: func(lab.Progress) { trials++ }})
			if !errors.Is(err, context.Canceled) || err.Error() != context.Canceled.Error() {
				t.Errorf("Run gave the error %v, want ctx.Err() alone", err)
			}
			if r == nil || len(r.Trials) != 4 || !r.Partial || r.Rounds != 9 || r.Stopped != "context canceled" {
				t.Fatalf("got results %+v, want 4 of 9 trials, marked partial", r)
			}
			stored, err := store.Load("stopped")
			if err != nil || len(stored.Trials) != 4 || !stored.Partial {
				t.Errorf("Load gave %+v, %v, want the 4 finished trials, marked partial", stored, err)
			}
		})
	}
}

func TestAnInterruptBeforeTheFirstTrialLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	store := &lab.Store{Dir: t.TempDir()}
	r, err := lab.Run(ctx, once(units(1, nothing), sequential), lab.Options{Store: store})
	if runs, _ := store.List(); r != nil || !errors.Is(err, context.Canceled) || len(runs) != 0 {
		t.Errorf("Run gave %v and %v, %d runs stored, want nothing but ctx.Err()", r, err, len(runs))
	}
}

func TestAModelThatIgnoresCancelIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		end := make(chan struct{})
		defer close(end)
		stubborn := fake{"Stubborn", func(context.Context, *lab.Job) error {
			cancel()
			<-end
			return nil
		}}
		_, err := lab.Run(ctx, once(units(1, nothing), stubborn), lab.Options{})
		const want = "lab: model Stubborn: it had not returned 2s after it was called off (context canceled): let it watch ctx.Done()"
		if !errors.Is(err, context.Canceled) || err.Error() != want {
			t.Errorf("Run gave the error\n\t%v\nwant\n\t%s", err, want)
		}
	})
}
