package bench

import (
	"errors"
	"fmt"

	"threadboost/lib/chart"
	"threadboost/lib/lab"
	"threadboost/lib/picture"
)

// A drawing is a figure that is to be made of a run.
type drawing struct {
	name string
	of   func(*lab.Results, []string) (chart.Figure, error)
}

// draw adds the figures of a run: how fast, and, where there is room for more, how long units took, how far trials scatter, what it costs
// and what the workers did.
func (b *bench) draw(i *item, name string, r *lab.Results, more bool) error {
	drawings := []drawing{{"speedup", picture.Speedup}}
	if more {
		drawings = append(drawings, drawing{"latency", picture.Latency}, drawing{"spread", picture.Spread}, drawing{"resources", picture.Resources})
		for _, model := range r.Models[1:min(3, len(r.Models))] {
			drawings = append(drawings, drawing{"tasks of " + model, func(r *lab.Results, _ []string) (chart.Figure, error) { return picture.TaskStream(r, model) }})
		}
	}
	var failed []error
	for _, d := range drawings {
		f, err := d.of(r, nil)
		if err == nil {
			err = b.picture(i, slug(name+" "+d.name), f)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("bench: figure %s of %s: %w", d.name, name, err))
		}
	}
	return errors.Join(failed...)
}
