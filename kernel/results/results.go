// Package results is what `go run ./kernel results` does with stored runs: list and show them, export them for other tools, compare two of
// them, and prune old ones.
//
// A run is named by its ID (a folder in the store) or by its experiment, whose newest run is meant.
//
// What an export holds are the frames of lib/frame: one row a trial, a unit or a model. As CSV, Parquet or JSON pandas and DuckDB read
// them; as Go's benchmark format benchstat does. Numbers keep all their digits; a missing one is an empty field in CSV, null in JSON and
// Parquet. The tests read every format with the real tools.
package results

import (
	"errors"
	"fmt"

	"threadboost/lib/lab"
)

// Find returns the run that a name stands for: an ID, or an experiment's newest run.
func Find(store *lab.Store, name string) (*lab.Results, error) {
	r, err := store.Load(name)
	if err == nil {
		return r, nil
	}
	if !errors.Is(err, lab.ErrNotFound) {
		return nil, err
	}
	if _, known := store.Info(name); known != nil {
		return nil, fmt.Errorf("results: %q is neither a run nor an experiment in %s: `results list` tells what there is", name, store.Dir)
	}
	return store.Open(name)
}
