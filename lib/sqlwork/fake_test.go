package sqlwork

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"sync"
	"threadboost/lib/internal/pause"
	"time"
)

// fake is a database in memory. Its faults are planted ones.
type fake struct {
	wait  time.Duration // of each transaction
	fault func(*fakeTable, []Statement) error
	idle  bool // transactions do nothing

	mu   *sync.Mutex
	open *int // tables and sessions that are open
}

func newFake() *fake { return &fake{mu: new(sync.Mutex), open: new(int)} }

func (f *fake) String() string { return "a fake" }

func (f *fake) count(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	*f.open += n
}

func (f *fake) Open(context.Context) (Table, error) {
	f.count(1)
	return &fakeTable{fake: f}, nil
}

// errLocked is the fake's error that helps to try again.
var errLocked = errors.New("the fake is locked")

type fakeTable struct {
	*fake
	rowsMu sync.Mutex
	rows   map[int64]Row
	calls  int // of Do, since the table was filled
	inside int // sessions inside Do
	most   int
}

func (t *fakeTable) Fill(_ context.Context, rows iter.Seq[Row]) error {
	t.rows, t.calls, t.most = make(map[int64]Row), 0, 0
	for r := range rows {
		t.rows[r.Key] = r
	}
	return nil
}

func (t *fakeTable) Rows(_ context.Context, yield func(Row) error) error {
	for _, r := range t.rows {
		if err := yield(r); err != nil {
			return err
		}
	}
	return nil
}

func (t *fakeTable) Connect(context.Context) (Session, error) {
	t.count(1)
	return &fakeSession{t}, nil
}

func (t *fakeTable) Retryable(err error) bool { return errors.Is(err, errLocked) }

func (t *fakeTable) Close() error {
	t.count(-1)
	return nil
}

func (t *fakeTable) Address() (string, json.RawMessage, error) {
	return "fake", json.RawMessage(`"here"`), nil
}

type fakeSession struct{ *fakeTable }

func (s *fakeSession) Close() error {
	s.count(-1)
	return nil
}

func (s *fakeSession) Do(ctx context.Context, statements []Statement) error {
	if s.idle {
		return nil
	}
	s.enter(1)
	defer s.enter(-1)
	if err := pause.For(ctx, s.wait); s.wait > 0 && err != nil {
		return err
	}
	s.rowsMu.Lock()
	defer s.rowsMu.Unlock()
	s.calls++
	if s.fault != nil {
		if err := s.fault(s.fakeTable, statements); err != nil {
			return err
		}
	}
	for i := range statements {
		s.do(&statements[i])
	}
	return nil
}

func (t *fakeTable) enter(n int) {
	t.rowsMu.Lock()
	defer t.rowsMu.Unlock()
	t.inside += n
	t.most = max(t.most, t.inside)
}

func (t *fakeTable) do(s *Statement) {
	r, ok := t.rows[s.Row.Key]
	s.Count = 0
	if ok != (s.Kind == Insert) {
		s.Count = 1
	}
	switch {
	case s.Count == 0:
	case s.Kind == Insert:
		t.rows[s.Row.Key] = s.Row
	case s.Kind == Select:
		s.Got = r
	case s.Kind == Update:
		r.Amount += s.Row.Amount
		t.rows[s.Row.Key] = r
	case s.Kind == Delete:
		delete(t.rows, s.Row.Key)
	}
}
