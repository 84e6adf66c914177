package boost

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
	"threadboost/lib/show"
)

// A Guess says how many times as fast as the baseline models will be, by their names.
type Guess map[string]float64

// Predict writes down what somebody expects before a run, so that [Score] can tell afterwards how near it was:
//
//	boost.Predict(reading, boost.Guess{"Pool(8)": 6.5, "Goroutines": 9})
//	df := boost.Run(reading)
//	boost.Score(df)
//
// The experiment is given itself or by its name. Guesses are kept beside the stored runs, each with its time: a later one for the same
// model takes the place of an earlier one, and one that is made after a run does not count for it. A model that the experiment
// does not have ends the cell.
func Predict[E lab.Experiment | lab.Sweep | string](of E, guess Guess) {
	name, models := "", []string(nil)
	switch e := any(of).(type) {
	case string:
		name = e
	case lab.Sweep:
		name = e.Name
	case lab.Experiment:
		name = e.Name
		if len(e.Models) > 0 {
			models = e.Models.Names()
		}
	}
	if err := guess.check(name, models); err != nil {
		fail(err)
		return
	}
	kept, err := predictionsOf(name)
	if err == nil {
		err = kept.add(guess, time.Now())
	}
	if err != nil {
		fail(err)
		return
	}
	show.Text(fmt.Sprintf("%s: predicted %s; boost.Score tells after the run how near that is", name, guess))
}

// check refuses what cannot be a speed-up. Models are nil where they are not known.
func (g Guess) check(name string, models []string) error {
	switch {
	case name == "":
		return fmt.Errorf("boost: a prediction needs the name of an experiment: give the experiment, or its Name")
	case len(g) == 0:
		return fmt.Errorf("boost: nothing is predicted for %q: give a speed-up for a model, as in boost.Guess{\"Pool(8)\": 6.5}", name)
	}
	for _, model := range slices.Sorted(maps.Keys(g)) {
		if times := g[model]; !(times >= 1e-6 && times <= 1e6) {
			return fmt.Errorf("boost: %v predicted for %q is no speed-up: say how many times as fast as the baseline, 2 for half of the time", times, model)
		}
		if models != nil && !slices.Contains(models, model) {
			return fmt.Errorf("boost: experiment %q has no model %q, it has %s: give one of these names", name, model, strings.Join(models, ", "))
		}
	}
	return nil
}

// String lists the guesses, greatest first.
func (g Guess) String() string {
	models := slices.Sorted(maps.Keys(g))
	slices.SortStableFunc(models, func(a, b string) int { return cmp.Compare(g[b], g[a]) })
	var parts []string
	for _, model := range models {
		parts = append(parts, fmt.Sprintf("%s %s", model, quantity.Ratio(g[model])))
	}
	return strings.Join(parts, ", ")
}
