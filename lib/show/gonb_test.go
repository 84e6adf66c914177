//go:build linux && !inband

package show

import (
	"encoding/gob"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"threadboost/lib/internal/paired"
)

// BenchmarkShow compares a piece in-band with the same piece through GoNB's pipe, for a line and for a figure. The reader in-band
// throws frames away. The one in GoNB's place encodes the message before it reads on, as GoNB does, and sends it nowhere: a real GoNB
// signs and sends it as well.
func BenchmarkShow(b *testing.B) {
	theirs := fakeGoNB(b)
	r, w, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	go io.Copy(io.Discard, r)
	ours := &inBand{out: w}
	for _, c := range []struct{ name, markup string }{
		{"line", Small("Pool(8) is faster")},
		{"figure", strings.Repeat("x", 100_000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := piece{Type: display, Data: withHTML(c.markup, "text")}
			const times = 100
			repeat := func(c channel) func() {
				return func() {
					for range times {
						c.show(p)
					}
				}
			}
			paired.Ratio(b, repeat(ours), repeat(theirs))
		})
	}
}

// fakeGoNB makes this program one that GoNB runs, and reads its pipe as GoNB does.
func fakeGoNB(b *testing.B) channel {
	b.Helper()
	there, back := filepath.Join(b.TempDir(), "there"), filepath.Join(b.TempDir(), "back")
	for _, path := range []string{there, back} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.Setenv(protocol.GONB_PIPE_ENV, there)
	b.Setenv(protocol.GONB_PIPE_BACK_ENV, back)
	was := gonbui.IsNotebook
	gonbui.IsNotebook = true
	b.Cleanup(func() { gonbui.IsNotebook = was })
	go answer(there, back)
	return gonb()
}

// answer acknowledges what asks for it, until the pipe ends with this process.
func answer(there, back string) {
	r, err := os.Open(there)
	if err != nil {
		return
	}
	w, err := os.OpenFile(back, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	decoder, encoder := gob.NewDecoder(r), gob.NewEncoder(w)
	for {
		data := new(protocol.DisplayData)
		if decoder.Decode(data) != nil {
			return
		}
		if sync, is := data.Data[protocol.MIMECommValue].(protocol.CommValue); is {
			encoder.Encode(&protocol.CommValue{Address: protocol.GonbuiSyncAckAddress, Value: sync.Value})
		} else {
			json.Marshal(data)
		}
	}
}
