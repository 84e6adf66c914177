package procs

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"threadboost/lib/measure"
	"threadboost/lib/wire"
)

// Serve makes a program its own worker: call it first in main, before flags are parsed and anything is printed, like the guard
// if __name__ == "__main__" of a Python program.
//
// In a process that Processes has started, Serve runs units of the roster's workloads and ends the process; it does not return. In
// any other it returns at once, and Processes starts this program for the workers of these workloads, in place of the installed one.
// It is called once. A cell of a notebook calls it in a function init_workers, see the package's doc.
func Serve(roster Roster) {
	if os.Getenv(workerVariable) == "" {
		own.Store(&roster)
		return
	}
	os.Unsetenv(workerVariable) // programs that a unit starts are no workers
	os.Exit(serve(roster))
}

// grace is how long a unit may go on when its worker has to end. It is shorter than what a model is given, a second.
const grace = 300 * time.Millisecond

// parent holds the files of descriptors 0 and 1: once nobody holds them, they are closed.
var parent struct{ in, out *os.File }

// serve speaks with the parent over stdin and stdout, which the units do not get to see: what they print goes to stderr.
func serve(roster Roster) (status int) {
	parent.in, parent.out = os.Stdin, os.Stdout
	os.Stdout = os.Stderr
	os.Stdin, _ = os.Open(os.DevNull) // nil, should that fail, reads as an error
	runtime.GOMAXPROCS(1)             // a worker is one processor's worth, its garbage collector's work included
	syscall.SetNonblock(0, true)      // so that a read waits in the poller and holds up no thread
	in := os.NewFile(0, "stdin")

	ctx, cancel := context.WithCancel(context.Background())
	w := &worker{roster: roster, out: wire.NewWriter(parent.out), clock: measure.StartClock()}
	orders := make(chan wire.Message, 2)
	go endOnSignal(cancel)
	go func() {
		receive(in, orders)
		end(cancel) // the parent has closed the pipe, or is gone
		close(orders)
	}()
	ended := make(chan int)
	go func() {
		status := 3
		defer func() {
			if status == 3 {
				fmt.Fprintln(os.Stderr, "the unit ended its goroutine (runtime.Goexit): let it return an error")
			}
			ended <- status
		}()
		status = w.run(ctx, orders)
	}()
	return <-ended
}

// end calls the unit off that runs, and ends the process if that does not help.
func end(cancel context.CancelFunc) {
	cancel()
	time.AfterFunc(grace, func() { os.Exit(1) })
}

// endOnSignal waits for SIGTERM. A terminal's Ctrl-C comes to all processes: it is for the parent to say what to do then.
func endOnSignal(cancel context.CancelFunc) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	for s := range signals {
		if s == syscall.SIGTERM {
			end(cancel)
		}
	}
}

// receive passes on what the parent sends, until its stream ends.
func receive(in io.Reader, orders chan<- wire.Message) {
	r := wire.NewReader(in)
	for {
		m, err := r.Receive()
		if err != nil {
			if err != io.EOF {
				fmt.Fprintln(os.Stderr, "what the parent says is not understood:", err)
			}
			return
		}
		orders <- m
	}
}
