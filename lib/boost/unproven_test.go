package boost

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// results are a run whose models took so many microseconds, index i in round i+1; the first is the baseline.
func results(names []string, walls ...[]int) *lab.Results {
	r := &lab.Results{Info: lab.Info{
		Format: 2, Experiment: "made", Workload: "made up", Models: names, Baseline: names[0], Rounds: len(walls[0]), Units: 1, Started: time.Unix(1e9, 0), Seed: 1,
	}}
	for round := range walls[0] {
		for m, name := range names {
			wall := time.Duration(walls[m][round]) * time.Microsecond
			r.Trials = append(r.Trials, lab.Trial{
				Model: name, Round: round + 1, Order: m + 1, Cold: round == 0, Wall: wall, Units: []measure.Unit{{Ended: int64(wall)}},
			})
		}
	}
	return r
}

// Of eight models an interval leaves 1 out, but Holm's p is above 0.05: table and figure both claim nothing.
func TestFigureAndTableAgree(t *testing.T) {
	r := results([]string{"B", "M"},
		[]int{1000, 1000, 1001, 1001, 1000, 1000, 1001, 1001, 1000, 1000}, []int{990, 980, 1011, 970, 960, 950, 940, 1021, 920, 900})
	for i := range 7 {
		r.Models = append(r.Models, fmt.Sprintf("N%d", i))
	}
	for _, trial := range r.Trials {
		for i := range 7 {
			if trial.Model == "B" {
				trial.Model, trial.Order = r.Models[2+i], 3+i
				trial.Wall += time.Duration((trial.Round*(i+2)*3)%7-3) * 5 * time.Microsecond
				r.Trials = append(r.Trials, trial)
				trial.Model = "B"
			}
		}
	}
	inStore(t)
	if err := lab.DefaultStore().Save(r); err != nil {
		t.Fatal(err)
	}
	made := lab.Experiment{Name: "made"}
	out, errs, code := captured(t, func() { Table(made); Speedup(made) })
	if code != 0 || !strings.Contains(out, "no evidence that M differs from B: 1.04 times as fast (95 % interval 1.01 to 1.07, 10 rounds, Holm p = 0.11)") {
		t.Errorf("ended with %d and %q, printed\n%s\nwant no evidence in spite of the interval", code, errs, out)
	}
	if strings.Contains(out, "M is 1.0") {
		t.Errorf("the figure claims what the table does not:\n%s", out)
	}
}

func TestColdRoundsInFigures(t *testing.T) {
	slow, fast := []int{5000}, []int{2600}
	for i := range 9 {
		slow, fast = append(slow, 1000+(i*7)%5), append(fast, 500+(i*7)%5)
	}
	inStore(t)
	r := results([]string{"B", "M"}, slow, fast)
	if err := lab.DefaultStore().Save(r); err != nil {
		t.Fatal(err)
	}
	made := lab.Experiment{Name: "made"}
	for _, want := range []string{"medians of 9 rounds with intervals, without 1 cold round", "; medians, intervals and verdicts are of the other 9 rounds", "M is 2.0 times as fast as B"} {
		if out, errs, code := captured(t, func() { Table(made) }); code != 0 || !strings.Contains(out, want) {
			t.Errorf("ended with %d and %q, printed\n%s\nwant %q", code, errs, out, want)
		}
	}
}
