// Package seats numbers who runs a unit, for libraries whose workers have no numbers: who begins a unit takes the first free seat.
//
// Cost: about 20 ns a unit, for two atomic changes of a word.
package seats

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"runtime"
	"sync/atomic"

	"threadboost/lib/lab"
)

// Seats are the numbers of those that run units at the same time.
type Seats struct {
	job  *lab.Job
	n    int
	free []atomic.Uint64 // a bit for each seat
}

// New returns so many seats for a job: as many as a field of a model asks for, or what its zero stands for. It never needs more than the
// job has units, and refuses less than none.
func New(job *lab.Job, model, field string, asked, zero int) (*Seats, error) {
	if asked < 0 {
		return nil, fmt.Errorf("%s has %s %d: it must be 0 (for the default) or more", model, field, asked)
	}
	n := min(cmp.Or(asked, zero), job.Units)
	s := &Seats{job, n, make([]atomic.Uint64, (n+63)/64)}
	for seat := range n {
		s.give(seat)
	}
	return s, nil
}

// Len returns how many seats there are.
func (s *Seats) Len() int { return s.n }

// Do runs a unit on a free seat, unless ctx has ended, and returns its error. No more than Len units may run at once.
func (s *Seats) Do(ctx context.Context, i int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	seat := s.take()
	defer s.give(seat)
	return s.job.Do(ctx, seat, i)
}

// take takes the first free seat. There is one, but perhaps it is given back while the others are looked at.
func (s *Seats) take() int {
	for {
		for w := range s.free {
			for free := s.free[w].Load(); free != 0; free = s.free[w].Load() {
				if s.free[w].CompareAndSwap(free, free&(free-1)) {
					return w*64 + bits.TrailingZeros64(free)
				}
			}
		}
		runtime.Gosched()
	}
}

func (s *Seats) give(seat int) { s.free[seat/64].Or(1 << (seat % 64)) }
