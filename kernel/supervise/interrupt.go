package supervise

import (
	"context"
	"os"
	"os/signal"

	"threadboost/kernel/supervise/failure"
)

// interrupt ends the cell that runs. The cells that wait are not run either: they are aborted when the cell has failed.
func (k *Kernel) interrupt() {
	k.mu.Lock()
	x := k.running
	k.mu.Unlock()
	if x != nil {
		x.end(failure.Interrupted)
	}
}

// interruptOnSignal lets SIGINT interrupt the cell, as clients of the kernelspec's interrupt mode "signal" want it.
func (k *Kernel) interruptOnSignal(ctx context.Context) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	defer signal.Stop(signals)
	for {
		select {
		case <-signals:
			k.interrupt()
		case <-ctx.Done():
			return
		}
	}
}
