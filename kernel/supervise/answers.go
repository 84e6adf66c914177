package supervise

import (
	"fmt"
	"go/version"
	"runtime"
	"strings"

	"threadboost/kernel/supervise/cell"
	"threadboost/kernel/supervise/history"
	"threadboost/kernel/supervise/message"
)

// answers are the requests that are answered beside the cells, each by what it does.
var answers map[string]func(*Kernel, request)

func init() { // not in the declaration: the functions refer to it
	answers = map[string]func(*Kernel, request){
		"kernel_info_request": (*Kernel).kernelInfo,
		"is_complete_request": (*Kernel).isComplete,
		"complete_request":    (*Kernel).complete,
		"inspect_request":     (*Kernel).inspect,
		"history_request":     (*Kernel).tellHistory,
		"comm_info_request":   (*Kernel).commInfo,
		"comm_open":           (*Kernel).comm,
		"comm_msg":            (*Kernel).comm,
		"comm_close":          (*Kernel).comm,
		"interrupt_request":   (*Kernel).onInterrupt,
		"shutdown_request":    (*Kernel).onShutdown,
	}
}

// kernelInfo says what this kernel is. Jupyter highlights and exports Go by it.
func (k *Kernel) kernelInfo(r request) {
	release := strings.TrimPrefix(runtime.Version(), "go")
	language := strings.TrimPrefix(version.Lang(runtime.Version()), "go") // a notebook keeps it, and does not change with every release
	k.clients.reply(r, "kernel_info_reply", map[string]any{
		"status":                 "ok",
		"protocol_version":       message.Protocol,
		"implementation":         "threadboost",
		"implementation_version": k.config.Version,
		"language_info": map[string]any{
			"name": "go", "version": language, "mimetype": "text/x-go", "file_extension": ".go",
			"pygments_lexer": "go", "codemirror_mode": "go", "nbconvert_exporter": "",
		},
		"banner": fmt.Sprintf("ThreadBoost %s on GoNB %s, Go %s %s/%s\n%%help tells what a cell can do, %%models which execution models there are.",
			k.config.Version, k.config.GoNBVersion, release, runtime.GOOS, runtime.GOARCH),
		"help_links": []map[string]string{
			{"text": "Go's packages", "url": "https://pkg.go.dev/std"},
			{"text": "A tour of Go", "url": "https://go.dev/tour/"},
			{"text": "GoNB", "url": "https://github.com/janpfeifer/gonb"},
		},
		"debugger": false,
	})
}

func (k *Kernel) isComplete(r request) {
	var ask struct{ Code string }
	r.Decode(&ask)
	status, indent := cell.IsComplete(ask.Code)
	content := map[string]any{"status": status}
	if status == cell.Incomplete {
		content["indent"] = indent
	}
	k.clients.reply(r, "is_complete_reply", content)
}

func (k *Kernel) tellHistory(r request) {
	var ask history.Request
	if err := r.Decode(&ask); err != nil {
		k.log.printf("%v", err)
	}
	reply, err := k.history.Answer(ask)
	if err != nil {
		k.log.printf("%v", err)
	}
	k.clients.reply(r, "history_reply", reply)
}

func (k *Kernel) onInterrupt(r request) {
	k.interrupt()
	k.clients.reply(r, "interrupt_reply", map[string]string{"status": "ok"})
}

// onShutdown answers; the kernel ends when the answer is complete.
func (k *Kernel) onShutdown(r request) {
	var ask struct {
		Restart bool `json:"restart"`
	}
	r.Decode(&ask)
	content := map[string]any{"status": "ok", "restart": ask.Restart}
	k.clients.reply(r, "shutdown_reply", content)
	k.clients.publish(r.Raw, "shutdown_reply", content)
}

// comms are the channels between widgets in a browser and a cell, as far as the kernel must know them: their targets by id.
type comms struct{ targets lockedMap }

// comm passes a message of a browser's widget on to GoNB.
func (k *Kernel) comm(r request) {
	k.comms.note(r.Message)
	if c := k.current(); c != nil {
		c.shell.Send(c.session.Frames(message.Message{Header: r.Header, Raw: r.Raw, Metadata: r.Metadata, Content: r.Content, Buffers: r.Buffers}))
	}
}

// note keeps which comms are open.
func (c *comms) note(m message.Message) {
	var content struct {
		ID     string `json:"comm_id"`
		Target string `json:"target_name"`
	}
	if m.Decode(&content) != nil {
		return
	}
	switch m.Header.Type {
	case "comm_open":
		c.targets.set(content.ID, content.Target)
	case "comm_close":
		c.targets.remove(content.ID)
	}
}

func (k *Kernel) commInfo(r request) {
	var ask struct {
		Target string `json:"target_name"`
	}
	r.Decode(&ask)
	open := map[string]any{}
	for id, target := range k.comms.targets.all() {
		if ask.Target == "" || ask.Target == target {
			open[id] = map[string]string{"target_name": target}
		}
	}
	k.clients.reply(r, "comm_info_reply", map[string]any{"status": "ok", "comms": open})
}

// fromWidget passes a message of GoNB's about widgets on, outside of cells; what else GoNB says then is of no use.
func (k *Kernel) fromWidget(m message.Message) {
	if strings.HasPrefix(m.Header.Type, "comm_") {
		k.comms.note(m)
		k.clients.forward(m)
	}
}
