package boost

import (
	"fmt"

	"threadboost/lib/lab"
)

// atHand holds the runs that this program measured or loaded by their ID, so that they are read once, and so that a run which could
// not be stored can be shown at all. A cell's program runs boost on one goroutine.
var atHand = make(map[string]*lab.Results)

// remember keeps a run; one that was not stored gets an ID that names no folder.
func remember(r *lab.Results) *lab.Results {
	if r.ID == "" {
		r.ID = fmt.Sprintf("not-stored-%d", len(atHand)+1)
	}
	atHand[r.ID] = r
	return r
}

// open returns the run of an ID, from memory or from the store.
func open(id string) (*lab.Results, error) {
	if r, ok := atHand[id]; ok {
		return r, nil
	}
	return lab.DefaultStore().Open(id)
}
