package boost

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"threadboost/lib/frame"
	"threadboost/lib/measure"
	"threadboost/lib/show"
)

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
