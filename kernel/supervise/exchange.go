package supervise

import (
	"encoding/json"
	"errors"
	"sync"

	"threadboost/kernel/supervise/message"
)

// exchanges are the requests to a child that are under way.
type exchanges struct {
	mu     sync.Mutex
	active map[string]*exchange
	gone   bool
	// onInput and onOther are called when the child asks for input, and for what it publishes about no request that is under way; set
	// before the child is connected.
	onInput func(m message.Message)
	onOther func(m message.Message)
}

// An exchange is one request to a child: it is done when both the reply and the idle status that belongs to it have come, in either order.
type exchange struct {
	id    string
	event func(message.Message)
	heard chan struct{} // closed when anything was published about it
	done  chan struct{} // closed when it has ended; then reply or err is set
	reply message.Message
	err   error

	replied, idle, published bool
}

func (e *exchanges) open(id string, event func(message.Message)) *exchange {
	x := &exchange{id: id, event: event, heard: make(chan struct{}), done: make(chan struct{})}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.active == nil {
		e.active = make(map[string]*exchange)
	}
	e.active[id] = x
	if e.gone {
		e.fail(x)
	}
	return x
}

func (e *exchanges) forget(x *exchange) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.active, x.id)
}

// errGone is the error of an exchange whose child has ended.
var errGone = errors.New("kernel: GoNB has ended")

// abandon ends all exchanges: the child is gone.
func (e *exchanges) abandon() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.gone = true
	for _, x := range e.active {
		e.fail(x)
	}
}

func (e *exchanges) fail(x *exchange) {
	if !x.replied || !x.idle {
		x.replied, x.idle, x.err = true, true, errGone
		close(x.done)
	}
}

// find returns the exchange that a message of the child belongs to, or nil.
func (e *exchanges) find(m message.Message) *exchange {
	var parent message.Header
	json.Unmarshal(m.Parent, &parent)
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.active[parent.ID]
}

// replied takes a message of the child's shell socket.
func (e *exchanges) replied(m message.Message) {
	if x := e.find(m); x != nil {
		e.progress(x, func() { x.reply, x.replied = m, true })
	}
}

// published takes a message of the child's iopub socket.
func (e *exchanges) published(m message.Message) {
	x := e.find(m)
	if x == nil {
		e.onOther(m)
		return
	}
	var status struct {
		State string `json:"execution_state"`
	}
	if m.Header.Type == "status" {
		m.Decode(&status)
	} else if x.event != nil {
		x.event(m)
	}
	e.progress(x, func() {
		x.idle = x.idle || status.State == "idle"
		if !x.published {
			x.published = true
			close(x.heard)
		}
	})
}

// progress changes an exchange and ends it when all has come.
func (e *exchanges) progress(x *exchange, change func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if x.replied && x.idle {
		return
	}
	if change(); x.replied && x.idle {
		close(x.done)
	}
}

// asked takes a message of the child's stdin socket.
func (e *exchanges) asked(m message.Message) {
	if e.find(m) != nil {
		e.onInput(m)
	}
}
