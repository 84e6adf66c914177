package show

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// terminal prints the text of each piece.
type terminal struct {
	out, progress io.Writer
	moves         bool // progress can overwrite its line; otherwise only its last state is printed
}

func (t terminal) show(p piece) {
	if p.Type != clearAll {
		fmt.Fprintln(t.out, p.Data[plain])
	}
}

func (t terminal) update(l *Live, p piece) {
	if t.moves {
		fmt.Fprint(t.progress, l.overwrite(p.Data[plain]))
	}
}

func (t terminal) done(l *Live, p piece) { fmt.Fprintln(t.progress, l.overwrite(p.Data[plain])) }

// overwrite returns what replaces the line that was printed before.
func (l *Live) overwrite(text string) string {
	if l.width == 0 {
		l.width = len(text)
		return text
	}
	blank := strings.Repeat(" ", max(0, l.width-len(text)))
	l.width = len(text)
	return "\r" + text + blank
}

// current writes to what a variable such as os.Stdout holds at the time of writing; tests replace it.
type current struct{ file **os.File }

func (c current) Write(p []byte) (int, error) { return (*c.file).Write(p) }

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
