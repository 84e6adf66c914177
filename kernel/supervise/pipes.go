package supervise

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"threadboost/kernel/supervise/inside"
)

// pipes are the ends, on our side, of the pipes to which the program of each cell writes; see package inside. One goroutine reads
// both, in the order in which they have something: what a program writes to one and then to the other arrives in that order, but for
// writes within some microseconds.
type pipes struct {
	folder  string
	streams [2]int   // standard output and standard error; os.File would read them on goroutines of its own
	wake    *os.File // to our goroutine, which reads its end
	end     *os.File
	woken   int // its number
	drains  chan chan struct{}
	ended   chan struct{}

	closing sync.Once
	mu      sync.Mutex
	sink    func(stream string, text []byte) // nil: what comes is dropped
}

// pipeSize is how much a program may write ahead of us, if the system allows it.
const pipeSize = 1 << 20

func openPipes(folder string) (p *pipes, err error) {
	p = &pipes{folder: folder, drains: make(chan chan struct{}, 1), ended: make(chan struct{})}
	for i, name := range []string{inside.Stdout, inside.Stderr} {
		// With a writer of our own there is no end of file between two programs.
		if p.streams[i], err = unix.Open(filepath.Join(folder, name), unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0); err != nil {
			return nil, fmt.Errorf("kernel: pipe %s cannot be opened: %w", name, err)
		}
		enlarge(p.streams[i], pipeSize)
	}
	woken, wake, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.wake, p.end, p.woken = wake, woken, int(woken.Fd())
	w, err := newWatch(p.streams[0], p.streams[1], p.woken)
	if err != nil {
		return nil, err
	}
	go p.read(w)
	return p, nil
}

// names of the streams in Jupyter's messages, which are those of the pipes.
var streamNames = [2]string{inside.Stdout, inside.Stderr}

func (p *pipes) read(w watch) {
	defer close(p.ended)
	defer w.close()
	buffer := make([]byte, 1<<16)
	for {
		ready := w.wait()
		if ready == nil {
			return
		}
		for _, fd := range ready {
			switch {
			case fd != p.woken:
				p.take(slices.Index(p.streams[:], fd), buffer)
			case !p.ordered(buffer):
				return
			}
		}
	}
}

// ordered drains both pipes for whoever has asked; it reports false when the reading is to end.
func (p *pipes) ordered(buffer []byte) bool {
	var order [1]byte
	if n, _ := unix.Read(p.woken, order[:]); n <= 0 {
		return false
	}
	for i := range p.streams {
		for p.take(i, buffer) {
		}
	}
	close(<-p.drains)
	return true
}

// take passes on what one pipe has, up to a buffer's length, and reports whether there was anything.
func (p *pipes) take(i int, buffer []byte) bool {
	n, err := unix.Read(p.streams[i], buffer)
	if errors.Is(err, unix.EINTR) {
		return true
	}
	if n <= 0 || err != nil {
		return false
	}
	p.mu.Lock()
	sink := p.sink
	p.mu.Unlock()
	if sink != nil {
		sink(streamNames[i], buffer[:n])
	}
	return true
}

// connect sends what comes from now on to a function, which must not keep the text; nil drops it.
func (p *pipes) connect(sink func(stream string, text []byte)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sink = sink
}

// drain returns when all is passed on that was written before.
func (p *pipes) drain() {
	drained := make(chan struct{})
	select {
	case p.drains <- drained:
	case <-p.ended:
		return
	}
	p.wake.Write([]byte{1})
	select {
	case <-drained:
	case <-p.ended:
	}
}

// close ends the reading. It may be called again, and for pipes that were never opened.
func (p *pipes) close() {
	if p != nil {
		p.closing.Do(p.shut)
	}
}

func (p *pipes) shut() {
	p.wake.Close()
	<-p.ended
	p.end.Close()
	for _, fd := range p.streams {
		unix.Close(fd)
	}
}

// started tells which process is the program that started last since [pipes.forgetStart], and when it did; 0 if none has.
func (p *pipes) started() (pid int, at time.Time) {
	path := filepath.Join(p.folder, inside.Started)
	info, err := os.Stat(path)
	if err != nil {
		return 0, time.Time{}
	}
	text, _ := os.ReadFile(path)
	pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
	return pid, info.ModTime()
}

func (p *pipes) forgetStart() { os.Remove(filepath.Join(p.folder, inside.Started)) }
