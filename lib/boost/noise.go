package boost

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"

	"threadboost/lib/chart"
	"threadboost/lib/frame"
	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
	"threadboost/lib/lab"
	"threadboost/lib/measure"
	"threadboost/lib/show"
)

// Trials shows all trials in the order in which they ran, each against the median of its model: cold and disturbed ones are marked, and
// where the experiment has a control, a grey band shows by how much the baseline differs from itself.
func Trials[S Source](source S) {
	results, models := runOf(source)
	figure := chart.Trials{Measured: []string{results.Workload, quantity.Count(finished(results), "round")}, NoiseFloor: noiseFloor(results)}
	for i := range results.Trials {
		if trial := &results.Trials[i]; slices.Contains(models, trial.Model) {
			figure.Trials = append(figure.Trials, chart.Trial{
				Model: trial.Model, Round: trial.Round, WallNS: trial.Wall.Nanoseconds(), Cold: trial.Cold, Disturbed: disturbed(trial),
			})
		}
	}
	draw(figure, results.ID)
}

// disturbers are who disturbed a trial, in words.
var disturbers = map[measure.Disturber]string{
	measure.Others: "other programs used", measure.Stolen: "the host took", measure.Throttled: "the control group held back",
}

func disturbed(trial *lab.Trial) string {
	text := ""
	for _, d := range trial.Usage.Disturbances(trial.Wall) {
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%s %.0f %% of a core", disturbers[d.Kind], 100*d.Cores)
	}
	return text
}

// noiseFloor is by how many times the baseline differs from its control; 0 without one.
func noiseFloor(results *lab.Results) float64 {
	baseline, control := results.Of(results.Baseline), results.Of(results.Control)
	if results.Control == "" || len(control) == 0 {
		return 0
	}
	ratio := infer.Speedup(byRound(baseline), byRound(control), frame.Level).Value
	if !(ratio > 0) {
		return 0
	}
	return max(ratio, 1/ratio)
}

// byRound are makespans, index i being round i+1; a missing one is 0, which infer leaves out.
func byRound(trials []*lab.Trial) []float64 {
	var walls []float64
	for _, trial := range trials {
		for len(walls) < trial.Round {
			walls = append(walls, 0)
		}
		walls[trial.Round-1] = float64(trial.Wall)
	}
	return walls
}

// Noise looks for what makes measurements on this machine noisy or wrong, and says in words what was found, what that does and what
// helps. It takes about four seconds.
func Noise() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	live := show.NewLive()
	const looking = "looking for noise: about 4 s"
	live.Update(show.Small(looking), looking)
	findings := measure.Doctor(ctx)
	said := diagnosis(findings)
	live.Done(show.Small(said), said)
	grid := findingsGrid(findings)
	show.HTML(grid.HTML(), grid.Text())
}

// diagnosis counts what is not well.
func diagnosis(findings []measure.Finding) string {
	bad := 0
	for _, f := range findings {
		if !f.OK {
			bad++
		}
	}
	switch bad {
	case 0:
		return "this machine is quiet: nothing was found that disturbs measurements"
	case 1:
		return "one thing disturbs measurements on this machine"
	}
	return fmt.Sprintf("%d things disturb measurements on this machine", bad)
}

// findingsGrid puts what is not well first.
func findingsGrid(findings []measure.Finding) frame.Grid {
	g := frame.Grid{Head: []string{"Looked at", "Found", "What it does", "What helps"}}
	for _, well := range []bool{false, true} {
		for _, f := range findings {
			if f.OK != well {
				continue
			}
			effect := f.Effect
			if well {
				effect = "ok"
			}
			g.Rows = append(g.Rows, []frame.Cell{{Text: f.Name}, {Text: f.Found}, {Text: effect}, {Text: f.Repair}})
		}
	}
	return g
}
