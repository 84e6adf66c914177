package results

import (
	"fmt"
	"io"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
)

// Show writes a run as a table for a terminal: where it was measured, what was found, and what to beware of.
func Show(w io.Writer, r *lab.Results) error {
	m := r.Machine
	fmt.Fprintf(w, "%s: experiment %q, measured %s on %s (%s/%s, %d cores, %s)\n", r.ID, r.Experiment, r.Started.Format("2006-01-02 15:04:05"),
		m.CPU, m.OS, m.Arch, m.GOMAXPROCS, m.Go)
	df, warnings := frame.Summary(r)
	if r.Param != "" {
		df, warnings = frame.Scaling(r)
	}
	g, err := frame.Present(df, warnings...)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, g.Text())
	return err
}
