package waitwork

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func run(t *testing.T, s Sleep, m lab.Model) *lab.Trial {
	t.Helper()
	r, err := lab.Run(t.Context(), lab.Experiment{Name: "waits", Workload: s, Models: lab.Models{m}, Trials: 1}, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &r.Trials[0]
}

func TestMakespanIsTheIdeal(t *testing.T) {
	for _, test := range []struct {
		sleep Sleep
		model lab.Model
		want  time.Duration
	}{
		{Sleep{}, model.Sequential{}, 2 * time.Second},
		{Sleep{}, model.Goroutines{}, 10 * time.Millisecond},
		{Sleep{Units: 100}, model.Pool{Workers: 30}, 40 * time.Millisecond}, // four rounds
		{Sleep{Units: 7, Wait: time.Second}, model.Pool{Workers: 2}, 4 * time.Second},
		{Sleep{Units: 1, Wait: time.Minute}, model.Sequential{}, time.Minute},
	} {
		t.Run(test.sleep.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				workers := map[string]int{"Sequential": 1, "Goroutines": math.MaxInt, "Pool(30)": 30, "Pool(2)": 2}[lab.NameOf(test.model)]
				if got := test.sleep.Ideal(workers); got != test.want {
					t.Errorf("the ideal is %v, want %v", got, test.want)
				}
				if got := run(t, test.sleep, test.model).Wall; got != test.want { // time is simulated and work takes none
					t.Errorf("the makespan is %v, want %v", got, test.want)
				}
			})
		})
	}
}

func TestWaitsSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := Sleep{Units: 100, Wait: 10 * time.Millisecond, Spread: 0.5}
		trial := run(t, s, model.Goroutines{})
		sum, least, most := int64(0), int64(math.MaxInt64), int64(0)
		for _, u := range trial.Units {
			if u.Waits != 1 || u.Waited != u.Ended-u.Started {
				t.Fatalf("record is %+v, want one wait and nothing else", u)
			}
			sum, least, most = sum+u.Waited, min(least, u.Waited), max(most, u.Waited)
		}
		if least < 5_000_000 || least > 5_100_000 || most > 15_000_000 || most < 14_900_000 {
			t.Errorf("waits are from %d to %d ns, want from 5 to 15 ms", least, most)
		}
		if average := float64(sum) / 100; math.Abs(average-10e6) > 1 {
			t.Errorf("waits are %v ns on average, want 10 ms", average)
		}
		if trial.Units[0].Waited < trial.Units[1].Waited && trial.Units[1].Waited < trial.Units[2].Waited && trial.Units[2].Waited < trial.Units[3].Waited {
			t.Error("the waits grow with the unit, want a random order")
		}
		sequential := run(t, s, model.Sequential{})
		if want := s.Ideal(1); sequential.Wall != want {
			t.Errorf("one after the other they take %v, want %v", sequential.Wall, want)
		}
		if pool := run(t, s, model.Pool{Workers: 7}); pool.Wall != s.Ideal(7) {
			t.Errorf("seven workers take %v, want %v", pool.Wall, s.Ideal(7))
		}
	})
}

func TestAWaitEndsWhenItIsCalledOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		job, err := Sleep{Units: 1, Wait: time.Hour}.Prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := job.Do(ctx, 0, 0); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("the unit gave %v after %v, want the error of its context after 1s", err, time.Since(start))
		}
	})
}

// Another process makes the same job from the spec.
func TestTheSpecMakesTheSameJob(t *testing.T) {
	s := Sleep{Units: 5, Spread: 0.3}
	job, err := s.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var there Sleep
	if err := json.Unmarshal(job.Spec.Params, &there); err != nil {
		t.Fatal(err)
	}
	if want := s.withDefaults(); there != want || job.Spec.Workload != Name {
		t.Errorf("the spec %s gives %+v, want %+v", job.Spec.Params, there, want)
	}
}

func TestSleepRefusesWhatCannotBe(t *testing.T) {
	for _, test := range []struct {
		sleep Sleep
		want  string
	}{
		{Sleep{Units: -1}, "waitwork: Sleep asks for -1 units"},
		{Sleep{Wait: -time.Second}, "waitwork: Sleep asks for waits of -1s"},
		{Sleep{Wait: 2 * time.Hour}, "waitwork: Sleep asks for waits of 2h0m0s"},
		{Sleep{Spread: -0.1}, "waitwork: Sleep has a spread of -0.1"},
		{Sleep{Spread: 1.1}, "waitwork: Sleep has a spread of 1.1"},
		{Sleep{Spread: math.NaN()}, "waitwork: Sleep has a spread of NaN"},
	} {
		if _, err := test.sleep.Prepare(t.Context()); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("Prepare gave the error %v, want %s", err, test.want)
		}
	}
}

func TestString(t *testing.T) {
	for want, s := range map[string]Sleep{
		"200 waits of 10ms":        {},
		"1 wait of 2s":             {Units: 1, Wait: 2 * time.Second},
		"200 waits of 10ms ± 50 %": {Spread: 0.5},
	} {
		if got := lab.NameOf(s); got != want {
			t.Errorf("the name is %q, want %q", got, want)
		}
	}
}
