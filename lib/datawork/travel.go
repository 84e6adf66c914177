package datawork

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"threadboost/lib/lab"
)

// Names of the workloads in their lab.Spec; see [Remote].
const (
	WordCountName = "datawork.WordCount"
	GroupByName   = "datawork.GroupBy"
	JoinName      = "datawork.Join"
	sortName      = "datawork.Sort" // has no Spec: its runs are merged in one memory
)

// Remote makes a workload whose text another process has staged, of that process's lab.Spec. It merges what is done here; the other
// process gets the checksum of each unit.
func Remote(params json.RawMessage) (lab.Workload, error) {
	var r remote
	if err := json.Unmarshal(params, &r.plan); err != nil {
		return nil, fmt.Errorf("datawork: no workload can be made of %.200q: %w", params, err)
	}
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("datawork: no workload can be made of %.200q: %w", params, err)
	}
	return r, nil
}

// remote is a workload on a file of another process.
type remote struct{ plan }

func (r remote) check() error {
	switch {
	case r.Workload != WordCountName && r.Workload != GroupByName && r.Workload != JoinName:
		return fmt.Errorf("%q does not travel", r.Workload)
	case len(r.Bounds) < 2 || !slices.IsSorted(r.Bounds) || r.Bounds[0] < 0:
		return errors.New("its ranges are not in order")
	case r.Workload != WordCountName && (!r.hasColumn(r.Key) || !r.hasColumn(r.Value)) || r.WithKey < 0:
		return fmt.Errorf("it asks for columns %d and %d of %d", r.Key, r.Value, r.Columns)
	}
	return r.Parser.check()
}

func (r remote) hasColumn(i int) bool { return 0 <= i && i < r.Columns }

// Prepare makes the job on the file that is there.
func (r remote) Prepare(ctx context.Context) (*lab.Job, error) {
	in, err := openInput(r.Path)
	if err != nil {
		return nil, fmt.Errorf("datawork: %w", err)
	}
	job, err := (&staged{r.plan, in}).Prepare(ctx)
	if err != nil {
		return nil, errors.Join(err, in.release())
	}
	check := job.Close
	job.Close = func() error { return errors.Join(check(), in.release()) }
	return job, nil
}
