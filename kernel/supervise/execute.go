package supervise

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"threadboost/kernel/supervise/cell"
	"threadboost/kernel/supervise/failure"
	"threadboost/kernel/supervise/message"
)

// do does what the cell says and returns how it failed, or nil.
func (x *run) do(ctx context.Context) *failure.Failure {
	x.cell = cell.Parse(x.ask.Code)
	if len(x.cell.Problems) > 0 {
		return x.commandError(x.cell.Problems)
	}
	x.screen = newScreen(x)
	defer x.screen.end()
	x.kernel.obey(x)
	if x.cell.Kind == cell.Empty {
		return nil
	}
	x.limits = x.kernel.limitsNow()
	c, err := x.child(ctx)
	switch {
	case x.why() != failure.None: // while there was no child yet
		f, _ := x.report(nil).Failure()
		return &f
	case err != nil:
		return &failure.Failure{Name: "KernelDied", Value: oneLine(err), Traceback: strings.Split(err.Error(), "\n")}
	}
	x.tellLost()
	return x.inChild(ctx, c)
}

var (
	errStopped  = errors.New("kernel: stopped")
	errNotBegun = errors.New("kernel: GoNB had ended before")
)

// child waits for the child, until the cell is stopped.
func (x *run) child(ctx context.Context) (*child, error) {
	ready := make(chan struct{})
	var found *child
	var err error
	go func() {
		defer close(ready)
		found, err = x.kernel.ready(ctx)
	}()
	select {
	case <-ready:
		return found, err
	case <-x.stop:
		return nil, errStopped
	}
}

// commandError says what is wrong with the cell's own commands; nothing of it was run.
func (x *run) commandError(problems []cell.Problem) *failure.Failure {
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = fmt.Sprintf("cell [%d] line %d: %s", x.count, p.Line, p.Message)
	}
	return &failure.Failure{Name: "CommandError", Value: lines[0], Traceback: lines}
}

// inChild lets GoNB run the cell. A GoNB that has ended before it took notice of the cell is replaced, and the next one runs it.
func (x *run) inChild(ctx context.Context, c *child) *failure.Failure {
	err := x.attempt(ctx, c)
	if errors.Is(err, errNotBegun) && ctx.Err() == nil {
		<-c.guard.Done()
		if c, err = x.child(ctx); err == nil {
			x.tellLost()
			err = x.attempt(ctx, c)
		}
	}
	if err != nil {
		return x.died(ctx, c)
	}
	return x.outcome
}

func (x *run) attempt(ctx context.Context, c *child) error {
	code, undo, err := x.prepare(ctx, c)
	if err != nil {
		return err
	}
	defer undo()
	return x.through(ctx, c, code)
}

// tellLost says that GoNB ended between two cells, and what has gone with it.
func (x *run) tellLost() {
	if lost := x.kernel.takeLost(); lost != "" {
		x.screen.note("GoNB ended between two cells, and a new one was started: " + strings.TrimPrefix(lost, "Hint: "))
	}
}

// prepare makes of the cell what GoNB gets: with what %leaks and %race add.
func (x *run) prepare(ctx context.Context, c *child) (code string, undo func(), err error) {
	code, undo = x.cell.Source, func() {}
	if x.has("leaks") {
		code, _ = cell.WithDeferred(code, "leaks", "threadboost/lib/leaks", "leaks.Watch()()")
	}
	if x.has("race") {
		err = c.hidden(ctx, "%goflags -race")
		undo = func() { c.hidden(ctx, `%goflags ""`) }
	}
	return code, undo, err
}

// has reports whether the cell has a command of ours.
func (x *run) has(name string) bool {
	for _, c := range x.cell.Commands {
		if c.Name == name {
			return true
		}
	}
	return false
}

// through sends the code to GoNB and returns when it has ended with all its processes and all its output is shown. The error says that
// GoNB is gone.
func (x *run) through(ctx context.Context, c *child, code string) error {
	c.pipes.forgetStart()
	c.pipes.connect(x.screen.write)
	defer c.pipes.connect(nil)
	c.count++
	c.cells[c.count] = failure.Cell{Number: x.count, Source: x.ask.Code}
	e, err := c.request("execute_request", executeContent(code, true), x.screen.published)
	if err != nil {
		return errNotBegun
	}
	defer c.forget(e)
	go x.watch(c, e.done)
	select {
	case <-e.done:
	case <-x.stop:
		go c.halt(e.done)
		<-e.done
		defer c.removeBuilds()
	case <-ctx.Done():
		c.stop()
		return ctx.Err()
	}
	if e.err != nil && !e.published {
		return errNotBegun
	}
	if e.err != nil {
		return e.err
	}
	started, at := c.pipes.started()
	ended := time.Now()
	left := c.sweep()
	c.removeOldPipes()
	c.pipes.drain()
	x.tellLeft(left)
	if said := c.relieve(); said != "" {
		x.screen.note(said)
	}
	x.tellTime(started, at, ended)
	if x.outcome = x.failed(c, e.reply); x.outcome == nil {
		x.kernel.helper.Learn(x.count, x.ask.Code)
	}
	return nil
}

// tellLeft says what the cell has left running, unless it was stopped.
func (x *run) tellLeft(left []string) {
	if len(left) == 0 || x.why() != failure.None {
		return
	}
	x.screen.note("The cell left processes running. They were ended with it, so that they disturb no later cell: " + strings.Join(left, "; "))
}

// tellTime says for %time how long the cell took to build and to run.
func (x *run) tellTime(started int, at, ended time.Time) {
	switch {
	case !x.has("time"):
	case started == 0:
		x.screen.say(fmt.Sprintf("%%time: %s", short(ended.Sub(x.begun))))
	default:
		x.screen.say(fmt.Sprintf("%%time: %s to build, %s to run", short(at.Sub(x.begun)), short(ended.Sub(at))))
	}
}

func short(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// onInput passes what a reader has typed on to GoNB.
func (k *Kernel) onInput(r request) {
	if c := k.current(); c != nil && r.Header.Type == "input_reply" {
		k.awaitListener()
		c.stdin.Send(c.session.Frames(message.Message{Header: r.Header, Raw: r.Raw, Metadata: r.Metadata, Content: r.Content}))
	}
}

// listens is how long GoNB may take, from its question on, until it listens for the answer: it asks first (PromptInput of its
// internal/kernel/messages.go), and an answer that comes before that is lost.
const listens = 100 * time.Millisecond

func (k *Kernel) awaitListener() {
	k.mu.Lock()
	at := k.questioned.Add(listens)
	k.mu.Unlock()
	within(k.ctx.Done(), time.Until(at))
}

// askClient passes GoNB's question on to the client whose cell runs.
func (k *Kernel) askClient(m message.Message) {
	k.mu.Lock()
	x := k.running
	k.questioned = time.Now()
	k.mu.Unlock()
	if x == nil {
		return
	}
	x.screen.flush()
	if !or(x.ask.AllowStdin, true) {
		x.end(failure.NoInput)
		return
	}
	question := k.clients.session.New("input_request", x.request.Raw, json.RawMessage(m.Content))
	if err := k.clients.ask(x.request, question); err != nil {
		k.log.printf("input_request: %v", err)
	}
}
