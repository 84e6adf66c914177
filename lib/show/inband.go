package show

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"
)

// stdout is standard output as the program got it. A cell that replaces os.Stdout to catch what is printed does not catch pieces.
var stdout = os.Stdout

// inBand writes each piece to standard output as JSON, in frames:
//
//	ESC ] 7777 ; id ; part ; parts ; sum ; base64 BEL
//
// id is 16 hexadecimal digits and the same in all parts of a piece, part counts from 1 to parts, sum is the CRC-32 (IEEE, 8
// hexadecimal digits) of "id;part;parts;base64", and base64 is the standard encoding without padding of one part of the JSON. To a
// terminal this is a command that it does not know and skips.
//
// A frame is one Write of at most [frameSize] bytes, PIPE_BUF on Linux: a pipe takes such a write as a whole, also while C code, a
// child or another thread writes to it, and while the program is being killed. One large write would be torn: Linux lets others in
// whenever the pipe is full. macOS promises 512 bytes only, and there the sum finds a torn frame. What others print between two parts
// appears before the piece.
type inBand struct {
	mu  sync.Mutex // the parts of one piece stay together
	out io.Writer
}

const (
	frameSize = 4096
	partSize  = 3000 // bytes of JSON in a frame: 4000 of base64, and at most 60 around them
)

func (c *inBand) show(p piece) {
	var message bytes.Buffer
	encoder := json.NewEncoder(&message)
	encoder.SetEscapeHTML(false) // it would make six bytes of each < and >
	if encoder.Encode(p) != nil {
		return // not reached: there are only strings in it
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	writeFrames(c.out, newID(), message.Bytes())
}

func (c *inBand) update(_ *Live, p piece) { c.show(p) }

func (c *inBand) done(_ *Live, p piece) { c.show(p) }

// writeFrames writes a message until nobody reads any more.
func writeFrames(w io.Writer, id string, message []byte) {
	parts := (len(message) + partSize - 1) / partSize
	frame := make([]byte, 0, frameSize)
	for i := range parts {
		part := message[i*partSize : min((i+1)*partSize, len(message))]
		frame = appendFrame(frame[:0], fmt.Sprintf("%s;%d;%d;", id, i+1, parts), part)
		if _, err := w.Write(frame); err != nil {
			return
		}
	}
}

// appendFrame appends one part, whose head is "id;part;parts;".
func appendFrame(to []byte, head string, part []byte) []byte {
	encoded := base64.RawStdEncoding.AppendEncode(make([]byte, 0, frameSize), part)
	sum := crc32.Update(crc32.ChecksumIEEE([]byte(head)), crc32.IEEETable, encoded)
	to = fmt.Appendf(to, "\x1b]7777;%s%08x;", head, sum)
	return append(append(to, encoded...), '\a')
}
