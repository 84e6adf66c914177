package output

import (
	"fmt"
	"sync"
	"time"
)

// The streams of a cell, by Jupyter's names.
const (
	Stdout = "stdout"
	Stderr = "stderr"
)

// A Message is what goes to the notebook: text of a stream, or a display.
type Message struct {
	Stream, Text string
	Display      *Display
}

// Config says where the output of a cell goes.
type Config struct {
	Publish func(Message) // gets one message after the other, never two at a time; must not call the cell. While it waits, the cell's writers wait
	Limit   int           // bytes of text that are shown, and half of what text and displays together may have; 0: 10 MB
	File    string        // gets the text beyond; its folder is made when it is needed. "": that text is dropped
	FileMax int64         // bytes of the file; 0: 1 GB
}

// A Cell takes what one cell writes. Its methods can be called from several goroutines: one for each stream, say.
type Cell struct {
	mu       sync.Mutex
	decoders map[string]*Decoder
	pending  pending
	limit    limiter
	pace     pace
	timer    *time.Timer
	closed   bool
}

// NewCell returns a cell that has written nothing yet. Its owner calls [Cell.Close].
func NewCell(c Config) *Cell {
	return &Cell{
		decoders: map[string]*Decoder{Stdout: {}, Stderr: {}},
		limit:    newLimiter(c),
		pace:     calm,
	}
}

// Write takes a chunk of a stream, [Stdout] or [Stderr]. What comes after Close is dropped.
func (c *Cell) Write(stream string, chunk []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.take(stream, c.decoders[stream].Feed(chunk))
}

// Display takes a display that came another way than on a stream, through GoNB's pipe, say.
func (c *Cell) Display(d *Display) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.take("", []Event{{Display: d}})
}

// Flush publishes what has come so far: before a question is asked, say. It returns when all of that has been published.
func (c *Cell) Flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.flush(false)
	}
}

// Close publishes what is left, and says how much was not shown. It returns when all has been published.
func (c *Cell) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.closed = true
	for _, stream := range []string{Stdout, Stderr} {
		c.take(stream, c.decoders[stream].Close())
	}
	if c.timer != nil {
		c.timer.Stop()
	}
	c.flush(true)
	c.limit.close()
}

func (c *Cell) take(stream string, events []Event) {
	for _, e := range events {
		switch {
		case e.Display != nil:
			c.pending.display(e.Display)
		case e.Note != "":
			c.pending.text(Stderr, note(e.Note))
		default:
			c.pending.text(stream, e.Text)
		}
		if c.pending.size >= c.pace.batch {
			c.flush(false)
			c.pace.hurry()
			c.pace.first = time.Now()
		}
	}
	if len(events) > 0 && !c.closed {
		c.wake()
	}
}

func note(text string) string { return "[" + text + "]\n" }

func (c *Cell) flush(end bool) {
	for _, m := range c.pending.take(end) {
		c.limit.publish(m)
	}
}

// wake sees to it that what has come is published soon.
func (c *Cell) wake() {
	c.pace.last = time.Now()
	if c.pace.waiting {
		return
	}
	c.pace.waiting, c.pace.first = true, c.pace.last
	if c.timer == nil {
		c.timer = time.AfterFunc(quiet, c.tick)
		return
	}
	c.timer.Reset(quiet)
}

func (c *Cell) tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	now := time.Now()
	if wait := c.pace.wait(now); wait > 0 {
		c.timer.Reset(wait)
		return
	}
	if now.Sub(c.pace.last) < quiet {
		c.pace.hurry()
	} else {
		c.pace = calm
	}
	c.pace.waiting = false
	c.flush(false)
}

// quiet is how long a cell has written nothing when what it wrote is shown: shorter than anybody notices, longer than it takes to
// write the next line.
const quiet = 10 * time.Millisecond

// A pace says how long output is collected, and how much of it.
type pace struct {
	batch       int
	hold        time.Duration // from the first output to the message, while more comes
	first, last time.Time     // when the output came that waits
	waiting     bool          // the timer is set
}

// calm is the pace at first, and after the cell was quiet; the largest one leaves a page four messages a second to draw.
var calm = pace{batch: 64 << 10, hold: 50 * time.Millisecond}

func (p *pace) hurry() {
	p.batch = min(2*p.batch, 512<<10)
	p.hold = min(2*p.hold, 250*time.Millisecond)
}

// wait returns how long the output still has to wait.
func (p *pace) wait(now time.Time) time.Duration {
	return min(p.last.Add(quiet).Sub(now), p.first.Add(p.hold).Sub(now))
}

// megabytes prints a number of bytes.
func megabytes(n int64) string {
	if n < 1e5 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
