package sqlwork

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"threadboost/lib/lab"
)

// travel is what another process needs to do units on the table that is here.
type travel struct {
	CRUD
	Address json.RawMessage
}

// spec describes the work for another process, or returns nil where none can reach the table.
func (w *work) spec() (*lab.Spec, error) {
	table, ok := w.table.(Traveller)
	if !ok {
		return nil, nil
	}
	workload, address, err := table.Address()
	if err != nil {
		return nil, err
	}
	t := travel{w.crud, address}
	t.Rows = w.plan.rows
	params, err := json.Marshal(t)
	return &lab.Spec{Workload: workload, Params: params}, err
}

// Remote makes the workload of a [CRUD] whose table another process has opened and filled, of that process's lab.Spec. attach finds the
// table at its [Traveller] address; its Close leaves the table where it is.
//
// Each process has connections of its own, which are opened when they are needed, and its own writer where there is to be one. When the
// job is closed, what its units gave and left is compared; the table as a whole is the other process's to compare.
func Remote(params json.RawMessage, attach func(ctx context.Context, address json.RawMessage) (Table, error)) (lab.Workload, error) {
	r := remote{attach: attach}
	if err := json.Unmarshal(params, &r.travel); err != nil {
		return nil, fmt.Errorf("sqlwork: CRUD cannot be made of %q: %w", params, err)
	}
	r.CRUD = r.withDefaults()
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("sqlwork: CRUD: %w", err)
	}
	return r, nil
}

// remote is the work on a table that another process has opened.
type remote struct {
	travel
	attach func(ctx context.Context, address json.RawMessage) (Table, error)
}

// Prepare makes the job on the table that is there.
func (r remote) Prepare(ctx context.Context) (*lab.Job, error) {
	p, err := newPlan(ctx, r.CRUD)
	if err != nil {
		return nil, fmt.Errorf("sqlwork: CRUD: %w", err)
	}
	table, err := r.attach(ctx, r.Address)
	if err != nil {
		return nil, fmt.Errorf("sqlwork: CRUD: %w", err)
	}
	w := &work{crud: r.CRUD, plan: p, table: table, pools: newPools(table, r.Connections, r.OneWriter)}
	t := newTrial(w)
	return &lab.Job{Units: p.units, Unit: t.unit, Close: func() error { return errors.Join(t.close(ctx, false), w.close()) }}, nil
}
