package lab

import (
	"fmt"
	"math/rand/v2"
)

// An Experiment says what to compare. It is plain data: nothing happens before [Run].
type Experiment struct {
	// Name names the results in the store; a later program loads them by it.
	Name string
	// Workload is the work, the same for every model.
	Workload Workload
	// Models are compared with the model called Sequential, or with the first one where there is none.
	Models Models
	// Trials is how often each model runs the work; zero means 10. Six are the fewest that give a 95 % interval of a median.
	Trials int
	// Seed decides the order of the models within each round; zero means 1. Equal seeds give equal orders.
	Seed uint64
}

const (
	defaultTrials = 10
	defaultSeed   = 1
	sequential    = "Sequential"
)

// withDefaults returns the experiment with zero values replaced, or an error that names what is missing.
func (e Experiment) withDefaults() (Experiment, error) {
	if e.Trials == 0 {
		e.Trials = defaultTrials
	}
	if e.Seed == 0 {
		e.Seed = defaultSeed
	}
	switch {
	case e.Name == "":
		return e, fmt.Errorf("lab: the experiment has no name: set Name, its results are stored and loaded by it")
	case e.Workload == nil:
		return e, fmt.Errorf("lab: experiment %q has no workload: set Workload, for example filework.Read{Files: 500}", e.Name)
	case len(e.Models) == 0:
		return e, fmt.Errorf("lab: experiment %q has no models: set Models, for example lab.Models{model.Sequential{}}", e.Name)
	case e.Trials < 0:
		return e, fmt.Errorf("lab: experiment %q asks for %d trials: at least 1 is needed", e.Name, e.Trials)
	}
	return e, e.distinct()
}

// distinct refuses two models of one name: their trials could not be told apart.
func (e Experiment) distinct() error {
	seen := make(map[string]bool)
	for i, m := range e.Models {
		if m == nil {
			return fmt.Errorf("lab: model %d of experiment %q is nil: leave it out or give a model", i+1, e.Name)
		}
		name := NameOf(m)
		if seen[name] {
			return fmt.Errorf("lab: experiment %q has two models called %s: change a field or give the type a String method", e.Name, name)
		}
		seen[name] = true
	}
	return nil
}

// baseline returns the name of the model that the others are compared with.
func (e Experiment) baseline() string {
	names := e.Models.Names()
	for _, name := range names {
		if name == sequential {
			return name
		}
	}
	return names[0]
}

// order returns in which order the models run in a round: a random permutation that depends on the seed and the round alone.
func (e Experiment) order(round int) []int {
	return rand.New(rand.NewPCG(e.Seed, uint64(round))).Perm(len(e.Models))
}
