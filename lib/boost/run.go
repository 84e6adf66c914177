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

// measured runs an experiment under a progress bar and an interrupt that keeps what was measured.
func measured(e lab.Experiment) (*lab.Results, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	bar := newBar(e.Name)
	results, err := lab.Run(ctx, e, lab.Options{Store: lab.DefaultStore(), Observe: bar.observe})
	switch {
	case err == nil:
		bar.finish(results)
		return results, nil
	case results != nil && !results.Partial: // complete, but it could not be saved
		bar.stop(err.Error())
		return results, nil
	case errors.Is(err, context.Canceled):
		err = interrupted(e, results)
	}
	bar.stop("stopped")
	return nil, err
}

// interrupted says what an interrupt left.
func interrupted(e lab.Experiment, results *lab.Results) error {
	if results == nil {
		return fmt.Errorf("%s: interrupted before a trial was finished: nothing was kept", e.Name)
	}
	return fmt.Errorf("%s: interrupted: %d finished trials were kept and are marked partial; boost.Load shows them", e.Name, len(results.Trials))
}
