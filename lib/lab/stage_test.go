package lab_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// twoSteps are units of two stages, of 2 and of 3 ms; unit 1 fails in the first when it shall.
func twoSteps(n int, fail error) lab.Staged {
	made := make([]uint64, n)
	return lab.Staged{
		Name: "two steps", Units: n,
		Stages: []lab.Stage{
			{"make", func(_ context.Context, i int) error {
				time.Sleep(2 * time.Millisecond)
				if i == 1 && fail != nil {
					return fail
				}
				made[i] = uint64(i)
				return nil
			}},
			{"double", func(ctx context.Context, i int) error {
				nap(ctx, 3)
				made[i] *= 2
				return nil
			}},
		},
		Sum: func(i int) uint64 { return made[i] },
	}
}

// stageByStage runs each stage for all units before the next.
var stageByStage = fake{"Stages", func(ctx context.Context, job *lab.Job) error {
	for s := range job.Stages {
		for i := range job.Units {
			job.DoStage(ctx, 10+s, i, s)
		}
	}
	return ctx.Err()
}}

func TestStages(t *testing.T) {
	tests := []struct {
		model     lab.Model
		unit      measure.Unit // of unit 1, times in ms
		first, at [2]int64     // its spans, in ms
		workers   [2]int32
	}{
		{sequential, measure.Unit{Started: 5, Ended: 10, WaitStarted: 7, Waited: 3, Worker: 0}, [2]int64{5, 7}, [2]int64{7, 10}, [2]int32{0, 0}},
		{stageByStage, measure.Unit{Started: 2, Ended: 10, WaitStarted: 7, Waited: 3, Worker: 10}, [2]int64{2, 4}, [2]int64{7, 10}, [2]int32{10, 11}},
	}
	for _, test := range tests {
		t.Run(lab.NameOf(test.model), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				trial := mustRun(t, once(twoSteps(2, nil), test.model), lab.Options{}).Trials[0]
				u := trial.Units[1]
				if u.Started != test.unit.Started*ms || u.Ended != test.unit.Ended*ms || u.WaitStarted != test.unit.WaitStarted*ms ||
					u.Waited != test.unit.Waited*ms || u.Worker != test.unit.Worker || u.Waits != 1 {
					t.Errorf("record is %+v, want (times in ms) %+v", u, test.unit)
				}
				if len(trial.Stages) != 2 || trial.Stages[0].Name != "make" || trial.Stages[1].Name != "double" {
					t.Fatalf("stages are %+v, want make and double", trial.Stages)
				}
				for s, want := range [][2]int64{test.first, test.at} {
					if got := trial.Stages[s].Spans[1]; got.Started != want[0]*ms || got.Ended != want[1]*ms || got.Worker != test.workers[s] {
						t.Errorf("span of stage %d is %+v, want %v ms by worker %d", s, got, want, test.workers[s])
					}
				}
			})
		})
	}
}

func TestChecksumsOfStagesAreCompared(t *testing.T) {
	e := lab.Experiment{Name: "stages", Workload: twoSteps(3, nil), Models: lab.Models{sequential, stageByStage}, Trials: 2}
	mustRun(t, e, lab.Options{})
	wrong := twoSteps(3, nil)
	turns := uint64(0)
	wrong.Sum = func(int) uint64 { turns++; return turns }
	e.Workload = wrong
	var modelError *lab.ModelError
	if _, err := lab.Run(t.Context(), e, lab.Options{}); !errors.As(err, &modelError) {
		t.Errorf("Run gave %v, want a ModelError: the checksums differ", err)
	}
}

func TestAnErrorEndsAUnitInItsStage(t *testing.T) {
	for _, m := range []lab.Model{sequential, stageByStage} {
		t.Run(lab.NameOf(m), func(t *testing.T) {
			trial := mustRun(t, once(twoSteps(3, errUnit), m), lab.Options{}).Trials[0]
			if want := "stage make: no such file"; len(trial.Failures) != 1 || trial.Failures[1] != want {
				t.Errorf("failures are %v, want %q of unit 1", trial.Failures, want)
			}
			if got := trial.Stages[1].Spans[1]; got != (measure.Span{Worker: measure.Elsewhere}) {
				t.Errorf("the stage after the error has the span %+v, want none", got)
			}
			if got := trial.Stages[1].Spans[2]; got.Ended <= got.Started {
				t.Errorf("the next unit has the span %+v, want it run", got)
			}
		})
	}
}

func TestAPanicEndsAUnitInItsStage(t *testing.T) {
	work := lab.Staged{Units: 1, Stages: []lab.Stage{{"burst", func(context.Context, int) error { panic("boom") }}, {"rest", nothingMore}}}
	for _, m := range []lab.Model{sequential, stageByStage} {
		trial := mustRun(t, once(work, m), lab.Options{}).Trials[0]
		if want := "panic in unit 0: boom"; trial.Failures[0] != want {
			t.Errorf("%s: the unit failed with %q, want %q", lab.NameOf(m), trial.Failures[0], want)
		}
	}
}

func nothingMore(context.Context, int) error { return nil }

func TestDoStageRefusesAnotherOrder(t *testing.T) {
	for _, test := range []struct {
		name  string
		calls [][2]int // unit and stage
		want  string   // error of the last one
		run   string   // of the run
	}{
		{"second stage first", [][2]int{{0, 1}}, "measure: stage 1 of unit 0 is not the next one: call DoStage once for each stage, in their order", "it ran 0 of 2 units"},
		{"a stage twice", [][2]int{{0, 0}, {0, 1}, {0, 1}}, "measure: stage 1 of unit 0 is not the next one: call DoStage once for each stage, in their order", "it ran 1 of 2 units"},
		{"the first stage twice", [][2]int{{0, 0}, {0, 0}}, "measure: unit 0 was run twice: call Do once for each unit", "it returned while 1 of 2 units still ran or had stages left"},
		{"a stage after Do", [][2]int{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {1, 2}}, "measure: stage 2 is out of range, the job has 2 stages: number them from 0", "it called job.Do too often"},
		{"a unit out of range", [][2]int{{2, 1}}, "measure: stage 1 of unit 2 is not the next one: call DoStage once for each stage, in their order", "it ran 0 of 2 units"},
		{"a stage left out", [][2]int{{0, 0}, {0, 1}, {1, 0}}, "", "it returned while 1 of 2 units still ran or had stages left"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var last error
			m := fake{"Bad", func(ctx context.Context, job *lab.Job) error {
				for _, call := range test.calls {
					last = job.DoStage(ctx, 0, call[0], call[1])
				}
				return nil
			}}
			_, err := lab.Run(t.Context(), once(twoSteps(2, nil), m), lab.Options{})
			if got := fmt.Sprint(last); last == nil && test.want != "" || last != nil && got != test.want {
				t.Errorf("DoStage gave the error\n\t%v\nwant\n\t%s", last, test.want)
			}
			if err == nil || !strings.HasPrefix(err.Error(), "lab: model Bad: "+test.run) {
				t.Errorf("Run gave the error\n\t%v\nwant\n\tlab: model Bad: %s...", err, test.run)
			}
		})
	}
}

func TestStagesWithoutARecord(t *testing.T) {
	job, err := twoSteps(2, errUnit).Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := job.Do(t.Context(), 0, 1); !errors.Is(err, errUnit) {
		t.Errorf("Do gave %v, want the error of the first stage", err)
	}
	for s := range 2 {
		if err := job.DoStage(t.Context(), 0, 0, s); err != nil {
			t.Errorf("stage %d gave %v", s, err)
		}
	}
	if err := job.DoStage(t.Context(), 0, 0, 2); err == nil {
		t.Error("a third stage of two was run")
	}
}

func TestAModelSeesStagesByNameAlone(t *testing.T) {
	var stages []lab.Stage
	var direct error
	curious := fake{"Curious", func(ctx context.Context, job *lab.Job) error {
		stages, direct = job.Stages, job.Stages[0].Do(ctx, 0)
		return loop(ctx, job)
	}}
	mustRun(t, once(twoSteps(1, nil), curious), lab.Options{})
	if len(stages) != 2 || stages[0].Name != "make" || direct == nil {
		t.Errorf("the model saw %v and could call a stage: %v", stages, direct)
	}
}

func TestAStageWithoutAFunctionIsRefused(t *testing.T) {
	work := lab.Staged{Units: 1, Stages: []lab.Stage{{Name: "read"}}}
	const want = `lab: stage 0 of the job ("read") has no Do: set it to what this step does`
	if _, err := lab.Run(t.Context(), once(work, sequential), lab.Options{}); err == nil || err.Error() != want {
		t.Errorf("Run gave the error %v, want %s", err, want)
	}
}
