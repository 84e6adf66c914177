//go:build !inband

package show

import (
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// gonb returns the channel to the GoNB that runs this program, nil where there is none.
func gonb() channel {
	if !gonbui.IsNotebook {
		return nil
	}
	return notebook{}
}

// notebook sends pieces through GoNB's named pipe. Each is followed by a Sync: what is still in the pipe when the program ends, or
// is ended, would be dropped.
//
// The pipe's protocol is small, but a second writer beside gonbui, which a cell may use as well, would break its gob stream.
type notebook struct{}

func (notebook) show(p piece) {
	if p.Type == clearAll {
		return
	}
	data := make(map[protocol.MIMEType]any)
	for mime, content := range p.Data {
		data[protocol.MIMEType(mime)] = content
	}
	gonbui.SendData(&protocol.DisplayData{Data: data, DisplayID: p.ID})
	arrived := make(chan struct{})
	go func() { gonbui.Sync(); close(arrived) }()
	select {
	case <-arrived:
	case <-time.After(patience): // the kernel is gone or stuck: do not hang the cell as well
	}
}

func (n notebook) update(_ *Live, p piece) { n.show(p) }

func (n notebook) done(_ *Live, p piece) { n.show(p) }

const patience = 5 * time.Second
