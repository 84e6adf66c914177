package lab_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"threadboost/lib/lab"
)

var errUnit = errors.New("no such file")

func TestDoOutsideARunRunsTheUnit(t *testing.T) {
	ran := 0
	job := &lab.Job{Units: 3, Unit: func(_ context.Context, i int) (uint64, error) {
		ran++
		switch i {
		case 1:
			return 0, errUnit
		case 2:
			panic("boom")
		}
		return 0, nil
	}}
	if err := job.Do(t.Context(), 0, 0); err != nil {
		t.Errorf("unit 0 gave %v, want no error", err)
	}
	if err := job.Do(t.Context(), 0, 1); err != errUnit {
		t.Errorf("unit 1 gave %v, want its own error", err)
	}
	var panicked *lab.PanicError
	if err := job.Do(t.Context(), 0, 2); !errors.As(err, &panicked) || panicked.Unit != 2 || panicked.Value != "boom" {
		t.Errorf("unit 2 gave %v, want a PanicError of unit 2 with boom", err)
	}
	if ran != 3 {
		t.Errorf("%d units ran, want 3", ran)
	}
}

func TestErrorsOfUnitsAreRecorded(t *testing.T) {
	work := units(6, func(_ context.Context, i int) (uint64, error) {
		switch i {
		case 1:
			return 0, errUnit
		case 2:
			panic("boom")
		case 3:
			return 0, errors.New("")
		case 4:
			return 0, (*nilError)(nil)
		}
		return 0, nil
	})
	trial := mustRun(t, once(work, sequential), lab.Options{}).Trials[0]
	want := map[int]string{
		1: "no such file",
		2: "panic in unit 2: boom",
		3: "*errors.errorString without a text",
		4: "<nil>",
	}
	if len(trial.Failures) != len(want) {
		t.Errorf("failures are %v, want %v", trial.Failures, want)
	}
	for i, text := range want {
		if trial.Failures[i] != text {
			t.Errorf("unit %d failed with %q, want %q", i, trial.Failures[i], text)
		}
	}
}

// nilError is the classic: a nil pointer in an error that is not nil, whose method panics.
type nilError struct{ text string }

func (e *nilError) Error() string { return e.text }

func TestPanicKeepsItsStack(t *testing.T) {
	var got error
	watch := fake{"Watch", func(ctx context.Context, job *lab.Job) error {
		got = job.Do(ctx, 0, 0)
		return nil
	}}
	mustRun(t, once(units(1, blowUp), watch), lab.Options{})
	var panicked *lab.PanicError
	if !errors.As(got, &panicked) || !strings.Contains(string(panicked.Stack), "blowUp") {
		t.Errorf("Do gave %v, want a PanicError whose stack names the function that panicked", got)
	}
}

func blowUp(context.Context, int) (uint64, error) { panic("boom") }

func TestAUnitThatEndsItsGoroutineEndsTheRun(t *testing.T) {
	spread := fake{"Spread", func(ctx context.Context, job *lab.Job) error { // waits for a worker that is gone
		done := make(chan bool)
		go func() {
			job.Do(ctx, 0, 0)
			close(done)
		}()
		select {
		case <-done:
		case <-ctx.Done():
		}
		return ctx.Err()
	}}
	work := units(2, func(context.Context, int) (uint64, error) {
		runtime.Goexit()
		return 0, nil
	})
	const want = "lab: unit 0 ended its goroutine (runtime.Goexit, or FailNow of a test): let it return an error"
	for _, m := range []lab.Model{sequential, spread} {
		if _, err := lab.Run(t.Context(), once(work, m), lab.Options{}); err == nil || err.Error() != want {
			t.Errorf("%s: Run gave the error\n\t%v\nwant\n\t%s", lab.NameOf(m), err, want)
		}
	}
}
