package lab

import (
	"context"
	"errors"
	"fmt"

	"threadboost/lib/measure"
)

// A Stage is a step that every unit goes through after the one before it: read, decode, store.
type Stage struct {
	Name string // shown in figures, such as "read"
	// Do does this step of unit i. What it hands on to the next stage lies where the workload keeps it, by the unit's number. An
	// error ends the unit: its later stages are not run.
	Do func(ctx context.Context, i int) error
}

// Staged is a workload made of stages: what [Func] is for units of one step.
//
//	lab.Staged{Name: "thumbnails", Units: 100, Stages: []lab.Stage{{"read", read}, {"shrink", shrink}, {"write", write}}}
type Staged struct {
	Name   string // shown in tables and titles; empty means "stages"
	Units  int    // number of units
	Stages []Stage
	// Sum returns a checksum of unit i's result after its last stage; nil where there is none to compare.
	Sum func(i int) uint64
}

// Prepare makes a job of s.Units units that go through s.Stages.
func (s Staged) Prepare(context.Context) (*Job, error) {
	return &Job{Units: s.Units, Stages: s.Stages, Sum: s.Sum}, nil
}

// String returns the name.
func (s Staged) String() string {
	if s.Name == "" {
		return "stages"
	}
	return s.Name
}

// DoStage runs stage s of unit i for a worker, records it and returns its error. It is [Job.Do] cut into pieces, for models that
// give each stage to workers of its own. A unit goes through its stages one by one, in their order: the first begins it, the last
// ends it, and an error ends it early. DoStage then does nothing for the later stages but return an error, so that a model may
// drop the unit or pass it on.
func (j *Job) DoStage(ctx context.Context, worker, i, s int) error {
	if j.trial == nil {
		if s < 0 || s >= len(j.Stages) {
			return fmt.Errorf("lab: stage %d is out of range, the job has %d stages: number them from 0", s, len(j.Stages))
		}
		return j.Stages[s].contain(ctx, i)
	}
	return j.trial.doStage(ctx, worker, i, s)
}

// contain runs the stage of a unit that is not recorded, and turns its panic into an error.
func (st Stage) contain(ctx context.Context, i int) error {
	_, err := contain(ctx, func(ctx context.Context, i int) (uint64, error) { return 0, st.do(ctx, i) }, i)
	return err
}

// do runs the stage and names it in its error.
func (st Stage) do(ctx context.Context, i int) error {
	err := st.Do(ctx, i)
	if err != nil && st.Name != "" {
		return fmt.Errorf("stage %s: %w", st.Name, err)
	}
	return err
}

// doStage is do for one stage. The context of a stage is its own: one before may have left a goroutine that still reads its context.
func (t *trial) doStage(ctx context.Context, worker, i, s int) (err error) {
	if t.due != nil && s == 0 {
		t.awaitDue(ctx, i)
	}
	if err := t.recorder.BeginStage(worker, i, s); err != nil {
		return err
	}
	returned := false
	defer func() {
		if !returned {
			err = t.escaped(i, recover())
		}
		t.recorder.EndStage(i, s, err)
	}()
	u := &t.contexts[s*t.prepared.Units+i]
	u.Context = ctx
	err = t.prepared.Stages[s].do(u, i)
	if err == nil && s == len(t.prepared.Stages)-1 {
		t.sums[i] = t.prepared.sum(i)
	}
	returned = true
	return err
}

// throughStages does a unit stage by stage: the Unit of a job that has only stages.
func (t *trial) throughStages(ctx context.Context, i int) (uint64, error) {
	for s := range t.prepared.Stages {
		if err := t.span(ctx, i, s); err != nil {
			return 0, err
		}
	}
	return t.prepared.sum(i), nil
}

func (t *trial) span(ctx context.Context, i, s int) error {
	t.recorder.BeginSpan(t.recorder.Worker(i), i, s)
	defer t.recorder.EndSpan(i, s)
	return t.prepared.Stages[s].do(ctx, i)
}

// run does unit i of a job that is not recorded.
func (j *Job) run(ctx context.Context, i int) (uint64, error) {
	if j.Unit != nil {
		return j.Unit(ctx, i)
	}
	for _, stage := range j.Stages {
		if err := stage.do(ctx, i); err != nil {
			return 0, err
		}
	}
	return j.sum(i), nil
}

func (j *Job) sum(i int) uint64 {
	if j.Sum == nil {
		return 0
	}
	return j.Sum(i)
}

// forModel returns the stages as a model may see them: their names.
func forModel(stages []Stage) []Stage {
	if stages == nil {
		return nil
	}
	named := make([]Stage, len(stages))
	for s := range named {
		named[s] = Stage{Name: stages[s].Name, Do: refuseStage}
	}
	return named
}

func refuseStage(context.Context, int) error {
	return errors.New("lab: a model calls job.DoStage, which records the stage, not its Do")
}

// StageSpans are the records of one stage of a trial, by the number of the unit.
type StageSpans struct {
	Name  string
	Spans []measure.Span
}

// stages names the spans of the stages.
func (t *trial) stages(spans [][]measure.Span) []StageSpans {
	var stages []StageSpans
	for s := range spans {
		stages = append(stages, StageSpans{Name: plainText(t.prepared.Stages[s].Name), Spans: spans[s]})
	}
	return stages
}
