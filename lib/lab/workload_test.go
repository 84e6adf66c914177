package lab_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"threadboost/lib/lab"
)

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
			"lab: workload growing failed when it was closed: no such file"},
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

func TestAJobThatIsRefusedIsClosed(t *testing.T) {
	for _, test := range []struct {
		name string
		job  lab.Job
	}{
		{"no units", lab.Job{Unit: nothing}},
		{"no function", lab.Job{Units: 1}},
		{"a schedule that panics", lab.Job{Units: 1, Unit: nothing, Due: func(int) time.Duration { panic("boom") }}},
	} {
		t.Run(test.name, func(t *testing.T) {
			closed := 0
			test.job.Close = func() error { closed++; return nil }
			_, err := lab.Run(t.Context(), once(ready{&test.job}, sequential), lab.Options{})
			if err == nil || closed != 1 {
				t.Errorf("Run gave %v and closed the job %d times, want an error and once", err, closed)
			}
		})
	}
}

// ready prepares the job that it has.
type ready struct{ job *lab.Job }

func (r ready) Prepare(context.Context) (*lab.Job, error) { return r.job, nil }

type unnamed struct{ lab.Model }

func (unnamed) String() string { panic("boom") }

func TestAModelWhoseNamePanics(t *testing.T) {
	_, err := lab.Run(t.Context(), once(units(1, nothing), unnamed{}), lab.Options{})
	if err == nil || !strings.Contains(err.Error(), "panic: boom") {
		t.Errorf("Run gave the error %v, want that of the panic", err)
	}
}
