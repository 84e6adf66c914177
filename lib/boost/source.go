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

// A Source says what to show: an experiment stands for its newest stored run, a dataframe of [Run], [Compare] or [Load] for the run
// that it came from. Rows that were filtered out of a dataframe are left out of its figures.
type Source interface {
	lab.Experiment | dataframe.DataFrame
}

// summaryOf returns the summary that a source stands for.
func summaryOf[S Source](source S) dataframe.DataFrame {
	switch s := any(source).(type) {
	case lab.Experiment:
		return Load(s)
	case dataframe.DataFrame:
		if !frame.IsSummary(s) {
			fail(fmt.Errorf("boost: this dataframe has the columns %s, not those of a run: give an experiment, or what boost.Run returned",
				strings.Join(s.Names(), ", ")))
		}
		return s
	}
	return dataframe.DataFrame{} // not reached: Source has no other type
}

// runOf returns the stored run that a source stands for, with the models that are shown.
func runOf[S Source](source S) (results *lab.Results, models []string) {
	if e, ok := any(source).(lab.Experiment); ok {
		results = stored(e)
		return results, results.Models
	}
	df := summaryOf(source)
	results, err := open(df.Col("run").Elem(0).String())
	if err != nil {
		fail(err)
	}
	return results, df.Col("model").Records()
}

// stored loads the newest run of an experiment and says where it comes from, or ends the cell.
func stored(e lab.Experiment) *lab.Results {
	results, err := lab.DefaultStore().Load(e.Name)
	if err != nil {
		fail(err)
	}
	for _, line := range provenance(e, results) {
		show.Text(line)
	}
	return remember(results)
}

// provenance says where a loaded result comes from, and whether the experiment has changed since.
func provenance(e lab.Experiment, r *lab.Results) []string {
	lines := []string{fmt.Sprintf("%s: measured %s (%s ago) on %s", e.Name, r.Started.Format("2006-01-02 15:04"), age(time.Since(r.Started)), machine(r))}
	if r.Partial {
		lines = append(lines, fmt.Sprintf("%s: the run is partial: %s", e.Name, r.Stopped))
	}
	if changed(e, r) {
		lines = append(lines, fmt.Sprintf("%s: the experiment has changed since (stored: %s under %s): run it again", e.Name, r.Workload, strings.Join(r.Models, ", ")))
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

func changed(e lab.Experiment, r *lab.Results) bool {
	return e.Workload != nil && lab.NameOf(e.Workload) != r.Workload ||
		len(e.Models) > 0 && !slices.Equal(e.Models.Names(), r.Models)
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
