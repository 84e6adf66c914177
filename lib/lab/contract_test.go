package lab_test

import (
	"context"
	"errors"
	"testing"

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
