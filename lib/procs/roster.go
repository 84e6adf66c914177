package procs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"threadboost/lib/lab"
)

// A Roster holds the workloads that a worker can do, by the name that a job's Spec has.
type Roster map[string]func(params json.RawMessage) (lab.Workload, error)

// Decode makes a workload of its fields as JSON: the usual entry of a [Roster].
//
//	procs.Roster{"main.Squares": procs.Decode[Squares]}
func Decode[W lab.Workload](params json.RawMessage) (lab.Workload, error) {
	var w W
	d := json.NewDecoder(bytes.NewReader(params))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return nil, fmt.Errorf("%T cannot be made of %q: %w", w, params, err)
	}
	return w, nil
}

// workload makes the workload of a name.
func (r Roster) workload(name string, params json.RawMessage) (lab.Workload, error) {
	make, known := r[name]
	if !known {
		return nil, fmt.Errorf("workload %q is not in the workers' roster (which has %s); %s", name, r.names(), cure)
	}
	return make(params)
}

// names lists the workloads.
func (r Roster) names() string { return strings.Join(slices.Sorted(maps.Keys(r)), ", ") }
