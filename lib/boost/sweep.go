package boost

import (
	"context"
	"fmt"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
	"threadboost/lib/picture"
	"threadboost/lib/show"
)

// Sweep measures how the makespan depends on a number, as [Run] measures an experiment, and returns a dataframe with one row a value;
// see frame.Scaling for its columns.
func Sweep(s lab.Sweep) dataframe.DataFrame {
	results, err := measured(s.Name, func(ctx context.Context, o lab.Options) (*lab.Results, error) { return lab.RunSweep(ctx, s, o) })
	if err != nil {
		fail(err)
	}
	df, _ := frame.Scaling(results)
	return df
}

// Scaling shows how throughput depends on the number that a sweep changed, with intervals over the rounds. Where that is a number of
// workers (or goroutines, threads, processes, cores, connections, clients, GOMAXPROCS) and there are six values or more, it also shows
// the law that infer.FitScaling chooses for the medians, and says the best number with its interval.
func Scaling[S Source](source S) {
	results, models := runOf(source)
	figure, verdict, err := picture.Scaling(results, models)
	if err != nil {
		fail(fmt.Errorf("boost: %w", err))
		return
	}
	image(figure, results)
	for _, line := range verdict {
		show.Text(line)
	}
}

// Efficiency shows what each of several workers does of what one alone does, over the numbers of workers (or goroutines, threads, cores,
// connections ...) of a sweep: the speed-up in units a second against the least number, divided by the workers.
func Efficiency[S Source](source S) { drawn(source, picture.Efficiency) }
