package supervise

import (
	"bytes"
	"slices"
	"sync"
	"time"
)

// A trace holds back what the run-time of a program writes when it dies, and what the race detector and package leaks report: the
// kernel says it in the words of the cell. Standard error passes through it line by line; it decides by a line's beginning, and what comes
// after is held too.
//
// A program that goes on after such a line has only written something that looks like it: then all is released.
type trace struct {
	release func(text []byte)

	mu      sync.Mutex
	line    []byte // the beginning of a line that is not yet long enough to decide
	midline bool   // the line that comes in has been released in part
	held    []byte
	holding bool
	timer   *time.Timer
}

// deaths are the beginnings of what is held back.
var deaths = [][]byte{[]byte("panic: "), []byte("fatal error: "), []byte("runtime: goroutine stack exceeds"), []byte("==================\nWARNING: DATA RACE"), []byte("leaks: ")}

const (
	mostHeld = 1 << 20         // of a trace; a longer one is not one of interest
	heldFor  = 2 * time.Second // then the program goes on
)

// certain are the deaths that no program survives, however long it takes to die: one whose stack has overflowed counts millions of frames.
var certain = [][]byte{[]byte("fatal error: "), []byte("runtime: goroutine stack exceeds")}

func (t *trace) write(text []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(text) > 0 && !t.holding {
		text = t.pass(text)
	}
	if t.held = append(t.held, text...); len(t.held) > mostHeld {
		t.letGo()
	}
}

// pass releases text up to where a trace may begin, and returns the rest.
func (t *trace) pass(text []byte) []byte {
	if t.midline {
		end := bytes.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		}
		t.release(text[:end])
		t.midline = text[end-1] != '\n'
		return text[end:]
	}
	t.line = append(t.line, text...)
	switch begins(t.line) {
	case yes:
		t.hold()
	case no:
		line := t.line
		t.line = nil
		t.midline = true
		return t.pass(line)
	}
	return nil
}

// hold holds what is there and what comes.
func (t *trace) hold() {
	t.holding, t.held, t.line = true, t.line, nil
	if slices.ContainsFunc(certain, func(death []byte) bool { return bytes.HasPrefix(t.held, death) }) {
		return
	}
	t.timer = time.AfterFunc(heldFor, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.letGo()
	})
}

// letGo releases what is held; what comes later is looked at anew.
func (t *trace) letGo() {
	held := append(t.held, t.line...)
	t.held, t.line, t.holding = nil, nil, false
	if t.timer != nil {
		t.timer.Stop()
	}
	if len(held) > 0 {
		t.midline = held[len(held)-1] != '\n'
		t.release(held)
	}
}

// take returns what is held, for somebody who says it better.
func (t *trace) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	held := string(t.held)
	t.held = nil
	return held
}

// end releases what nobody has taken.
func (t *trace) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.letGo()
}

type answerOf int

const (
	no answerOf = iota
	maybe
	yes
)

// begins tells whether a text begins as a trace does, as far as it is there.
func begins(text []byte) answerOf {
	for _, death := range deaths {
		switch {
		case bytes.HasPrefix(text, death):
			return yes
		case bytes.HasPrefix(death, text):
			return maybe
		}
	}
	return no
}
