package lab_test

import (
	"context"
	"slices"
	"testing"

	"threadboost/lib/lab"
)

func TestRunRefusesAnIncompleteExperiment(t *testing.T) {
	work := units(1, nothing)
	models := lab.Models{sequential}
	tests := []struct {
		name       string
		experiment lab.Experiment
		want       string
	}{
		{"no name", lab.Experiment{Workload: work, Models: models},
			`lab: the experiment has no name: set Name, its results are stored and loaded by it`},
		{"no workload", lab.Experiment{Name: "e", Models: models},
			`lab: experiment "e" has no workload: set Workload, for example filework.Read{Files: 500}`},
		{"no models", lab.Experiment{Name: "e", Workload: work},
			`lab: experiment "e" has no models: set Models, for example lab.Models{model.Sequential{}}`},
		{"negative trials", lab.Experiment{Name: "e", Workload: work, Models: models, Trials: -3},
			`lab: experiment "e" asks for -3 trials: at least 1 is needed`},
		{"nil model", lab.Experiment{Name: "e", Workload: work, Models: lab.Models{sequential, nil}},
			`lab: model 2 of experiment "e" is nil: leave it out or give a model`},
		{"two models of one name", lab.Experiment{Name: "e", Workload: work, Models: lab.Models{sequential, sequential}},
			`lab: experiment "e" has two models called Sequential: change a field or give the type a String method`},
		{"no units", once(units(0, nothing), sequential),
			`lab: the job has 0 units: at least 1 is needed`},
		{"no unit function", once(units(1, nil), sequential),
			`lab: workload test work: lab.Func has no Do: set it to a function that does unit i`},
		{"no job", once(noJob{}, sequential),
			`lab: workload noJob prepared no job (nil): return a *lab.Job or an error`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			results, err := lab.Run(t.Context(), test.experiment, lab.Options{})
			if results != nil || err == nil || err.Error() != test.want {
				t.Errorf("Run gave %v and the error\n\t%v\nwant no results and\n\t%s", results, err, test.want)
			}
		})
	}
}

type noJob struct{}

func (noJob) Prepare(context.Context) (*lab.Job, error) { return nil, nil }

func TestRunDefaults(t *testing.T) {
	e := lab.Experiment{Name: "defaults", Workload: units(3, nothing), Models: lab.Models{reversed, sequential}}
	r := mustRun(t, e, lab.Options{})
	if r.Rounds != 10 || r.Seed != 1 || len(r.Trials) != 20 {
		t.Errorf("got %d rounds, seed %d and %d trials, want 10, 1 and 20", r.Rounds, r.Seed, len(r.Trials))
	}
	if r.Baseline != "Sequential" || r.Units != 3 || r.Workload != "test work" {
		t.Errorf("got baseline %q, %d units of %q, want Sequential, 3 units of test work", r.Baseline, r.Units, r.Workload)
	}
	if r.Partial || r.Stopped != "" || r.ID != "" {
		t.Errorf("a whole run in memory says partial %t, stopped %q, ID %q", r.Partial, r.Stopped, r.ID)
	}
	e.Models = lab.Models{reversed, fake{"Other", loop}}
	e.Trials = 1
	if r := mustRun(t, e, lab.Options{}); r.Baseline != "Backwards" {
		t.Errorf("without Sequential the baseline is %q, want the first model, Backwards", r.Baseline)
	}
}

// order runs an experiment of four models and returns their order, round by round.
func order(t *testing.T, seed uint64) [][]string {
	const rounds = 20
	e := lab.Experiment{Name: "order", Workload: units(1, nothing), Trials: rounds, Seed: seed}
	for _, name := range []string{"A", "B", "C", "D"} {
		e.Models = append(e.Models, fake{name, loop})
	}
	order := make([][]string, rounds)
	for i, trial := range mustRun(t, e, lab.Options{}).Trials {
		if trial.Round != i/4+1 || trial.Order != i%4+1 {
			t.Errorf("trial %d is place %d of round %d, want place %d of round %d", i, trial.Order, trial.Round, i%4+1, i/4+1)
		}
		order[trial.Round-1] = append(order[trial.Round-1], trial.Model)
	}
	return order
}

func TestOrderIsRandomWithinEachRoundAndRepeatable(t *testing.T) {
	one, again, two := order(t, 1), order(t, 1), order(t, 2)
	if !slices.EqualFunc(one, again, slices.Equal) {
		t.Errorf("seed 1 gave two orders:\n%v\n%v", one, again)
	}
	if slices.EqualFunc(one, two, slices.Equal) {
		t.Errorf("seeds 1 and 2 gave one order: %v", one)
	}
	first := make(map[string]bool)
	for round, models := range one {
		first[models[0]] = true
		if sorted := slices.Sorted(slices.Values(models)); !slices.Equal(sorted, []string{"A", "B", "C", "D"}) {
			t.Errorf("round %d ran %v, want each model once", round+1, models)
		}
	}
	if len(first) != 4 {
		t.Errorf("in 20 rounds only %d of 4 models ever ran first", len(first))
	}
}

func TestObserveTellsWhatRunsNext(t *testing.T) {
	var seen []lab.Progress
	e := lab.Experiment{Name: "progress", Workload: units(1, nothing), Models: lab.Models{sequential, reversed}, Trials: 2}
	r := mustRun(t, e, lab.Options{Observe: func(p lab.Progress) { seen = append(seen, p) }})
	if len(seen) != 5 {
		t.Fatalf("Observe was called %d times, want once before each of 4 trials and once at the end", len(seen))
	}
	for i, p := range seen {
		model, round := "", 2
		if i < 4 {
			model, round = r.Trials[i].Model, i/2+1
		}
		if p.Done != i || p.Trials != 4 || p.Model != model || p.Round != round || p.Rounds != 2 {
			t.Errorf("call %d told %+v, want %d of 4 done, model %q, round %d of 2", i, p, i, model, round)
		}
	}
}
