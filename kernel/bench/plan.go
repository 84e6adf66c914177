package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"threadboost/lib/apiwork"
	"threadboost/lib/lab"
	"threadboost/lib/procs"
	"threadboost/lib/sqlwork"
	"threadboost/lib/sqlwork/sqlitedb"
	"threadboost/lib/suite"
)

// All stands for every area.
const All = "all"

// claims is the name of the section on the claims.
const claims = "claims"

// Areas are the names of what can be measured.
var Areas = []string{"files", "api", "crud", "cpu", "data", "contention", claims, All}

// A section is an area or a claim, with its experiments.
type section struct {
	title       string
	about       string // what a claim is about
	works       []suite.Work
	experiments []lab.Experiment
	percent     float64 // of a claim; 0 for an area
	measured    []*lab.Results
}

// Quick is a quarter of the work, and some seconds an experiment, so that all of them take less than five minutes.
var Quick = suite.Options{Scale: 0.25, Budget: 4 * time.Second}

// plan makes the sections of the named areas, in the order of [Areas].
func (c Config) plan(ctx context.Context) ([]section, error) {
	names := c.Areas
	if len(names) == 0 || slices.Contains(names, All) {
		names = Areas[:len(Areas)-1]
	}
	for _, name := range names {
		if !slices.Contains(Areas, name) {
			return nil, fmt.Errorf("bench: there is no area %q: give some of %s", name, strings.Join(Areas, ", "))
		}
	}
	o := c.Options
	var databases []suite.Work
	if slices.Contains(names, "crud") || slices.Contains(names, claims) {
		databases = append(sqlite(o), postgres(ctx, o, c.Text)...)
	}
	var sections []section
	for _, name := range Areas {
		if !slices.Contains(names, name) {
			continue
		}
		more, err := sectionsOf(name, o, databases)
		if err != nil {
			return nil, err
		}
		sections = append(sections, more...)
	}
	return sections, nil
}

func sectionsOf(name string, o suite.Options, databases []suite.Work) ([]section, error) {
	if name == claims {
		return claimSections(o, databases)
	}
	area := areaOf(name, o, databases)
	experiments, err := area.Experiments()
	return []section{{title: area.Title, works: area.Works, experiments: experiments}}, err
}

func areaOf(name string, o suite.Options, databases []suite.Work) suite.Area {
	switch name {
	case "files":
		return suite.Files(o)
	case "api":
		return suite.API(o, requests(o)...)
	case "crud":
		return suite.CRUD(o, databases...)
	case "cpu":
		return withProcesses(suite.CPU(o))
	case "data":
		return suite.Data(o)
	}
	return suite.Contention(o)
}

// withProcesses adds the process pool, which a notebook's cell has to ask for.
func withProcesses(a suite.Area) suite.Area {
	a.Models = append(a.Models, procs.Processes{Chunk: 5})
	return a
}

func claimSections(o suite.Options, databases []suite.Work) ([]section, error) {
	var sections []section
	for _, c := range suite.Claims(o, databases...) {
		experiments, err := c.Experiments()
		if err != nil {
			return nil, err
		}
		sections = append(sections, section{
			title: fmt.Sprintf("Claim: %v %% less time on %s", c.Percent, c.Name), about: c.Name, works: c.Works, experiments: experiments, percent: c.Percent,
		})
	}
	return sections, nil
}

// requests are the kinds of API work.
func requests(o suite.Options) []suite.Work {
	return []suite.Work{
		{Name: "5 ms", Workload: apiwork.Fetch{Requests: o.Units(120), Latency: apiwork.Fixed(5 * time.Millisecond)}, About: "Every request waits 5 ms for the server: waits overlap."},
		{Name: "at once", Workload: apiwork.Fetch{Requests: o.Units(2000)}, About: "The server answers at once: client and server compute, on the same cores."},
		{Name: "long tail", Workload: apiwork.Fetch{Requests: o.Units(240), Latency: apiwork.LogNormal{Median: time.Millisecond}}, About: "Most requests are quick, a few take many times as long: the last ones decide when all is done."},
		{Name: "errors and retries", Workload: apiwork.Fetch{Requests: o.Units(160), Latency: apiwork.Fixed(2 * time.Millisecond), Errors: 0.1, Retry: apiwork.Retry{Attempts: 5, Backoff: 5 * time.Millisecond}}, About: "One request in ten fails and is sent again after a pause."},
	}
}

// sqlite is the CRUD work on SQLite.
func sqlite(o suite.Options) []suite.Work {
	return []suite.Work{
		{Name: "SQLite", Workload: sqlwork.CRUD{DB: sqlitedb.Direct{}, Units: o.Units(200)}, About: "One writer at a time, and each transaction waits for the disk: more workers wait for each other."},
		{Name: "SQLite, batches of 100", Workload: sqlwork.CRUD{DB: sqlitedb.Direct{}, Units: o.Units(40), Batch: 100}, About: "A hundred statements share one commit: batching gives what concurrency cannot."},
	}
}
