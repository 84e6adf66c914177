package supervise

import (
	"context"
	"encoding/json"
	"time"

	"threadboost/kernel/supervise/cell"
	"threadboost/kernel/supervise/failure"
	"threadboost/kernel/supervise/history"
)

// A run is one cell that is executed.
type run struct {
	kernel  *Kernel
	request request
	ask     executeRequest
	count   int
	cell    cell.Cell
	screen  *screen
	limits  Limits
	outcome *failure.Failure
	begun   time.Time
	*stopper
}

// executeRequest is the content of an execute_request.
type executeRequest struct {
	Code         string          `json:"code"`
	Silent       bool            `json:"silent"`
	StoreHistory *bool           `json:"store_history"`
	Expressions  json.RawMessage `json:"user_expressions"`
	AllowStdin   *bool           `json:"allow_stdin"`
	StopOnError  *bool           `json:"stop_on_error"`
}

// or is the value of a field that may be missing.
func or(field *bool, missing bool) bool {
	if field == nil {
		return missing
	}
	return *field
}

// stores reports whether the cell counts and is kept in the history.
func (e executeRequest) stores() bool { return !e.Silent && or(e.StoreHistory, true) }

// executeReply is the content of an execute_reply.
type executeReply struct {
	Status      string         `json:"status"`
	Count       int            `json:"execution_count"`
	Payload     []payload      `json:"payload"`
	Expressions map[string]any `json:"user_expressions"`
	Name        string         `json:"ename,omitempty"`
	Value       string         `json:"evalue,omitempty"`
	Traceback   []string       `json:"traceback,omitempty"`
}

// errorContent is the content of an error message.
type errorContent struct {
	Name      string   `json:"ename"`
	Value     string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// runCells starts the child and runs cells until ctx ends.
func (k *Kernel) runCells(ctx context.Context) {
	defer k.dropChild()
	if err := k.newChild(ctx); err != nil && ctx.Err() == nil {
		k.log.printf("%v", err) // the first cell says it
	}
	for {
		r, ok := k.queue.next(ctx)
		if !ok {
			return
		}
		k.execute(ctx, r)
	}
}

// execute runs one cell and answers.
func (k *Kernel) execute(ctx context.Context, r request) {
	x := &run{kernel: k, request: r, begun: time.Now(), stopper: newStopper()}
	k.setRunning(x) // before anybody hears of it: whoever does may interrupt it
	defer k.setRunning(nil)
	k.clients.publish(r.Raw, "status", status{"busy"})
	defer k.clients.publish(r.Raw, "status", status{"idle"})
	if err := r.Decode(&x.ask); err != nil {
		k.log.printf("%v", err)
		k.clients.reply(r, "execute_reply", executeReply{Status: "error", Count: int(k.count.Load()), Name: "ProtocolError", Value: err.Error()})
		return
	}
	if x.count = int(k.count.Load()); x.ask.stores() {
		x.count = int(k.count.Add(1))
		if err := k.history.Add(history.Cell{Line: x.count, Code: x.ask.Code, Storing: true}); err != nil {
			k.log.printf("%v", err)
		}
	}
	if !x.ask.Silent {
		k.clients.publish(r.Raw, "execute_input", map[string]any{"code": x.ask.Code, "execution_count": x.count})
	}
	f := x.do(ctx)
	k.clients.reply(r, "execute_reply", x.conclude(f))
	if f != nil && or(x.ask.StopOnError, true) {
		k.abort()
	}
}

// conclude publishes the error, if there is one, and returns the reply.
func (x *run) conclude(f *failure.Failure) executeReply {
	reply := executeReply{Status: "ok", Count: x.count, Payload: x.pages(), Expressions: map[string]any{}}
	if f == nil {
		return reply
	}
	reply.Status, reply.Name, reply.Value, reply.Traceback = "error", f.Name, f.Value, f.Colour()
	if !x.ask.Silent {
		x.kernel.clients.publish(x.request.Raw, "error", errorContent{f.Name, f.Value, reply.Traceback})
	}
	return reply
}

// pages are those that the cell has asked for or shown.
func (x *run) pages() []payload {
	if x.screen == nil {
		return []payload{}
	}
	return append([]payload{}, x.screen.pages...)
}

// abort answers all cells that wait as not run, because one before them failed.
func (k *Kernel) abort() {
	for _, r := range k.queue.takeAll() {
		k.clients.publish(r.Raw, "status", status{"busy"})
		k.clients.reply(r, "execute_reply", map[string]string{"status": "aborted"})
		k.clients.publish(r.Raw, "status", status{"idle"})
	}
}
