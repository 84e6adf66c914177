// Package suite holds ready-made experiments: the work that people ask about, under the models that matter for it. They are plain data;
// boost and `go run ./kernel bench` measure them.
//
//	area := suite.Files(suite.Options{})
//	results, err := lab.Run(ctx, area.Experiments()[0], lab.Options{})
//
// An [Area] has several kinds of work; the first stands for the area where there is room for one. Each is measured under one model that
// does one unit after the other, at least one that is threaded (a pool of workers) and the one that is asynchronous (an event loop): what
// other languages have as well.
//
// The work of an area takes one unit after the other some 0.1 s to 0.7 s on two cores of a server of 2025, so that rounds are short and many;
// [Options] scale it. HTTP and databases come from outside ([API], [CRUD]), because their packages are heavy and a notebook's cell links
// what this package imports.
package suite

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// Options say how much is measured. The zero value is what a notebook wants.
type Options struct {
	// Scale multiplies the number of units of all work; zero means 1.
	Scale float64
	// Budget is the time for one experiment; zero means 15 s. It ends sooner when all its intervals are within 5 %, and takes longer where
	// nine rounds do: with fewer there are no verdicts.
	Budget time.Duration
	// Rounds asks for a number of rounds in place of the budget.
	Rounds int
	// Models are measured in place of those of the area.
	Models lab.Models
	// Seed decides the order of models; zero means 1.
	Seed uint64
}

// Units scales a number of units.
func (o Options) Units(n int) int {
	return max(1, int(float64(n)*cmp.Or(o.Scale, 1)+0.5))
}

// check refuses what has no meaning.
func (o Options) check() error {
	switch {
	case o.Scale < 0 || o.Scale > 1000:
		return fmt.Errorf("suite: the work cannot be scaled by %v: give a factor above 0 and up to 1000", o.Scale)
	case o.Budget < 0 || o.Rounds < 0:
		return fmt.Errorf("suite: a budget of %v and %d rounds: neither can be below 0", o.Budget, o.Rounds)
	}
	return nil
}

const (
	defaultBudget = 15 * time.Second
	leastRounds   = 9 // infer.RoundsNeeded for up to 8 models
)

// An Area is a field of work: what is done in it, and under which models.
type Area struct {
	Name   string // such as "files"
	Title  string // such as "Files"
	Works  []Work
	Models lab.Models

	options Options
}

// A Work is one kind of work of an area.
type Work struct {
	Name     string // such as "cold reads"
	Workload lab.Workload
	// About says in a sentence what limits it and so what concurrency can give.
	About string
}

// Experiment is the one with the work of a name, or with the first work where the name is empty. A name that there is not is an error.
func (a Area) Experiment(work string) (lab.Experiment, error) {
	all, err := a.Experiments()
	if err != nil {
		return lab.Experiment{}, err
	}
	var names []string
	for i, w := range a.Works {
		if work == "" || w.Name == work {
			return all[i], nil
		}
		names = append(names, strconv.Quote(w.Name))
	}
	return lab.Experiment{}, fmt.Errorf("suite: %s has no work %q: give one of %s", a.Name, work, strings.Join(names, ", "))
}

// Experiments are those of the area, one for each kind of work; each is named "area: work". It is an error when the options make no sense.
func (a Area) Experiments() ([]lab.Experiment, error) {
	if err := a.options.check(); err != nil {
		return nil, err
	}
	all := make([]lab.Experiment, len(a.Works))
	for i, w := range a.Works {
		all[i] = a.options.experiment(a.Name+": "+w.Name, w.Workload, a.Models)
	}
	return all, nil
}

func (o Options) experiment(name string, w lab.Workload, models lab.Models) lab.Experiment {
	if len(o.Models) > 0 {
		models = o.Models
	}
	e := lab.Experiment{Name: name, Workload: w, Models: models, Trials: o.Rounds, Control: true, Seed: o.Seed}
	if o.Rounds == 0 {
		e.Until = lab.Until{Precision: 0.05, Budget: cmp.Or(o.Budget, defaultBudget), Least: leastRounds}
	}
	return e
}

// Own is an experiment with a workload of yours, of which nobody knows whether it waits or computes: it is measured under few workers and
// many.
func Own(name string, w lab.Workload, o Options) (lab.Experiment, error) {
	return o.experiment(name, w, lab.Models{
		model.Sequential{}, model.Pool{}, model.Pool{Workers: 8}, model.Pool{Workers: 32}, model.EventLoop{}, model.Goroutines{},
	}), o.check()
}
