package wire

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
)

// Limit is how many bytes a message may take.
const Limit = 16 << 20

const (
	greeting = "threadboost wire " // begins a stream, before the version
	version  = "1\n"
	header   = 8 // bytes before a message: its length and its checksum, little endian
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli) // the polynomial that processors have an instruction for

// A Writer sends messages on a stream, each with one call of Write. It is not safe for use by several goroutines.
type Writer struct {
	w       io.Writer
	buf     []byte
	greeted bool
}

// NewWriter returns a writer on a stream; the greeting goes ahead of the first message.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Send sends a message. One that is longer than [Limit] is refused, and nothing is sent.
func (w *Writer) Send(m Message) error {
	w.buf = w.buf[:0]
	if !w.greeted {
		w.buf = append(w.buf, greeting+version...)
	}
	start := len(w.buf) + header
	w.buf = append(w.buf, make([]byte, header)...)
	w.buf = appendMessage(w.buf, m)
	message := w.buf[start:]
	if len(message) > Limit {
		return fmt.Errorf("wire: a %T of %d bytes, want at most %d", m, len(message), Limit)
	}
	binary.LittleEndian.PutUint32(w.buf[start-header:], uint32(len(message)))
	binary.LittleEndian.PutUint32(w.buf[start-4:], crc32.Checksum(message, castagnoli))
	w.greeted = true
	_, err := w.w.Write(w.buf)
	return err
}

// A Reader receives messages from a stream. It is not safe for use by several goroutines.
type Reader struct {
	r       *bufio.Reader
	head    [header]byte
	buf     []byte
	records Records
	greeted bool
}

// NewReader returns a reader on a stream. It may read ahead.
func NewReader(r io.Reader) *Reader { return &Reader{r: bufio.NewReaderSize(r, 64<<10)} }

// Receive waits for the next message. [Records] are valid until the one after. The error is io.EOF when the stream ends after a whole message or before its first byte.
func (r *Reader) Receive() (Message, error) {
	if !r.greeted {
		if err := r.greet(); err != nil {
			return nil, err
		}
	}
	if n, err := io.ReadFull(r.r, r.head[:]); n == 0 {
		return nil, err
	} else if err != nil {
		return nil, cut(err)
	}
	size := binary.LittleEndian.Uint32(r.head[:])
	if size > Limit {
		return nil, fmt.Errorf("wire: a frame of %d bytes, want at most %d: the stream is damaged", size, Limit)
	}
	if err := r.fill(int(size)); err != nil {
		return nil, cut(err)
	}
	if got, want := crc32.Checksum(r.buf, castagnoli), binary.LittleEndian.Uint32(r.head[4:]); got != want {
		return nil, fmt.Errorf("wire: a frame with checksum %#08x, want %#08x: the stream is damaged", got, want)
	}
	return decode(r.buf, &r.records)
}

// fill reads a message. It takes memory as the bytes come, not as the frame promises.
func (r *Reader) fill(size int) error {
	const piece = 64 << 10
	r.buf = r.buf[:0]
	for len(r.buf) < size {
		have := len(r.buf)
		next := min(size-have, piece)
		r.buf = slices.Grow(r.buf, next)[:have+next]
		if _, err := io.ReadFull(r.r, r.buf[have:]); err != nil {
			return err
		}
	}
	return nil
}

// greet reads the line that begins a stream.
func (r *Reader) greet() error {
	const want = greeting + version
	got, err := r.r.Peek(len(want))
	switch {
	case string(got) == want:
		r.greeted = true
		r.r.Discard(len(want))
		return nil
	case len(got) == 0:
		return err
	case strings.HasPrefix(string(got), greeting):
		return fmt.Errorf("wire: the other side speaks version %q, this one %q: build both from the same sources", got[len(greeting):], strings.TrimSpace(version))
	}
	return fmt.Errorf("wire: the stream begins with %q, want %q: is it text that a program prints?", got, want)
}

// cut is the error of a stream that ended within a frame.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("wire: the stream ended within a message: %w", io.ErrUnexpectedEOF)
	}
	return err
}
