package results

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
)

// List writes the stored runs, newest last; of some experiments only, where they are named.
func List(w io.Writer, store *lab.Store, experiments ...string) error {
	runs, err := store.List()
	if err != nil {
		return err
	}
	g := frame.Grid{Head: []string{"Run", "Experiment", "Workload", "Models", "Rounds", "Took", ""}}
	for _, run := range runs {
		if len(experiments) == 0 || slices.Contains(experiments, run.Experiment) {
			g.Rows = append(g.Rows, row(run))
		}
	}
	if len(g.Rows) == 0 {
		_, err = fmt.Fprintf(w, "no stored run%s in %s\n", of(experiments), store.Dir)
		return err
	}
	_, err = fmt.Fprintln(w, g.Text())
	return err
}

func of(experiments []string) string {
	if len(experiments) == 0 {
		return ""
	}
	return " of " + strings.Join(experiments, ", ")
}

func row(run lab.Info) []frame.Cell {
	state := ""
	if run.Partial {
		state = "partial"
	}
	return []frame.Cell{
		{Text: run.ID}, {Text: run.Experiment}, {Text: run.Workload}, {Text: strconv.Itoa(len(run.Models))},
		{Text: strconv.Itoa(run.Rounds)}, {Text: fmt.Sprintf("%.1f s", run.ElapsedMS/1e3)}, {Text: state},
	}
}
