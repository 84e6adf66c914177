package lab

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"time"
)

// A Sweep measures how the makespan depends on one number: workers, size, latency, GOMAXPROCS. It is plain data: nothing happens before
// [RunSweep].
//
//	lab.Sweep{
//		Name: "scaling", Param: "workers", Values: []int{1, 2, 4, 8},
//		Make: func(v int) (lab.Workload, lab.Model) { return primes, model.Pool{Workers: v} },
//	}
type Sweep struct {
	// Name names the results in the store, as that of an experiment does.
	Name string
	// Param names the number, with its unit where it has one: "workers", "latency_ms".
	Param string
	// Values are its values, each once. The first is the baseline.
	Values []int
	// Make makes what is measured for a value. Workloads of equal names (see [NameOf]) are taken for the same: they are staged once and
	// their results are compared.
	Make func(value int) (Workload, Model)
	// Set changes a setting of the program for the trials of a value and returns how to take it back: [GOMAXPROCS], [GOGC] or your
	// own. Nil changes none.
	Set func(value int) (restore func())
	// Control measures the first value a second time in each round, under its name with "(control)" behind it.
	Control bool
	// Trials, Until, Deadline and Seed are those of an experiment.
	Trials   int
	Until    Until
	Deadline time.Duration
	Seed     uint64
}

// RunSweep measures a sweep as [Run] measures an experiment: the values take the place of the models, in an order that is random in
// each round. Its results have the value of each model in Info.Values.
func RunSweep(ctx context.Context, s Sweep, opts Options) (*Results, error) {
	return newRunner(opts).run(ctx, s.Name, s.plan)
}

func (s Sweep) check() error {
	switch {
	case s.Name == "":
		return fmt.Errorf("lab: the sweep has no name: set Name, its results are stored and loaded by it")
	case s.Param == "":
		return fmt.Errorf("lab: sweep %q does not say what it changes: set Param, for example \"workers\"", s.Name)
	case len(s.Values) == 0:
		return fmt.Errorf("lab: sweep %q has no values: set Values, for example []int{1, 2, 4, 8}", s.Name)
	case s.Make == nil:
		return fmt.Errorf("lab: sweep %q has no Make: set it to a function that makes the workload and the model for a value", s.Name)
	case s.Trials < 0 || s.Deadline < 0:
		return fmt.Errorf("lab: sweep %q asks for %d trials and a deadline of %v: neither can be below 0", s.Name, s.Trials, s.Deadline)
	case !s.Until.valid():
		return fmt.Errorf("lab: sweep %q runs until %+v: none can be below 0, and 0 is the default", s.Name, s.Until)
	}
	for i, v := range s.Values {
		if slices.Index(s.Values, v) < i {
			return fmt.Errorf("lab: sweep %q has the value %d twice", s.Name, v)
		}
	}
	return nil
}

// plan says what the sweep comes down to.
func (s Sweep) plan() (plan, error) {
	if err := s.check(); err != nil {
		return plan{}, err
	}
	p := plan{
		name: s.Name, trials: s.Until.trials(s.Trials), until: s.Until.withDefaults(), seed: cmp.Or(s.Seed, defaultSeed), deadline: s.Deadline,
		param: s.Param, values: s.Values,
	}
	works := make(map[string]int)
	for _, v := range s.Values {
		w, m := s.Make(v)
		if w == nil || m == nil {
			return plan{}, fmt.Errorf("lab: sweep %q made no workload or no model (nil) for %s=%d", s.Name, s.Param, v)
		}
		name := NameOf(w)
		if _, known := works[name]; !known {
			works[name] = len(p.works)
			p.works = append(p.works, &work{workload: w})
		}
		p.contenders = append(p.contenders, contender{model: m, work: works[name], value: v, set: s.Set})
	}
	p.nameContenders()
	if s.Control {
		p.addControl(p.contenders[0])
	}
	return p, nil
}

// nameContenders names them by their models, with the value where that does not tell them apart. The first of each workload is what
// the results of the others are compared with.
func (p *plan) nameContenders() {
	seen := make(map[string]int)
	for _, c := range p.contenders {
		seen[NameOf(c.model)]++
	}
	for i := range p.contenders {
		c := &p.contenders[i]
		c.name = NameOf(c.model)
		if len(seen) < len(p.contenders) {
			c.name += ", " + p.param + "=" + strconv.Itoa(c.value)
		}
		if v := &p.works[c.work].verifier; v.baseline == "" {
			v.baseline = c.name
		}
	}
}

// GOMAXPROCS is a setting for [Sweep.Set]: how many threads run Go code at once.
func GOMAXPROCS(n int) (restore func()) {
	before := runtime.GOMAXPROCS(n)
	return func() { runtime.GOMAXPROCS(before) }
}

// GOGC is a setting for [Sweep.Set]: by how many percent the heap may grow before it is collected; a negative number turns that off.
func GOGC(percent int) (restore func()) {
	before := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(before) }
}

// Value returns the value of a sweep that a model stands for; ok is false for its control.
func (i Info) Value(model string) (value int, ok bool) {
	n := slices.Index(i.Models, model)
	if n < 0 || n >= len(i.Values) {
		return 0, false
	}
	return i.Values[n], true
}
