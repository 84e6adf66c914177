package filework

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func nothing(context.Context, int) (uint64, error) { return 0, nil }

// Units of no length take just the latency, one after the other or all at once: by the clock of a bubble.
func TestSlowDiskTakesItsLatency(t *testing.T) {
	tests := []struct {
		name string
		w    lab.Workload
	}{
		{"units", lab.Func{Units: 10, Do: nothing}},
		{"stages", lab.Staged{Units: 10, Stages: []lab.Stage{
			{Name: "one", Do: func(context.Context, int) error { return nil }},
			{Name: "two", Do: func(context.Context, int) error { return nil }},
		}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := lab.Experiment{
					Name:     "slow",
					Workload: SlowDisk{test.w, 7 * time.Millisecond},
					Models:   lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 5}},
					Trials:   1,
				}
				r, err := lab.Run(t.Context(), e, lab.Options{})
				if err != nil {
					t.Fatal(err)
				}
				for _, trial := range r.Trials {
					want := map[string]time.Duration{"Sequential": 70, "Goroutines": 7, "Pool(5)": 14}[trial.Model] * time.Millisecond
					if trial.Wall != want {
						t.Errorf("%s took %v, want %v", trial.Model, trial.Wall, want)
					}
					for i, u := range trial.Units {
						if u.Waits != 1 || u.Waited != 7e6 {
							t.Errorf("%s: unit %d waited %d times and %d ns, want once and 7 ms", trial.Model, i, u.Waits, u.Waited)
						}
					}
				}
			})
		})
	}
}

// A second job waits once as well: the first has not changed the stages of the workload.
func TestSlowDiskLeavesItsWorkloadAsItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := SlowDisk{lab.Staged{Units: 1, Stages: []lab.Stage{{Name: "one", Do: func(context.Context, int) error { return nil }}}}, time.Millisecond}
		for range 2 {
			job, err := disk.Prepare(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if err := job.Do(t.Context(), 0, 0); err != nil || time.Since(began) != time.Millisecond {
				t.Errorf("it took %v and gave %v, want 1 ms", time.Since(began), err)
			}
		}
	})
}

func TestSlowDiskEndsWithItsContext(t *testing.T) {
	job, err := SlowDisk{lab.Func{Units: 1, Do: nothing}, time.Hour}.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if err := job.Do(ctx, 0, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want %v", err, context.Canceled)
	}
}

func TestSlowDiskRefuses(t *testing.T) {
	tests := []struct {
		disk SlowDisk
		want string
	}{
		{SlowDisk{Latency: -1}, "latency of -1ns: want up to 1h0m0s, or 0 for 5 ms"},
		{SlowDisk{Latency: 2 * time.Hour}, "latency of 2h0m0s"},
		{SlowDisk{Workload: Read{Files: -1}}, "filework: Read: it asks for -1 files"},
	}
	for _, test := range tests {
		if _, err := test.disk.Prepare(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error is %v, want one with %q", err, test.want)
		}
	}
}
