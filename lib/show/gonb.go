package show

import (
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// inNotebook reports whether GoNB runs this program.
func inNotebook() bool { return gonbui.IsNotebook }

// notebook sends pieces through GoNB's named pipe. Each is followed by a Sync: what is still in the pipe when the program ends, or
// is ended, would be dropped.
type notebook struct{}

func (notebook) show(markup, text string) { send("", markup, text) }

func (notebook) newID() string { return gonbui.UniqueId() }

func (notebook) update(l *Live, markup, text string) { send(l.id, markup, text) }

func (notebook) done(l *Live, markup, text string) { send(l.id, markup, text) }

func send(id, markup, text string) {
	gonbui.SendData(&protocol.DisplayData{
		Data:      map[protocol.MIMEType]any{protocol.MIMETextHTML: markup, protocol.MIMETextPlain: text},
		DisplayID: id,
	})
	arrived := make(chan struct{})
	go func() { gonbui.Sync(); close(arrived) }()
	select {
	case <-arrived:
	case <-time.After(patience): // the kernel is gone or stuck: do not hang the cell as well
	}
}

const patience = 5 * time.Second
