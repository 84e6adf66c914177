package frame_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
)

// claimed is a run of so many rounds whose baseline takes about a second and whose models take a share of it.
func claimed(workload string, rounds int, shares ...float64) *lab.Results {
	r := &lab.Results{Info: lab.Info{ID: "run of " + workload, Workload: workload, Models: []string{"Sequential"}, Baseline: "Sequential", Control: "Sequential (control)"}}
	shares = append([]float64{1}, shares...)
	for i := 1; i < len(shares); i++ {
		r.Models = append(r.Models, fmt.Sprintf("M%d", i))
	}
	r.Models, shares = append(r.Models, r.Control), append(shares, 1)
	for round := 1; round <= rounds; round++ {
		for i, model := range r.Models {
			wall := time.Duration(shares[i] * float64(time.Second+time.Duration((round*7+i*3)%11)*time.Millisecond))
			r.Trials = append(r.Trials, lab.Trial{Model: model, Round: round, Order: i + 1, Wall: wall})
		}
	}
	return r
}

func TestJudge(t *testing.T) {
	far := claimed("far", 10, 0.03, 0.5, 0.044) // 97 %, 50 % and, on the edge, 95.6 %
	few := claimed("few", 3, 0.03)
	df := frame.Judge(95.6, far, few)
	want := []struct{ workload, model, holds string }{
		{"far", "M1", frame.Holds}, {"far", "M2", frame.HoldsNot}, {"far", "M3", frame.NotDecided}, {"few", "M1", frame.NotDecided},
	}
	if df.Nrow() != len(want) {
		t.Fatalf("there are %d rows, want %d: one for each model that is no baseline and no control\n%v", df.Nrow(), len(want), df)
	}
	for i, w := range want {
		text := func(column string) string { return df.Col(column).Elem(i).String() }
		if text("workload") != w.workload || text("model") != w.model || text("holds") != w.holds {
			t.Errorf("row %d is %s under %s: %s, want %+v", i, text("workload"), text("model"), text("holds"), w)
		}
	}
	if needed := df.Col("speedup_needed").Elem(0).Float(); needed < 22.7 || needed > 22.8 { // 1/0.044
		t.Errorf("95.6 %% needs a speed-up of %v, want 22.7", needed)
	}
}

func TestPresentClaim(t *testing.T) {
	df := frame.Judge(85, claimed("waits", 10, 0.03, 0.5), claimed("computes", 10, 0.5), claimed("too short", 2, 0.03))
	text := strings.Join(frame.PresentClaim("files", df).Notes, "\n")
	for _, want := range []string{
		"85.0 % holds for waits under M1", "85.0 % does not hold for computes under any of these models", "85.0 % for too short: not decided under M1; more rounds would tell",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the notes are\n%s\nwant %q", text, want)
		}
	}
	if strings.Contains(text, "waits under M1, M2") {
		t.Errorf("a model under which it does not hold is named:\n%s", text)
	}
	if empty := frame.PresentClaim("files", frame.Judge(85)); !strings.Contains(empty.Caption, "nothing was measured") {
		t.Errorf("no run is told as %q", empty.Caption)
	}
}

// Whether 85 % less time holds for some runs, which is what boost.Claims shows.
func ExampleJudge() {
	df := frame.Judge(85, claimed("waits", 10, 0.03))
	fmt.Println(df.Col("model").Elem(0), df.Col("holds").Elem(0))
	// Output: M1 yes
}

func TestGlance(t *testing.T) {
	g := frame.Glance(claimed("mixed", 10, 0.5, 0.1, 2), claimed("nothing", 10, 1), claimed("too short", 2, 0.03))
	want := [][]string{
		{"mixed", "M2", "10×", "M1, M2", "M3"}, {"nothing", "–", "–", "none", "none"}, {"too short", "–", "–", "none", "none"},
	}
	for i, row := range g.Rows {
		for j, cell := range row {
			if cell.Text != want[i][j] {
				t.Errorf("row %d, column %s: %q, want %q", i, g.Head[j], cell.Text, want[i][j])
			}
		}
	}
	if under := g.Rows[0][2].Under; !strings.Contains(under, " to ") {
		t.Errorf("the interval is %q", under)
	}
}
