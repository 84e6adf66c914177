package boost

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// growing is a sweep over workers that wait.
func growing(name string, values ...int) lab.Sweep {
	return lab.Sweep{
		Name: name, Param: "workers", Values: values, Trials: 3,
		Make: func(n int) (lab.Workload, lab.Model) { return naps("").Workload, model.Pool{Workers: n} },
	}
}

func TestSweepAndScaling(t *testing.T) {
	inStore(t)
	six := growing("six", 1, 2, 3, 4, 5, 6)
	other := growing("other", 1, 2)
	other.Param = "size"
	var df, of2, ofOther dataframe.DataFrame
	_, said, code := captured(t, func() { df = Sweep(six); of2 = Sweep(growing("two", 1, 2)); ofOther = Sweep(other) })
	if code != 0 || df.Nrow() != 6 || !strings.Contains(said, "18 trials measured in ") {
		t.Fatalf("Sweep ended with %d, %d rows and %q", code, df.Nrow(), said)
	}
	for _, c := range []struct {
		name string
		show func()
		want string
	}{
		{"scaling of a frame", func() { Scaling(df) }, " points"},
		{"scaling of a sweep", func() { Scaling(six) }, "[figure] "},
		{"too few for a law", func() { Scaling(of2) }, "a law needs 6"},
		{"a number without a law", func() { Scaling(ofOther) }, "[figure] "},
		{"table of a frame", func() { Table(df) }, "Against workers 1"},
		{"table of a sweep", func() { Table(six) }, "Against workers 1"},
		{"speed-up of a frame", func() { Speedup(df) }, "[figure] "},
		{"latency of a sweep", func() { Latency(six) }, "[figure] "},
		{"trials of a sweep", func() { Trials(six) }, "[figure] "},
		{"depth of a sweep", func() { Depth(df, "Pool(2)") }, "in the queue"},
		{"a sweep that has changed", func() { Load(growing("six", 1, 2)) }, "it has changed since"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, errs, code := captured(t, c.show)
			if code != 0 || !strings.Contains(out, c.want) {
				t.Errorf("ended with %d, printed %q and %q, want %q in it", code, out, errs, c.want)
			}
		})
	}
	captured(t, func() { Run(naps("no sweep")) })
	if _, errs, code := captured(t, func() { Scaling(naps("no sweep")) }); code != 1 || !strings.Contains(errs, `"no sweep" is no sweep`) {
		t.Errorf("the scaling of an experiment ended with %d and %q", code, errs)
	}
}

func TestFiguresOfOneTrial(t *testing.T) {
	inStore(t)
	step := func(context.Context, int) error { time.Sleep(100 * time.Microsecond); return nil }
	staged := lab.Experiment{
		Name: "staged", Trials: 1, Models: lab.Models{model.Sequential{}, model.Pipeline{Workers: []int{1, 2}}},
		Workload: lab.Staged{Units: 20, Stages: []lab.Stage{{Name: "read", Do: step}, {Name: "shrink", Do: step}}},
	}
	many := naps("many")
	many.Models = lab.Models{model.Adaptive{}, model.EventLoop{}, model.Sequential{}}
	many.Workload = lab.Func{Name: "300 naps", Units: 300, Do: nap}
	many.Control = true
	captured(t, func() { Run(staged); Run(many) })
	for _, c := range []struct {
		name string
		show func()
		code int
		want string
	}{
		{"stages", func() { TaskStream(staged, "Pipeline(1-2)") }, 0, "40 steps on 3 workers"},
		{"the path between stages", func() { Path(staged, "Pipeline(1-2)") }, 0, "queue shrink"},
		{"path", func() { Path(many, "Adaptive") }, 0, "The limit "},
		{"no path", func() { Path(many, "Sequential") }, 1, "observes nothing"},
		{"depth", func() { Depth(many, "EventLoop") }, 0, "units in flight"},
		{"depth of an unknown model", func() { Depth(many, "Pool(3)") }, 1, "was not measured"},
		{"trials with a control", func() { Trials(many) }, 0, "differs from itself"},
		{"a loop", func() { TaskStream(many, "EventLoop") }, 0, "Task stream of EventLoop"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, errs, code := captured(t, c.show)
			if code != c.code || !strings.Contains(out+errs, c.want) {
				t.Errorf("ended with %d, printed %q and %q, want %q in it", code, out, errs, c.want)
			}
		})
	}
}

func TestNoise(t *testing.T) {
	out, errs, code := captured(t, Noise)
	if code != 0 || !strings.Contains(out, "processors") || !strings.Contains(out, "What helps") {
		t.Errorf("ended with %d and %q, %q", code, out, errs)
	}
}
