package procs

import (
	"context"
	"fmt"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/wire"
)

// A visit is the work of one process in its place.
type visit struct {
	*seat
	*child
	given []grant
	quick bool // the range before took so little time that the way to the worker counts
}

// A grant is what is left of a range that the worker was given.
type grant struct {
	wire.Range
	sent  int64 // when, on the trial's clock
	began int64 // when its first unit began, on the worker's
}

// work feeds the worker until nothing is left, or it dies.
func (v *visit) work(ctx context.Context) error {
	for {
		v.feed(ctx)
		if len(v.given) == 0 {
			return v.finish(ctx)
		}
		m, err := v.from.Receive()
		if err == nil {
			err = v.keep(m)
		}
		if err != nil {
			return v.over(ctx, err)
		}
	}
}

// finish ends the visit of a worker that has nothing left to do.
func (v *visit) finish(ctx context.Context) error {
	err := v.closeJob()
	v.close()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case ended(err):
		return fmt.Errorf("procs: worker %d died when it closed its job (%s)", v.worker, v.death())
	}
	return err
}

// feed gives the worker ranges. That it is gone is seen when it is listened to.
func (v *visit) feed(ctx context.Context) {
	for len(v.given) < v.depth() && ctx.Err() == nil {
		r, ok := v.next()
		if !ok || !v.due(ctx, r.From) {
			return
		}
		v.given = append(v.given, grant{Range: r, sent: v.job.Now()})
		v.to.Send(r)
	}
}

// due waits until a unit is due, and reports whether it waited to the end.
func (v *visit) due(ctx context.Context, unit int) bool {
	if v.job.Due == nil {
		return true
	}
	timer := time.NewTimer(v.job.Due(unit) - time.Duration(v.job.Now()))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// slow is how long a range takes for which the way to the worker, about 20 us, is nothing.
const slow = int64(5 * time.Millisecond)

// depth is how many ranges a worker may have. A second one hides the time of the way, but it waits for the first while another worker
// may have nothing to do: it is for quick ranges, while there are more than the workers can take at once, and not for units that are due
// one by one.
func (v *visit) depth() int {
	if v.quick && v.job.Due == nil && (len(v.again) > 0 || v.left() > v.workers*v.chunk) {
		return 2
	}
	return 1
}

// keep imports the records that a worker has sent: they come in the order in which the units were given.
func (v *visit) keep(m wire.Message) error {
	records, ok := m.(wire.Records)
	if !ok {
		return fmt.Errorf("a %T in place of records", m)
	}
	now := v.job.Now()
	for _, r := range records {
		if len(v.given) == 0 || v.given[0].From != r.Unit {
			return fmt.Errorf("a record of unit %d, whose turn it is not", r.Unit)
		}
		g := &v.given[0]
		if g.began == 0 {
			g.began = r.Started
		}
		v.job.Import(r.Unit, v.remote(r, g.sent, now)) // its error is that of the unit
		if g.From++; g.From == g.To {
			v.quick = r.Ended-g.began < slow
			v.given = v.given[1:]
		}
	}
	return nil
}

// remote is a record in the trial's time. What happened between two moments of the trial is put there: the clocks were compared with an
// error of some microseconds.
func (v *visit) remote(r wire.Record, sent, now int64) lab.Remote {
	started := clamp(r.Started+v.offset, sent, now)
	ended := clamp(r.Ended+v.offset, started, now)
	remote := lab.Remote{
		Worker: v.worker, Started: started, Ended: ended, Waited: r.Waited, Waits: int32(r.Waits),
		Attempts: int32(r.Attempts + v.deaths[r.Unit]), Bytes: r.Bytes, Sum: r.Sum,
	}
	if r.Waits > 0 {
		remote.WaitStarted = clamp(r.WaitStarted+v.offset, started, ended)
	}
	if r.Error != "" {
		remote.Err = unitError(r.Error)
	}
	return remote
}

// A unitError is the text of a unit's error.
type unitError string

func (e unitError) Error() string { return string(e) }

func clamp(x, low, high int64) int64 { return min(max(x, low), max(low, high)) }

// over ends the visit after an error of what the worker sends.
func (v *visit) over(ctx context.Context, err error) error {
	if !ended(err) {
		v.kill()
		return fmt.Errorf("procs: worker %d sends what is not understood: %w; a unit prints to os.Stdout and os.Stderr, never to file descriptor 1", v.worker, err)
	}
	v.wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	v.bury(v.given, v.death())
	return nil
}
