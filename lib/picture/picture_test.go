package picture

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"threadboost/lib/chart"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
	"threadboost/lib/model"
)

// trial has units of one length, a number of them at once.
func trial(name string, round int, wall time.Duration, cpu time.Duration, units, atOnce int) lab.Trial {
	t := lab.Trial{Model: name, Round: round, Wall: wall, Usage: measure.Usage{User: cpu}}
	each := int64(wall) * int64(atOnce) / int64(units)
	for i := range units {
		start := int64(i/atOnce) * each
		t.Units = append(t.Units, measure.Unit{Started: start, Ended: start + each})
	}
	return t
}

func TestCeiling(t *testing.T) {
	const second = time.Second
	for _, c := range []struct {
		name   string
		cpu    time.Duration // of the baseline, whose units take a second in all
		units  int
		atOnce int // of the model
		low    float64
		want   float64 // 100 (1 - max(1/atOnce, cpu/2 cores, 1/units))
	}{
		{"four at once", 0, 100, 4, 3, 75},
		{"processor time on two cores", 800 * time.Millisecond, 100, 50, 2, 60},
		{"the longest unit", 0, 10, 10, 5, 90},
		{"one at once gains nothing", 0, 100, 1, 0.9, 0},
		{"work became less", 0, 100, 4, 4.5, 0},
		{"no interval", 0, 100, 4, math.NaN(), 75},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &lab.Results{Info: lab.Info{Baseline: "Sequential", Machine: measure.Machine{GOMAXPROCS: 2}}}
			for round := 1; round <= 3; round++ {
				r.Trials = append(r.Trials, trial("Sequential", round, second, c.cpu, c.units, 1), trial("M", round, second/2, 0, c.units, c.atOnce))
			}
			if got := ceiling(r, chart.Ratio{Name: "M", Low: c.low}); math.Abs(got-c.want) > 1e-9 {
				t.Errorf("at most %v %% can be saved, want %v", got, c.want)
			}
		})
	}
}

func TestEfficiencyCountsUnits(t *testing.T) {
	r, err := lab.RunSweep(t.Context(), lab.Sweep{
		Name: "more work", Param: "workers", Values: []int{1, 2}, Trials: 3,
		Make: func(n int) (lab.Workload, lab.Model) {
			nap := func(context.Context, int) (uint64, error) { time.Sleep(100 * time.Microsecond); return 0, nil }
			return lab.Func{Name: "more " + strings.Repeat("x", n), Units: 20 * n, Do: nap}, model.Pool{Workers: n}
		},
	}, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range r.Models {
		for i, ns := range perUnit(r, name) {
			trial := r.Of(name)[i]
			if want := float64(trial.Wall) / float64(len(trial.Units)); ns != want {
				t.Errorf("a unit of %s takes %v ns in round %d, want %v", name, ns, i+1, want)
			}
		}
	}
	if least := fewest(r, []string{"Pool(2)", "Pool(1)"}); least != "Pool(1)" {
		t.Errorf("the least is %q, want Pool(1)", least)
	}
}

func TestLimit(t *testing.T) {
	for name, want := range map[string]int{
		"Pool(8)": 8, "Pool(8, Queue=16)": 8, "Semaphore(100)": 100, "Sequential": 0, "RateLimit(100)": 0, "Adaptive(2, Max=9)": 0,
		"Pipeline(1-4-1)": 0, "Mine(fast)": 0, "Pool(-1)": 0, "(": 0,
	} {
		if got := limit(name); got != want {
			t.Errorf("%s: limit %d, want %d", name, got, want)
		}
	}
}

// settling is a run whose first round was slow; makespans are in microseconds.
func settling() *lab.Results {
	r := &lab.Results{Info: lab.Info{Experiment: "made", Workload: "made up", Models: []string{"B", "M"}, Baseline: "B", Rounds: 10, Units: 1, Seed: 1}}
	for round := 1; round <= 10; round++ {
		for m, wall := range []time.Duration{1000, 500} {
			if wall += time.Duration(round * 7 % 5); round == 1 {
				wall *= 5
			}
			wall *= time.Microsecond
			r.Trials = append(r.Trials, lab.Trial{Model: r.Models[m], Round: round, Order: m + 1, Cold: round == 1, Wall: wall, Units: []measure.Unit{{Ended: int64(wall)}}})
		}
	}
	return r
}

func TestColdRoundsAreLeftOut(t *testing.T) {
	r := settling()
	if trial, err := trialOf(r, "M"); err != nil || trial.Round == 1 || trial.Wall != 502*time.Microsecond {
		t.Errorf("the typical trial is %+v, %v, want one of the median length of the warm ones, 502 us", trial, err)
	}
	figure, err := Speedup(r, nil)
	if err != nil || !strings.Contains(string(figure.SVG), "without 1 cold round") || !strings.Contains(figure.Alt, "M is 2.0 times as fast as B") {
		t.Errorf("the speed-up is told as %q, %v", figure.Alt, err)
	}
}

func TestWhatIsAskedForIsShown(t *testing.T) {
	r := settling()
	figure, err := Latency(r, []string{"M"})
	if err != nil || strings.Contains(figure.Alt, "B ") || !strings.Contains(figure.Alt, "M ") {
		t.Errorf("of M alone the figure tells %q, %v", figure.Alt, err)
	}
	if _, err := TaskStream(r, "N"); err == nil || !strings.Contains(err.Error(), `"N" was not measured, it has B, M`) {
		t.Errorf("a model that was not measured gave the error %v", err)
	}
}
