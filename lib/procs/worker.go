package procs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/measure"
	"threadboost/lib/wire"
)

// A worker does what the parent says, one message after the other.
type worker struct {
	roster  Roster
	out     *wire.Writer
	clock   measure.Clock
	job     *lab.Job
	records wire.Records
	sent    int64 // when records were sent last
}

// run returns the exit status of the process.
func (w *worker) run(ctx context.Context, orders <-chan wire.Message) int {
	for m := range orders {
		if err := w.obey(ctx, m); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	w.close() // if it is still to do: the work was called off
	return 0
}

func (w *worker) obey(ctx context.Context, m wire.Message) error {
	switch m := m.(type) {
	case wire.Job:
		if err := w.prepare(ctx, m); err != nil {
			return w.out.Send(wire.Refused{Reason: err.Error()})
		}
		return w.out.Send(wire.Ready{})
	case wire.Ping:
		return w.out.Send(wire.Pong{Now: w.clock.Now()})
	case wire.Range:
		if w.job == nil || m.To > w.job.Units {
			return fmt.Errorf("the parent asks for units %d to %d of a job that has not so many", m.From, m.To-1)
		}
		return w.units(ctx, m)
	case wire.Close:
		return w.out.Send(wire.Closed{Error: errorText(w.close())})
	}
	return fmt.Errorf("the parent sent a %T, which is for parents", m)
}

// prepare makes the job.
func (w *worker) prepare(ctx context.Context, m wire.Job) (err error) {
	defer contain(&err)
	workload, err := w.roster.workload(m.Workload, m.Params)
	if err != nil {
		return err
	}
	job, err := workload.Prepare(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("workload %s: %w", m.Workload, err)
	case job == nil || job.Units != m.Units:
		return fmt.Errorf("workload %s is another one here: it prepared %s, want %d units: let its Spec hold all that makes it", m.Workload, countUnits(job), m.Units)
	}
	w.job = job
	return nil
}

// close closes the job, if there is one.
func (w *worker) close() (err error) {
	job := w.job
	w.job = nil
	if job == nil || job.Close == nil {
		return nil
	}
	defer contain(&err)
	return job.Close()
}

// contain makes an error of a panic of the workload.
func contain(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("the workload panicked: %v", cause)
	}
}

func countUnits(job *lab.Job) string {
	if job == nil {
		return "no job"
	}
	return fmt.Sprintf("%d units", job.Units)
}

const (
	sendEvery = int64(5 * time.Millisecond) // how long a record may lie here: what lies here is lost with the worker
	sendAt    = 64 << 10                    // bytes of records, roughly
	textLimit = 4 << 10                     // bytes of a unit's error
)

// units runs a range of units and sends their records: those of the last before the next range begins, so that the parent knows
// which range a worker was in when it died.
func (w *worker) units(ctx context.Context, r wire.Range) error {
	size := 0
	w.sent = w.clock.Now()
	for i := r.From; i < r.To && ctx.Err() == nil; i++ {
		record := toWire(i, w.job.Measure(ctx, w.clock, 0, i))
		w.records = append(w.records, record)
		size += 64 + len(record.Error)
		if size < sendAt && record.Ended < w.sent+sendEvery {
			continue
		}
		if err := w.send(); err != nil {
			return err
		}
		size = 0
	}
	return w.send()
}

func (w *worker) send() error {
	if len(w.records) == 0 {
		return nil
	}
	err := w.out.Send(w.records)
	w.records = w.records[:0]
	w.sent = w.clock.Now()
	return err
}

// toWire is the record of a unit as it travels.
func toWire(i int, r lab.Remote) wire.Record {
	return wire.Record{
		Unit: i, Started: r.Started, Ended: r.Ended, WaitStarted: r.WaitStarted, Waited: r.Waited,
		Waits: int(r.Waits), Attempts: int(r.Attempts), Bytes: r.Bytes, Sum: r.Sum, Error: errorText(r.Err),
	}
}

// errorText is the text of an error, never an empty one, with the stack of a panic: here is the only place that knows it.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	text := fmt.Sprint(err) // takes care of errors whose method panics
	if text == "" {
		text = fmt.Sprintf("%T without a text", err)
	}
	var panicked *lab.PanicError
	if errors.As(err, &panicked) {
		text += "\n\n" + string(panicked.Stack)
	}
	return text[:min(len(text), textLimit)]
}
