package boost

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/frame"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
	"threadboost/lib/show"
)

// A Source says what to show: an experiment or a sweep stands for its newest stored run, a dataframe of [Run], [Compare], [Sweep] or
// [Load] for the run that it came from. Rows that were filtered out of a dataframe are left out of its figures.
type Source interface {
	lab.Experiment | lab.Sweep | dataframe.DataFrame
}

// runOf returns the stored run that a source stands for, with the models that are shown.
func runOf[S Source](source S) (results *lab.Results, models []string) {
	df, ok := any(source).(dataframe.DataFrame)
	if !ok {
		results = stored(source)
		return results, results.Models
	}
	if !frame.IsSummary(df) && !frame.IsScaling(df) {
		fail(fmt.Errorf("boost: this dataframe has the columns %s, not those of a run: give an experiment, or what boost.Run or boost.Sweep returned",
			strings.Join(df.Names(), ", ")))
	}
	results, err := open(df.Col("run").Elem(0).String())
	if err != nil {
		fail(err)
	}
	return results, df.Col("model").Records()
}

// stored loads the newest run of an experiment or a sweep and says where it comes from, or ends the cell.
func stored[S Source](source S) *lab.Results {
	name := ""
	changed := func(*lab.Results) bool { return false }
	switch s := any(source).(type) {
	case lab.Experiment:
		name, changed = s.Name, func(r *lab.Results) bool { return experimentChanged(s, r) }
	case lab.Sweep:
		name, changed = s.Name, func(r *lab.Results) bool { return r.Param != s.Param || !slices.Equal(r.Values, s.Values) }
	}
	results, err := lab.DefaultStore().Load(name)
	if err != nil {
		fail(err)
	}
	for _, line := range provenance(results, changed(results)) {
		show.Text(line)
	}
	return remember(results)
}

// provenance says where a loaded result comes from, and whether the experiment has changed since.
func provenance(r *lab.Results, changed bool) []string {
	lines := []string{fmt.Sprintf("%s: measured %s (%s ago) on %s", r.Experiment, r.Started.Format("2006-01-02 15:04"), age(time.Since(r.Started)), machine(r))}
	if r.Partial {
		lines = append(lines, fmt.Sprintf("%s: the run is partial: %s", r.Experiment, r.Stopped))
	}
	if changed {
		lines = append(lines, fmt.Sprintf("%s: it has changed since (stored: %s under %s): run it again", r.Experiment, r.Workload, strings.Join(r.Models, ", ")))
	}
	return lines
}

// machine says in short on what a run was measured.
func machine(r *lab.Results) string {
	m := r.Machine
	processor := m.CPU
	if processor == "" {
		processor = m.OS + "/" + m.Arch
	}
	return fmt.Sprintf("%s, %s, %s", processor, quantity.Count(m.GOMAXPROCS, "core"), m.Go)
}

func experimentChanged(e lab.Experiment, r *lab.Results) bool {
	measured := slices.DeleteFunc(slices.Clone(r.Models), func(name string) bool { return name == r.Control })
	return e.Workload != nil && lab.NameOf(e.Workload) != r.Workload ||
		len(e.Models) > 0 && !slices.Equal(e.Models.Names(), measured)
}

func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return quantity.Duration(float64(max(d.Truncate(time.Second), time.Second)))
	case d < time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f h", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}
