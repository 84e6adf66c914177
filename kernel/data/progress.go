package data

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// progress counts the bytes that are written, and on a terminal shows how many there are.
type progress struct {
	out      io.Writer
	item     item
	terminal bool
	start    time.Time
	shown    time.Time
	written  int64
}

func newProgress(out io.Writer, it item) *progress {
	f, isFile := out.(*os.File)
	return &progress{out: out, item: it, terminal: isFile && term.IsTerminal(int(f.Fd())), start: time.Now()}
}

// Write counts.
func (p *progress) Write(text []byte) (int, error) {
	p.written += int64(len(text))
	if p.terminal && time.Since(p.shown) > 200*time.Millisecond {
		p.shown = time.Now()
		fmt.Fprintf(p.out, "\r%s ... %s of some %s ", p.item.name, size(p.written), size(p.item.size))
	}
	return len(text), nil
}

// end says what was made, on a terminal over what was said before.
func (p *progress) end(path string) {
	p.clear()
	fmt.Fprintf(p.out, "%s: %s, %s (%.1f s)\n", path, p.item.holds, size(p.written), time.Since(p.start).Seconds())
}

func (p *progress) clear() {
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

// size writes a number of bytes in the unit that suits it.
func size(bytes int64) string {
	switch {
	case bytes >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
	case bytes >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
	return fmt.Sprintf("%.1f kB", float64(bytes)/1e3)
}
