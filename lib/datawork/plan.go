package datawork

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"threadboost/lib/lab"
)

// A plan is work on a file that is cut into ranges, one a unit: what another process needs to do the same units.
type plan struct {
	Workload string
	Path     string  // absolute
	Bounds   []int64 // range i is from the i-th to the next
	Parser   Parser
	Columns  int    // of the CSV
	Key      int    // column
	Value    int    // column, of GroupBy
	With     string // the other table of Join, absolute
	WithKey  int    // column of that
}

// staged is a plan whose file is open.
type staged struct {
	plan
	in *input
}

// stage makes the plan of a file, and takes it over: release closes it.
func stage(ctx context.Context, in *input, p plan, units int, from int64) (w lab.Workload, release func() error, err error) {
	if p.Path, err = filepath.Abs(in.Name()); err == nil {
		p.Bounds, err = cut(ctx, in, from, in.size, units, p.Columns > 0)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", in.Name(), err), in.release())
	}
	return &staged{p, in}, in.release, nil
}

// work is the state of one trial.
type work interface {
	unit(ctx context.Context, i int) (sum uint64, err error)
	// check compares what was merged with what the units found.
	check() error
}

func (s *staged) work(ctx context.Context) (work, error) {
	switch s.Workload {
	case JoinName:
		return newJoining(ctx, s)
	case sortName:
		return newSorting(s), nil
	}
	return newGrouping(s), nil
}

// Prepare makes a job of the ranges.
func (s *staged) Prepare(ctx context.Context) (*lab.Job, error) {
	w, err := s.work(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name(), err)
	}
	spec, err := s.spec()
	return &lab.Job{
		Units: len(s.Bounds) - 1,
		Unit: func(ctx context.Context, i int) (uint64, error) {
			sum, err := w.unit(ctx, i)
			if err != nil && ctx.Err() == nil {
				err = fmt.Errorf("%s: %s, bytes %d to %d: %w", s.name(), s.Path, s.Bounds[i], s.Bounds[i+1], err)
			}
			return sum, err
		},
		Spec: spec,
		Close: func() error {
			if err := w.check(); err != nil {
				return fmt.Errorf("%s: %w", s.name(), err)
			}
			return nil
		},
	}, err
}

// name is the workload as its errors begin: "datawork: Join".
func (s *staged) name() string { return "datawork: " + s.Workload[len("datawork."):] }

// spec is nil for what cannot leave the process: the runs of Sort are merged in memory.
func (s *staged) spec() (*lab.Spec, error) {
	if s.Workload == sortName {
		return nil, nil
	}
	params, err := json.Marshal(s.plan)
	return &lab.Spec{Workload: s.Workload, Params: params}, err
}

// read returns the text of a range, in buf when it fits.
func (s *staged) read(ctx context.Context, i int, buf []byte) ([]byte, error) {
	size := int(s.Bounds[i+1] - s.Bounds[i])
	if cap(buf) < size {
		buf = make([]byte, size)
	}
	buf = buf[:size]
	for done := 0; done < size; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part := buf[done:min(done+readAtOnce, size)]
		err := lab.Wait(ctx, func() error { return readFull(s.in, part, s.Bounds[i]+int64(done)) })
		if err != nil {
			return nil, err
		}
		done += len(part)
	}
	return buf, nil
}

const readAtOnce = 1 << 20

// readFull reads all of buf. A file may have been shortened since it was cut.
func readFull(r io.ReaderAt, buf []byte, at int64) error {
	n, err := r.ReadAt(buf, at)
	if n == len(buf) {
		return nil
	}
	return fmt.Errorf("it ends after %d bytes: %w: it was shortened meanwhile", at+int64(n), err)
}

// stream reads a range piece by piece.
func (s *staged) stream(ctx context.Context, i int) *bufio.Reader {
	return bufio.NewReaderSize(&waitingReader{ctx, s.in, s.Bounds[i], s.Bounds[i+1]}, 64<<10)
}

// A waitingReader marks its reads as waits of the unit, and ends when its context does.
type waitingReader struct {
	ctx    context.Context
	in     io.ReaderAt
	at, to int64
}

func (r *waitingReader) Read(buf []byte) (n int, err error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	buf = buf[:min(int64(len(buf)), r.to-r.at)]
	if len(buf) == 0 {
		return 0, io.EOF
	}
	err = lab.Wait(r.ctx, func() error { return readFull(r.in, buf, r.at) })
	if err != nil {
		return 0, err
	}
	r.at += int64(len(buf))
	return len(buf), nil
}
