package model

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"threadboost/lib/lab"
)

// Pipeline gives each stage of the units workers of its own, which take units from the stage before and hand them to the one behind.
// When a stage is slow, units pile up before it until the buffer is full, and the stages before it are held back: back-pressure.
//
// Elsewhere: a Unix pipe, Go's "pipelines and cancellation", asyncio.Queue between tasks, Java's Flow, GStreamer.
//
// Cost of a unit: 145 ns for each stage (BenchmarkUnit).
//
// Choose it when stages need different things (a disk, a core, a connection) that can be busy at the same time, and the slowest one
// can get more workers. Do not choose it when a unit is one step, or when all its steps compute: then it hands over what a [Pool]
// keeps on one core.
//
// Only the slowest stage counts: throughput is that of its workers. What it has before it is recorded in a series "queue NAME" for each
// stage but the first, whose queue is in the records of the units.
type Pipeline struct {
	// Workers are the numbers of workers of the stages, in their order. One number holds for every stage; none means 1 for each.
	Workers []int
	// Buffer is how many units may lie between two stages, beside those that a worker holds in its hand; zero means none.
	Buffer int
}

// Run puts the units into the first stage in their order and waits until they have left the last. A unit that fails goes no further. A
// job without stages is refused.
func (p Pipeline) Run(ctx context.Context, job *lab.Job) error {
	workers, err := p.workers(job)
	if err != nil {
		return err
	}
	buffer, err := number{"Pipeline", "Buffer", p.Buffer}.or(0, job.Units)
	if err != nil {
		return err
	}
	in := make(chan int, buffer)
	go submit(ctx, job, in)
	var all sync.WaitGroup
	first := 0 // number of the stage's first worker
	var before *queue
	for s, n := range workers {
		st := &stage{job: job, number: s, first: first, workers: n, in: in, before: before}
		if s < len(workers)-1 {
			in = make(chan int, buffer)
			before = newQueue(job, s+1)
			st.out, st.behind = in, before
		}
		all.Go(func() { st.run(ctx) })
		first += n
	}
	all.Wait()
	return ctx.Err()
}

// String shows the workers of the stages, as in "Pipeline(1-4-1, Buffer=8)".
func (p Pipeline) String() string {
	var fields []string
	if len(p.Workers) > 0 {
		fields = append(fields, strings.ReplaceAll(strings.Trim(fmt.Sprint(p.Workers), "[]"), " ", "-"))
	}
	if p.Buffer != 0 {
		fields = append(fields, fmt.Sprint("Buffer=", p.Buffer))
	}
	if len(fields) == 0 {
		return "Pipeline"
	}
	return "Pipeline(" + strings.Join(fields, ", ") + ")"
}

// workers returns how many workers each stage gets: not more than there are units.
func (p Pipeline) workers(job *lab.Job) ([]int, error) {
	stages := job.Stages
	if len(stages) == 0 {
		return nil, fmt.Errorf("model: Pipeline needs units that go through stages, but this job has none: set Job.Stages (lab.Staged does), or choose Pool")
	}
	if len(p.Workers) > 1 && len(p.Workers) != len(stages) {
		return nil, fmt.Errorf("model: Pipeline has workers for %d stages, the job has %d: give one number for each stage, or one for all",
			len(p.Workers), len(stages))
	}
	workers := make([]int, len(stages))
	for s := range workers {
		workers[s] = 1
		if len(p.Workers) > 0 {
			workers[s] = p.Workers[min(s, len(p.Workers)-1)]
		}
		if workers[s] < 1 {
			return nil, fmt.Errorf("model: Pipeline has %d workers for stage %d: at least 1 is needed", workers[s], s)
		}
		workers[s] = min(workers[s], job.Units)
	}
	return workers, nil
}

// A stage is one step of a pipeline while it runs.
type stage struct {
	job            *lab.Job
	number         int
	first, workers int // its workers are numbered from first
	in             <-chan int
	out            chan<- int // nil behind the last stage
	before, behind *queue     // nil before the first stage and behind the last
}

// run lets the stage's workers run until nothing comes in any more. They empty what is before them also after ctx has ended, so that
// nobody is held up for ever.
func (st *stage) run(ctx context.Context) {
	team(st.workers, func(w int) {
		for i := range st.in {
			st.before.add(-1)
			if ctx.Err() != nil || st.job.DoStage(ctx, st.first+w, i, st.number) != nil || st.out == nil {
				continue
			}
			st.behind.add(1)
			st.out <- i
		}
	})
	if st.out != nil {
		close(st.out)
	}
}

// A queue counts the units between two stages: in the buffer, and in the hands of workers that it holds back.
type queue struct {
	job    *lab.Job
	name   string
	length atomic.Int64
}

func newQueue(job *lab.Job, stage int) *queue {
	name := job.Stages[stage].Name
	if name == "" {
		name = fmt.Sprint(stage)
	}
	return &queue{job: job, name: "queue " + name}
}

func (q *queue) add(n int64) {
	if q != nil {
		q.job.Observe(q.name, float64(q.length.Add(n)))
	}
}
