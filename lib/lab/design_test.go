package lab_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
)

func TestTheFirstRoundIsColdAndKept(t *testing.T) {
	e := lab.Experiment{Name: "cold", Workload: units(1, nothing), Models: lab.Models{sequential, reversed}, Trials: 3}
	r := mustRun(t, e, lab.Options{})
	for _, trial := range r.Trials {
		if trial.Cold != (trial.Round == 1) {
			t.Errorf("a trial of round %d is cold: %t", trial.Round, trial.Cold)
		}
	}
}

func TestControlRunsTheBaselineTwice(t *testing.T) {
	e := lab.Experiment{Name: "control", Workload: units(2, nothing), Models: lab.Models{reversed, sequential}, Trials: 2, Control: true}
	r := mustRun(t, e, lab.Options{})
	if want := []string{"Backwards", "Sequential", "Sequential (control)"}; !slices.Equal(r.Models, want) || r.Control != want[2] || r.Baseline != "Sequential" {
		t.Errorf("models %q, control %q, baseline %q, want %q with the last as control", r.Models, r.Control, r.Baseline, want)
	}
	if n := len(r.Of(r.Control)); n != 2 || len(r.Trials) != 6 || r.Partial {
		t.Errorf("%d of %d trials are of the control, want 2 of 6", n, len(r.Trials))
	}
	e.Models = append(e.Models, fake{"Sequential (control)", loop})
	const want = `lab: experiment "control" has a model called Sequential (control), which is the name of its control: give the type another String method`
	if _, err := lab.Run(t.Context(), e, lab.Options{}); err == nil || err.Error() != want {
		t.Errorf("Run gave the error %v, want %s", err, want)
	}
}

// lasting is a workload of one unit that takes as long as the next of some times, over and over.
func lasting(times ...time.Duration) lab.Workload {
	n := 0
	return units(1, func(context.Context, int) (uint64, error) {
		time.Sleep(times[n%len(times)])
		n++
		return 0, nil
	})
}

func TestUntilThePrecisionIsReached(t *testing.T) {
	for _, test := range []struct {
		name   string
		times  []time.Duration
		until  lab.Until
		trials int
		rounds int
		width  float64
	}{
		{"at once", []time.Duration{100}, lab.Until{Precision: 0.01}, 0, 6, 0},
		{"not after each round: narrow from the twelfth on", append([]time.Duration{200, 200}, slices.Repeat([]time.Duration{100}, 12)...), lab.Until{Precision: 0.01}, 0, 14, 0},
		{"never, until the budget", []time.Duration{100, 300}, lab.Until{Precision: 0.01, Budget: 2 * time.Second}, 0, 10, 0.5},
		{"never, until the trials", []time.Duration{100, 300}, lab.Until{Budget: time.Hour}, 8, 8, 0.5},
		{"rounds that run in any case", []time.Duration{100}, lab.Until{Budget: 150 * time.Millisecond, Least: 5}, 0, 5, 0},
		{"a budget before the interval", []time.Duration{100}, lab.Until{Budget: 150 * time.Millisecond}, 0, 2, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			for i := range test.times {
				test.times[i] *= time.Millisecond
			}
			synctest.Test(t, func(t *testing.T) {
				var seen lab.Progress
				e := lab.Experiment{Name: "until", Workload: lasting(test.times...), Models: lab.Models{sequential}, Trials: test.trials, Until: test.until}
				r := mustRun(t, e, lab.Options{Observe: func(p lab.Progress) { seen = p }})
				if r.Rounds != test.rounds || len(r.Trials) != test.rounds || r.Partial || r.HalfWidth != test.width {
					t.Errorf("%d rounds, %d trials, partial %t, half width %v, want %d rounds and %v",
						r.Rounds, len(r.Trials), r.Partial, r.HalfWidth, test.rounds, test.width)
				}
				if r.Until == nil || r.Until.Precision == 0 || r.Until.Budget == 0 {
					t.Errorf("Until is %+v, want it with its defaults", r.Until)
				}
				if seen.Rounds != 0 || seen.Trials != 0 || seen.Done != test.rounds {
					t.Errorf("the last progress is %+v, want no number of rounds in it", seen)
				}
			})
		})
	}
}

func TestUntilThatIsInterruptedIsPartial(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	e := lab.Experiment{Name: "until", Workload: units(1, nothing), Models: lab.Models{sequential}, Until: lab.Until{Precision: 1e-9, Budget: time.Hour}}
	r, err := lab.Run(ctx, e, lab.Options{Observe: func(p lab.Progress) {
		if p.Done == 3 {
			cancel()
		}
	}})
	if err != context.Canceled || r == nil || !r.Partial || len(r.Trials) != 3 {
		t.Errorf("Run gave %+v and %v, want three trials, marked partial", r, err)
	}
}

func TestExperimentRefusesWhatMakesNoSense(t *testing.T) {
	for _, test := range []struct {
		change func(*lab.Experiment)
		want   string
	}{
		{func(e *lab.Experiment) { e.Deadline = -time.Second }, "has a deadline of -1s"},
		{func(e *lab.Experiment) { e.Until.Precision = -1 }, "none can be below 0"},
		{func(e *lab.Experiment) { e.Until.Budget = -1 }, "none can be below 0"},
	} {
		e := once(units(1, nothing), sequential)
		test.change(&e)
		if _, err := lab.Run(t.Context(), e, lab.Options{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Run gave the error %v, want %q in it", err, test.want)
		}
	}
}

func TestOverTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queueing := fake{"Queueing", func(ctx context.Context, job *lab.Job) error {
			time.Sleep(time.Millisecond)
			for i := range job.Units {
				job.Queue(i)
			}
			return loop(ctx, job)
		}}
		work := units(3, func(context.Context, int) (uint64, error) { time.Sleep(2 * time.Millisecond); return 0, nil })
		trial := mustRun(t, once(work, queueing), lab.Options{}).Trials[0]
		var depth []float64
		for i, p := range trial.QueueDepth() {
			depth = append(depth, p.Value)
			if want := int64(1+2*i) * ms; p.At != want {
				t.Errorf("queue depth changed at %d, want %d", p.At, want)
			}
		}
		if want := []float64{2, 1, 0}; !slices.Equal(depth, want) { // the first unit begins when it is queued
			t.Errorf("queue depth is %v, want %v", depth, want)
		}
		flight := trial.InFlight()
		if len(flight) != 4 || flight[0].At != ms || flight[0].Value != 1 || flight[3].At != 7*ms || flight[3].Value != 0 {
			t.Errorf("in flight are %v, want 1 from 1 ms on and 0 at 7 ms", flight)
		}
	})
}

func TestAModelWithoutAQueueHasNoDepth(t *testing.T) {
	trial := mustRun(t, once(units(3, nothing), sequential), lab.Options{}).Trials[0]
	if depth := trial.QueueDepth(); depth != nil {
		t.Errorf("queue depth is %v, want none", depth)
	}
}
