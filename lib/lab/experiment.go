package lab

import (
	"cmp"
	"fmt"
	"slices"
	"time"
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
	// Until lets the results decide how often; Trials is then the most, zero means 1000.
	Until Until
	// Control runs the baseline's model a second time in each round, under its name with "(control)" behind it. What the two
	// differ by is noise: no smaller difference between models can be believed.
	Control bool
	// Deadline calls a trial off that takes longer, and with it the run; zero means never. See [DeadlineError].
	Deadline time.Duration
	// Seed decides the order of the models within each round; zero means 1. Equal seeds give equal orders.
	Seed uint64
}

const (
	defaultTrials = 10
	mostTrials    = 1000
	defaultSeed   = 1
	sequential    = "Sequential"
	controlSuffix = " (control)"
)

// withDefaults returns the experiment with zero values replaced, or an error that names what is missing.
func (e Experiment) withDefaults() (Experiment, error) {
	e.Until, e.Trials = e.Until.withDefaults(), e.Until.trials(e.Trials)
	e.Seed = cmp.Or(e.Seed, defaultSeed)
	switch {
	case e.Name == "":
		return e, fmt.Errorf("lab: the experiment has no name: set Name, its results are stored and loaded by it")
	case e.Workload == nil:
		return e, fmt.Errorf("lab: experiment %q has no workload: set Workload, for example filework.Read{Files: 500}", e.Name)
	case len(e.Models) == 0:
		return e, fmt.Errorf("lab: experiment %q has no models: set Models, for example lab.Models{model.Sequential{}}", e.Name)
	case e.Trials < 0:
		return e, fmt.Errorf("lab: experiment %q asks for %d trials: at least 1 is needed", e.Name, e.Trials)
	case e.Deadline < 0:
		return e, fmt.Errorf("lab: experiment %q has a deadline of %v: give a time above 0, or 0 for none", e.Name, e.Deadline)
	case !e.Until.valid():
		return e, fmt.Errorf("lab: experiment %q runs until %+v: none can be below 0, and 0 is the default", e.Name, e.Until)
	}
	return e, e.distinct()
}

// plan says what the experiment comes down to.
func (e Experiment) plan() (plan, error) {
	e, err := e.withDefaults()
	if err != nil {
		return plan{}, err
	}
	p := plan{
		name: e.Name, trials: e.Trials, seed: e.Seed, until: e.Until, deadline: e.Deadline,
		works: []*work{{workload: e.Workload, verifier: verifier{baseline: e.baseline()}}},
	}
	for i, name := range e.Models.Names() {
		p.contenders = append(p.contenders, contender{name: name, model: e.Models[i]})
	}
	if e.Control {
		p.addControl(p.contenders[slices.Index(p.names(), e.baseline())])
	}
	return p, nil
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
	if name := e.baseline() + controlSuffix; e.Control && seen[name] {
		return fmt.Errorf("lab: experiment %q has a model called %s, which is the name of its control: give the type another String method", e.Name, name)
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
