package boost

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"threadboost/lib/lab"
)

// measured runs an experiment or a sweep under a progress bar and an interrupt that keeps what was measured. A run that is complete but could
// not be stored is returned all the same, and the bar says so.
func measured(name string, run func(context.Context, lab.Options) (*lab.Results, error)) (*lab.Results, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the cell at once
	bar := newBar(name)
	results, err := run(ctx, lab.Options{Store: lab.DefaultStore(), Observe: bar.observe})
	switch {
	case err == nil:
		bar.finish(results)
		return remember(results), nil
	case results != nil && !results.Partial:
		bar.stop(err.Error())
		return remember(results), nil
	case errors.Is(err, context.Canceled):
		err = interrupted(name, results, err)
	}
	bar.stop("stopped")
	return nil, err
}

// interrupted says what an interrupt left.
func interrupted(name string, results *lab.Results, err error) error {
	switch {
	case results == nil:
		return fmt.Errorf("%s: interrupted before a trial was finished: nothing was kept", name)
	case results.ID == "":
		return fmt.Errorf("%s: interrupted, and the %d finished trials are lost: %w", name, len(results.Trials), err)
	}
	return fmt.Errorf("%s: interrupted: %d finished trials were kept and are marked partial; boost.Load shows them", name, len(results.Trials))
}
