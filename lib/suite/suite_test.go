package suite_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/suite"
	"threadboost/lib/waitwork"
)

// tiny is as little as there is: a test wants to know that all of it runs and gives right results.
var tiny = suite.Options{Scale: 0.01, Rounds: 1}

// TestExperimentsRun runs each kind of work under all its models; lab compares the results with those of Sequential.
func TestExperimentsRun(t *testing.T) {
	for _, area := range []suite.Area{
		suite.Files(tiny), suite.CPU(tiny), suite.Data(tiny), suite.Contention(tiny),
		suite.API(tiny, suite.Work{Name: "naps", Workload: waitwork.Sleep{Units: 4}}),
		suite.CRUD(tiny, suite.Work{Name: "naps", Workload: waitwork.Sleep{Units: 4}}),
	} {
		experiments, err := area.Experiments()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range experiments {
			t.Run(e.Name, func(t *testing.T) {
				r, err := lab.Run(t.Context(), e, lab.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if r.Baseline != "Sequential" || r.Control == "" || len(r.Trials) != len(e.Models)+1 {
					t.Errorf("%d trials against %q with control %q, want one of each of %d models and of the control", len(r.Trials), r.Baseline, r.Control, len(e.Models))
				}
				for _, trial := range r.Trials {
					if len(trial.Failures) > 0 {
						t.Errorf("under %s %d units failed: %v", trial.Model, len(trial.Failures), trial.Failures)
					}
				}
			})
		}
	}
}

// TestEveryAreaHasTheThree: one after the other, threaded, asynchronous.
func TestEveryAreaHasTheThree(t *testing.T) {
	for _, area := range []suite.Area{suite.Files(tiny), suite.CPU(tiny), suite.Data(tiny), suite.Contention(tiny), suite.API(tiny), suite.CRUD(tiny)} {
		names := " " + strings.Join(area.Models.Names(), " ")
		for _, want := range []string{" Sequential", " Pool", " EventLoop"} {
			if !strings.Contains(names, want) {
				t.Errorf("%s has no%s among%s", area.Name, want, names)
			}
		}
		for _, w := range area.Works {
			if w.About == "" {
				t.Errorf("%s: %s does not say what limits it", area.Name, w.Name)
			}
		}
	}
}

func TestClaims(t *testing.T) {
	claims := suite.Claims(tiny, suite.Work{Name: "base", Workload: waitwork.Sleep{Units: 4}})
	if len(claims) != 2 || claims[0].Percent != 95.6 || claims[1].Percent != 85 {
		t.Fatalf("the claims are %+v, want 95.6 %% and 85 %%", claims)
	}
	experiments, err := claims[0].Experiments()
	if err != nil || experiments[0].Name != "claim on CRUD: base" || len(experiments) != 2 {
		t.Errorf("the claim on CRUD is looked into by %+v, %v", experiments, err)
	}
}

func TestOptions(t *testing.T) {
	e, err := suite.Files(suite.Options{Models: lab.Models{model.Goroutines{}}}).Experiment("warm reads")
	if err != nil || e.Name != "files: warm reads" || len(e.Models) != 1 || e.Until == (lab.Until{}) {
		t.Errorf("got %+v, %v", e, err)
	}
	for _, c := range []struct {
		name string
		make func() (lab.Experiment, error)
		want string
	}{
		{"no such work", func() (lab.Experiment, error) { return suite.CPU(tiny).Experiment("tea") }, `cpu has no work "tea": give one of "even primes"`},
		{"a negative scale", func() (lab.Experiment, error) { return suite.CPU(suite.Options{Scale: -1}).Experiment("") }, "cannot be scaled by -1"},
		{"negative rounds", func() (lab.Experiment, error) { return suite.Own("x", waitwork.Sleep{}, suite.Options{Rounds: -1}) }, "-1 rounds"},
	} {
		if _, err := c.make(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, want %q", c.name, err, c.want)
		}
	}
}

// What an engineer runs in a program: one kind of work, in fewer rounds.
func Example() {
	e, err := suite.Contention(suite.Options{Scale: 0.05, Rounds: 2}).Experiment("counter by atomic")
	if err != nil {
		panic(err)
	}
	results, err := lab.Run(context.Background(), e, lab.Options{})
	fmt.Println(results.Experiment, len(results.Trials), err)
	// Output: contention: counter by atomic 12 <nil>
}
