package supervise

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// logger writes lines for whoever looks for a fault; Jupyter shows them in its own log.
type logger struct{ to *lockedWriter }

type lockedWriter struct {
	mu sync.Mutex
	io.Writer
}

func newLogger(w io.Writer) logger { return logger{&lockedWriter{Writer: w}} }

func (l logger) printf(format string, args ...any) {
	l.to.mu.Lock()
	defer l.to.mu.Unlock()
	fmt.Fprintf(l.to, "[threadboost %s] "+format+"\n", append([]any{time.Now().Format("15:04:05.000")}, args...)...)
}
