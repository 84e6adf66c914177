package setup

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// show runs do under a title and ends the line with its seconds; on a terminal the seconds run.
func show(out io.Writer, title string, do func() error) error {
	start := time.Now()
	fmt.Fprintf(out, "%s ... ", title)
	stop := tick(out, func() { fmt.Fprintf(out, "\r%s ... %.0f s ", title, time.Since(start).Seconds()) })
	err := do()
	stop()
	if err != nil {
		fmt.Fprintln(out, "failed")
		return err
	}
	fmt.Fprintf(out, "%s%.1f s\n", rewind(out, title), time.Since(start).Seconds())
	return nil
}

// rewind starts a terminal's line again, to write the final seconds over the running ones.
func rewind(out io.Writer, title string) string {
	if !terminal(out) {
		return ""
	}
	return "\r" + title + " ... "
}

// tick calls draw every second on a terminal until stop returns.
func tick(out io.Writer, draw func()) (stop func()) {
	if !terminal(out) {
		return func() {}
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-quit:
				return
			case <-ticker.C:
				draw()
			}
		}
	}()
	return func() { close(quit); <-done }
}

func terminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
