package filework

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"threadboost/lib/internal/payload"
	"threadboost/lib/lab"
)

// Names of the workloads in their lab.Spec; see [RemoteRead] and [RemoteWrite].
const (
	ReadName  = "filework.Read"
	WriteName = "filework.Write"
)

// travel is what another process needs to work on files that are here.
type travel struct {
	Files int
	Size  lab.Bytes
	Path  string // of the folder in which they lie
	Sync  bool
}

// spec describes work on the files of a folder.
func (f *folder) spec(workload, path string, sync bool) (*lab.Spec, error) {
	params, err := json.Marshal(travel{f.count, f.size, path, sync})
	return &lab.Spec{Workload: workload, Params: params}, err
}

// RemoteRead makes the workload of a [Read] whose files another process has staged, of that process's lab.Spec.
func RemoteRead(params json.RawMessage) (lab.Workload, error) { return fromSpec(ReadName, params) }

// RemoteWrite makes the workload of a [Write] whose folder another process has staged. Its units may be run again: a file that is
// there is written anew. Its Close compares the files that were written here; to remove them is left to the other process.
func RemoteWrite(params json.RawMessage) (lab.Workload, error) { return fromSpec(WriteName, params) }

// remote is a workload whose files lie in a folder of another process.
type remote struct {
	travel
	name string
}

func fromSpec(name string, params json.RawMessage) (lab.Workload, error) {
	r := remote{name: name}
	if err := json.Unmarshal(params, &r.travel); err != nil {
		return nil, fmt.Errorf("filework: %s cannot be made of %q: %w", name, params, err)
	}
	if r.Files < 1 || r.Size < 1 {
		return nil, fmt.Errorf("filework: %s for %d files of %v: want at least 1 of 1 B", name, r.Files, r.Size)
	}
	return r, nil
}

// Prepare makes the job on the files that are there.
func (r remote) Prepare(ctx context.Context) (*lab.Job, error) {
	if _, err := os.Stat(r.Path); err != nil {
		return nil, fmt.Errorf("filework: %s: the folder of its files: %w", r.name, err)
	}
	content, err := payload.New(ctx, r.Files, r.Size)
	if err != nil {
		return nil, err
	}
	f := &folder{files{r.Files, r.Size, r.Path}, r.Path, content, make(chan struct{}, blocked)}
	if r.name == ReadName {
		return reading{f}.Prepare(ctx)
	}
	t := newWriteTrial(writing{f, r.Sync}, r.Path, os.O_TRUNC)
	return &lab.Job{Units: f.count, Unit: t.unit, Close: func() error { return t.compare(ctx) }}, nil
}
