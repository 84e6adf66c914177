package procs

import (
	"context"
	"fmt"
	"slices"

	"threadboost/lib/lab"
	"threadboost/lib/wire"
)

// A seat is the place of one worker. When its process dies, another takes the place and what was not finished.
type seat struct {
	*run
	worker  int
	stderr  *prefixed
	started int          // processes so far
	unready int          // processes in a row that were killed before they were ready
	again   []wire.Range // units that a process did not finish
	deaths  map[int]int  // of processes, by the unit that may have been the reason
}

// lives is how many processes a unit may cost, and how many may be killed in a row before they are ready.
const lives = 3

// serve starts processes, one after the other, until one of them gets to the end of the queue.
func (s *seat) serve(ctx context.Context) error {
	for len(s.again) > 0 || s.left() > 0 {
		if err := s.life(ctx); err != nil {
			return err
		}
	}
	return nil
}

// life is that of one process. The death of one that was ready is no error.
func (s *seat) life(ctx context.Context) error {
	c, err := startChild(ctx, s.program, s.stderr)
	if err != nil {
		return err
	}
	s.began(s.worker, c.cmd.Process.Pid, s.started > 0)
	s.started++
	spec := s.job.Spec
	if err := c.prepare(wire.Job{Workload: spec.Workload, Params: spec.Params, Units: s.units}, s.job.Now); err != nil {
		return s.notReady(ctx, c, err)
	}
	s.unready = 0
	return (&visit{seat: s, child: c}).work(ctx)
}

// notReady ends a process that did not become ready. One that was killed may have had bad luck.
func (s *seat) notReady(ctx context.Context, c *child, err error) error {
	if refused, ok := err.(refusal); ok {
		c.close()
		return refused
	}
	if !ended(err) {
		c.kill()
		return fmt.Errorf("procs: %s %s does not speak as a worker does: %w; build it again (go run ./kernel setup), or call procs.Serve first in main",
			s.program, command, err)
	}
	c.wait()
	if s.unready++; ctx.Err() == nil && c.killed() && s.unready < lives {
		return nil
	}
	return fmt.Errorf("procs: worker %d (%s %s) ended before it was ready: %s; build the program again (go run ./kernel setup), or call procs.Serve first in main",
		s.worker, s.program, command, c.death())
}

// next returns the range to do next: what was left undone goes before what is new.
func (s *seat) next() (wire.Range, bool) {
	if len(s.again) == 0 {
		return s.take()
	}
	r := s.again[0]
	s.again = s.again[1:]
	return r, true
}

// bury decides what becomes of the ranges that a process had when it died. It was in the first: each unit of that one may have been the
// reason, and is tried again alone, or given up. The others it had not begun.
func (s *seat) bury(given []grant, death string) {
	var again []wire.Range
	for i := given[0].From; i < given[0].To; i++ {
		if s.deaths[i]++; s.deaths[i] < lives {
			again = append(again, wire.Range{From: i, To: i + 1})
			continue
		}
		s.job.Import(i, lab.Remote{
			Worker: s.worker, Started: given[0].sent, Ended: s.job.Now(), Attempts: lives,
			Err: fmt.Errorf("procs: worker died %d times running unit %d (%s)", lives, i, death),
		})
	}
	for _, g := range given[1:] {
		again = append(again, g.Range)
	}
	s.again = slices.Concat(again, s.again)
}
