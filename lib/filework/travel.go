package filework

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"threadboost/lib/internal/payload"
	"threadboost/lib/lab"
)

// Name is that of every workload of this package in its lab.Spec; see [Remote].
const Name = "filework"

// travel is what another process needs to work on files that are here: one of these.
type travel struct {
	Read, Write, Copy *made    `json:",omitempty"`
	Corpus, Search    *listing `json:",omitempty"`
	Slow              *delayed `json:",omitempty"`
}

// made are files that this package made.
type made struct {
	Files      int
	Size       lab.Bytes
	Path       string // of the folder in which they lie
	Target     string // of the folder in which files are written
	Cold, Sync bool
}

// delayed is other work, on a slow disk.
type delayed struct {
	Latency time.Duration
	Params  json.RawMessage // of a Spec of this package
}

func (f *folder) made(target string, sync bool) *made {
	return &made{f.count, f.size, f.path, target, f.cold, sync}
}

func (t travel) spec() (*lab.Spec, error) {
	params, err := json.Marshal(t)
	return &lab.Spec{Workload: Name, Params: params}, err
}

// slowSpec is the spec of work on a slow disk. What cannot travel, or is no work of this package, cannot travel then.
func slowSpec(spec *lab.Spec, latency time.Duration) (*lab.Spec, error) {
	if spec == nil || spec.Workload != Name {
		return nil, nil
	}
	return travel{Slow: &delayed{latency, spec.Params}}.spec()
}

// Remote makes the workload of a lab.Spec whose files another process has staged. Its units may be run again: a file that was written
// is written anew. Its Close compares what was written here; to remove it is left to the other process.
func Remote(params json.RawMessage) (lab.Workload, error) {
	w, err := remote(params)
	if err != nil {
		return nil, fmt.Errorf("filework: no workload can be made of %.200q: %w", params, err)
	}
	return w, nil
}

func remote(params json.RawMessage) (lab.Workload, error) {
	var t travel
	d := json.NewDecoder(bytes.NewReader(params))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return nil, err
	}
	switch {
	case t.Read != nil:
		return t.Read.visit((*target).readUnit)
	case t.Write != nil:
		return t.Write.visit((*target).writeUnit)
	case t.Copy != nil:
		return t.Copy.visit((*target).copyUnit)
	case t.Corpus != nil:
		return t.Corpus.visit(summing)
	case t.Search != nil:
		lines, err := newLines(t.Search.Pattern)
		if err != nil {
			return nil, err
		}
		return t.Search.visit(lines.fold)
	case t.Slow != nil:
		w, err := remote(t.Slow.Params)
		return slowed{w, t.Slow.Latency}, err
	}
	return nil, errors.New("it names none: want Read, Write, Copy, Corpus, Search or Slow")
}

// visitor is a workload whose files another process has made.
type visitor struct {
	*made
	unit func(t *target, ctx context.Context, i int) (uint64, error)
}

func (m *made) visit(unit func(*target, context.Context, int) (uint64, error)) (lab.Workload, error) {
	if m.Files < 1 || m.Size < 1 {
		return nil, fmt.Errorf("%d files of %v: want at least 1 of 1 B", m.Files, m.Size)
	}
	return visitor{m, unit}, nil
}

// Prepare makes the job on the files that are there. It leaves them in the page cache or out of it, as they are: that belongs to the trial.
func (v visitor) Prepare(ctx context.Context) (*lab.Job, error) {
	if _, err := os.Stat(v.Path); err != nil {
		return nil, fmt.Errorf("filework: the folder of the files: %w", err)
	}
	content, err := payload.New(ctx, v.Files, v.Size)
	if err != nil {
		return nil, err
	}
	f := &folder{files{count: v.Files, size: v.Size, cold: v.Cold}, newGate(), v.Path, content}
	t := &target{f, v.Target, os.O_TRUNC, v.Sync, make([]atomic.Bool, v.Files)}
	unit := func(ctx context.Context, i int) (uint64, error) { return v.unit(t, ctx, i) }
	return &lab.Job{Units: v.Files, Unit: unit, Close: func() error { return t.compare(ctx) }}, nil
}

// reader is a corpus that another process has looked for.
type reader struct{ *taken }

func (l *listing) visit(use fold) (lab.Workload, error) {
	if len(l.Files) < 1 {
		return nil, errors.New("it has no files: want at least 1")
	}
	return reader{&taken{listing: *l, gate: newGate(), use: use}}, nil
}

func (r reader) Prepare(context.Context) (*lab.Job, error) { return r.job(), nil }
