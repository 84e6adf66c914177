package results

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"threadboost/lib/lab"
)

// A Rule says which runs go.
type Rule struct {
	Keep   int           // so many of the newest runs of each experiment stay
	Older  time.Duration // and all that are younger; zero: age does not matter
	DryRun bool          // tell only
}

// Prune removes runs by a rule and tells each.
func Prune(w io.Writer, store *lab.Store, rule Rule, now time.Time) error {
	if rule.Keep < 0 || rule.Older < 0 {
		return fmt.Errorf("results: prune cannot keep %d runs, or those younger than %v: give numbers from 0 on", rule.Keep, rule.Older)
	}
	runs, err := store.List()
	if err != nil {
		return err
	}
	var freed int64
	gone := surplus(runs, rule, now)
	for _, name := range gone {
		dir := filepath.Join(store.Dir, name)
		freed += size(dir)
		fmt.Fprintln(w, name)
		if !rule.DryRun {
			if err := os.RemoveAll(dir); err != nil {
				return fmt.Errorf("results: %w", err)
			}
		}
	}
	verb := "removed"
	if rule.DryRun {
		verb = "to be removed"
	}
	_, err = fmt.Fprintf(w, "%d of %d runs %s, %.1f MB\n", len(gone), len(runs), verb, float64(freed)/1e6)
	return err
}

// surplus are the IDs of the runs that go.
func surplus(runs []lab.Info, rule Rule, now time.Time) []string {
	newer := make(map[string]int)
	var ids []string
	for i := len(runs) - 1; i >= 0; i-- { // newest first
		run := runs[i]
		newer[run.Experiment]++
		if newer[run.Experiment] > rule.Keep && now.Sub(run.Started) >= rule.Older {
			ids = append(ids, run.ID)
		}
	}
	return ids
}

// size is how many bytes the files of a folder have.
func size(dir string) (bytes int64) {
	filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
		return nil
	})
	return bytes
}
