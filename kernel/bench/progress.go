package bench

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"threadboost/lib/lab"
)

// A bar tells how far an experiment is: on a terminal in one line that is written over, elsewhere in a line at the start.
type bar struct {
	out   io.Writer
	name  string
	live  bool
	shown time.Time
}

// refresh is how often the line of a terminal changes at most.
const refresh = 100 * time.Millisecond

func newBar(out io.Writer, name string) *bar {
	file, isFile := out.(*os.File)
	b := &bar{out: out, name: name, live: isFile && term.IsTerminal(int(file.Fd()))}
	if !b.live {
		fmt.Fprintln(out, name)
	}
	return b
}

func (b *bar) observe(p lab.Progress) {
	if !b.live || p.Model == "" || time.Since(b.shown) < refresh {
		return
	}
	b.shown = time.Now()
	fmt.Fprintf(b.out, "\r\x1b[K%s: round %d, %s, %.0f s", b.name, p.Round, p.Model, p.Elapsed.Seconds())
}

// end leaves an empty line.
func (b *bar) end() {
	if b.live {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
