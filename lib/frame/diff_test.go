package frame_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// runOfWalls is a run whose trials lasted as long as it says.
func runOfWalls(id, processor string, walls map[string][]time.Duration) *lab.Results {
	r := &lab.Results{Info: lab.Info{ID: id, Workload: "naps"}}
	r.Machine.CPU = processor
	for _, name := range []string{"Sequential", "Pool(2)", "Pool(4)"} {
		for round, wall := range walls[name] {
			if round == 0 {
				r.Models = append(r.Models, name)
			}
			r.Trials = append(r.Trials, lab.Trial{Model: name, Round: round + 1, Wall: wall})
		}
	}
	return r
}

func around(d time.Duration) (walls []time.Duration) {
	for i := range time.Duration(8) {
		walls = append(walls, d+i*d/100)
	}
	return walls
}

func TestDiff(t *testing.T) {
	const ms = time.Millisecond
	a := runOfWalls("a", "one", map[string][]time.Duration{"Sequential": around(100 * ms), "Pool(2)": around(50 * ms), "Pool(4)": around(9 * ms)})
	b := runOfWalls("b", "other", map[string][]time.Duration{"Sequential": around(101 * ms), "Pool(2)": around(25 * ms)})
	g, err := frame.Diff(a, b)
	if err != nil {
		t.Fatal(err)
	}
	text := g.Text()
	for _, want := range []string{"no evidence of a difference", "2.0× as fast", "faster", "processor differs: one in A, other in B", "only in A: Pool(4)"} {
		if !strings.Contains(text, want) {
			t.Errorf("the difference is told as\n%s\nwant %q in it", text, want)
		}
	}
	if back, err := frame.Diff(b, a); err != nil || !strings.Contains(back.Text(), "slower") || !strings.Contains(back.Text(), "0.50× as fast") {
		t.Errorf("the other way round it is told as\n%s\n%v", back.Text(), err)
	}
}

func TestDiffOfNothing(t *testing.T) {
	a := runOfWalls("a", "", map[string][]time.Duration{"Sequential": around(time.Second)})
	b := runOfWalls("b", "", map[string][]time.Duration{"Pool(2)": around(time.Second)})
	if _, err := frame.Diff(a, b); err == nil || !strings.Contains(err.Error(), "no model in common: Sequential, and Pool(2)") {
		t.Errorf("runs without a common model gave the error %v", err)
	}
	few := runOfWalls("c", "", map[string][]time.Duration{"Sequential": {time.Second, 2 * time.Second}})
	if g, err := frame.Diff(few, few); err != nil || !strings.Contains(g.Text(), "too few trials") {
		t.Errorf("two trials gave\n%s\n%v", g.Text(), err)
	}
}

// Two runs of one experiment, such as before and after a change.
func ExampleDiff() {
	var runs []*lab.Results
	for range 2 {
		r, err := lab.Run(context.Background(), lab.Experiment{
			Name: "naps", Models: lab.Models{model.Sequential{}},
			Workload: lab.Func{Name: "naps", Units: 5, Do: func(context.Context, int) (uint64, error) { time.Sleep(time.Millisecond); return 0, nil }},
		}, lab.Options{})
		if err != nil {
			panic(err)
		}
		runs = append(runs, r)
	}
	g, err := frame.Diff(runs[0], runs[1])
	if err != nil {
		panic(err)
	}
	_ = g.Text() // "Sequential  6.2 ms  6.3 ms  0.99× as fast (0.95 to 1.03)  0.4  no evidence of a difference"
}
