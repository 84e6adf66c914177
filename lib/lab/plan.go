package lab

import (
	"math/rand/v2"
	"time"
)

// A plan is what an experiment or a sweep comes down to: contenders that take turns.
type plan struct {
	name       string
	works      []*work // of the contenders, each once
	contenders []contender
	trials     int
	until      Until
	seed       uint64
	deadline   time.Duration
	control    string // name of the contender that is the baseline once more, if any
	param      string // what a sweep changes
	values     []int  // of it, one a contender
}

// A contender is what one trial in each round is of.
type contender struct {
	name  string
	model Model
	work  int // index into works
	value int // of a sweep
	set   func(value int) (restore func())
}

// A work is a workload with what its trials share.
type work struct {
	workload Workload // as it was given
	staged   Workload // that prepares the jobs
	verifier verifier
}

// order returns in which order the contenders run in a round: a random permutation that depends on the seed and the round alone.
func (p plan) order(round int) []int {
	return rand.New(rand.NewPCG(p.seed, uint64(round))).Perm(len(p.contenders))
}

// addControl lets a contender run once more in each round.
func (p *plan) addControl(c contender) {
	c.name += controlSuffix
	p.control = c.name
	p.contenders = append(p.contenders, c)
}

func (p plan) names() []string {
	names := make([]string, len(p.contenders))
	for i, c := range p.contenders {
		names[i] = c.name
	}
	return names
}

// apply makes the setting of a sweep and returns how to take it back.
func (c contender) apply() (restore func()) {
	if c.set == nil {
		return func() {}
	}
	return c.set(c.value)
}
