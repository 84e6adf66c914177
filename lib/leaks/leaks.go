// Package leaks reports the goroutines that a cell leaves behind: where each was started, where and for what it waits now, and what
// would have ended it.
//
//	%%
//	defer leaks.Watch()()
//	answers := make(chan int)
//	for range 3 {
//		go func() { answers <- ask() }()
//	}
//	fmt.Println(<-answers)
//
// prints, when main returns:
//
//	leaks: 2 goroutines are left at the end of the cell
//	  2 goroutines started at main.go:9 wait to send on a channel (main.go:9): nobody receives
//	    receive as often as is sent, make the channel with room for all, or select on ctx.Done() as well
//
// It resembles go.uber.org/goleak, which fails a test and shows stacks; this says it in words. Goroutines that were there before
// Watch are not counted, unless the cell's own package started them; nor are those of the runtime, of signals and of the notebook's
// own output. A goroutine that is about to end gets up to 100 ms for it.
//
// The report is plain text on standard error. It is written also when main panics or ends by runtime.Goexit; it is not written when the
// cell ends by os.Exit or log.Fatal, or when another goroutine panics, because Go runs no deferred call then.
//
// Cost: nothing as long as main is the only goroutine, at the start and at the end; with a few others 0.3 to 0.8 ms for both together
// (BenchmarkWatch). A leak costs the 100 ms of patience, and 1,000 goroutines that wait are found and told in 15 to 40 ms more
// (BenchmarkReport). The program stops while its stacks are taken; at most 64 MB of them are read. It adds 100 kB to a program that prints.
package leaks

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

const (
	patience  = 100 * time.Millisecond // how long a goroutine may take to end
	stackSize = 64 << 20               // how much of all stacks is read
)

// Watch notes which goroutines there are and returns what reports, on standard error, those that are left of the ones started since.
// Make it the first statement of main: defer leaks.Watch()().
func Watch() func() {
	w := newWatch("main")
	return func() { io.WriteString(os.Stderr, w.report()) }
}

// A watch is what is known of the goroutines before the cell.
type watch struct {
	cell   string          // the package of the cell
	before map[uint64]bool // goroutines by their ID
}

func newWatch(cell string) watch {
	w := watch{cell: cell, before: make(map[uint64]bool)}
	if runtime.NumGoroutine() > 1 {
		for _, g := range all() {
			w.before[g.ID] = true
		}
	}
	return w
}

// report waits for what is about to end and describes what is left then.
func (w watch) report() string {
	left := w.left()
	for pause, waited := time.Millisecond, time.Duration(0); len(left) > 0 && waited < patience; pause *= 2 {
		pause = min(pause, patience-waited)
		time.Sleep(pause)
		waited += pause
		left = w.left()
	}
	if len(left) == 0 {
		return "leaks: no goroutine is left\n"
	}
	verb := "goroutines are"
	if len(left) == 1 {
		verb = "goroutine is"
	}
	return fmt.Sprintf("leaks: %d %s left at the end of the cell\n%s", len(left), verb, describe(left, w.cell, starts()))
}

// left returns the goroutines that the cell has started and that are still there.
func (w watch) left() []Goroutine {
	if runtime.NumGoroutine() == 1 {
		return nil
	}
	var left []Goroutine
	for _, g := range all() {
		ofCell := packageOf(g.Creator.Function) == w.cell
		if ofCell || !w.before[g.ID] && !ownedByOthers(g) {
			left = append(left, g)
		}
	}
	return left
}

// owners start goroutines that belong to the program, not to what the cell does.
var owners = []string{"runtime.", "runtime/", "os/signal.", "github.com/janpfeifer/gonb/", "threadboost/lib/show."}

func ownedByOthers(g Goroutine) bool {
	for _, owner := range owners {
		if strings.HasPrefix(g.Creator.Function, owner) {
			return true
		}
	}
	return g.Creator.Function == "" // main's, or one that C code came with
}

// all returns all goroutines but the calling one, which a dump shows first.
func all() []Goroutine {
	for size := 1 << 16; ; size *= 4 {
		buffer := make([]byte, min(size, stackSize))
		n := runtime.Stack(buffer, true)
		if n < len(buffer) || size >= stackSize {
			return Parse(buffer[:n])[1:]
		}
	}
}
