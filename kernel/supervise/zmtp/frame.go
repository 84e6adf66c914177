package zmtp

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// Flags of a frame. The other bits are reserved and must be zero.
const (
	hasMore   = 1 << iota // another frame of the message follows
	isLong                // the size has eight bytes, not one
	isCommand             // for the other end of the connection, not for its user
)

// maxHeader is the size of a long frame's header.
const maxHeader = 9

// appendHeader appends the header of a frame with so many bytes.
func appendHeader(b []byte, flags byte, size int) []byte {
	if size > 255 {
		return binary.BigEndian.AppendUint64(append(b, flags|isLong), uint64(size))
	}
	return append(b, flags, byte(size))
}

// reader reads messages and commands within limits.
type reader struct {
	*bufio.Reader
	maxMessage, maxFrames int
}

func newReader(r io.Reader, o Options) *reader {
	return &reader{bufio.NewReaderSize(r, chunk), o.MaxMessage, o.MaxFrames}
}

// message reads the next message. Commands on the way are given to the function: they may also stand between the frames of
// a message, since libzmq sends its PINGs there. The error is io.EOF if the stream ended where it may.
func (r *reader) message(command func(name string, data []byte) error) (Message, error) {
	var m Message
	left := r.maxMessage
	for {
		flags, body, err := r.frame(left)
		switch {
		case err != nil && m != nil:
			return nil, unexpected(err)
		case err != nil:
			return nil, err
		case flags&isCommand != 0:
			name, data, err := parseCommand(body)
			if err == nil {
				err = command(name, data)
			}
			if err != nil {
				return nil, err
			}
			continue
		}
		m = append(m, body)
		left -= len(body)
		if flags&hasMore == 0 {
			return m, nil
		}
		if len(m) == r.maxFrames {
			return nil, fmt.Errorf("a message of more than %d frames", r.maxFrames)
		}
	}
}

// frame reads a frame; the limit is for messages, commands have their own.
func (r *reader) frame(limit int) (flags byte, body []byte, err error) {
	flags, size, err := r.header()
	if err != nil {
		return 0, nil, err
	}
	if flags&isCommand != 0 {
		limit = maxCommand
	}
	if size > uint64(limit) {
		return 0, nil, fmt.Errorf("a frame of %d bytes, and %d more are allowed (Options.MaxMessage is %d)", size, limit, r.maxMessage)
	}
	body, err = readBody(r, int(size))
	return flags, body, err
}

func (r *reader) header() (flags byte, size uint64, err error) {
	flags, err = r.ReadByte()
	if err != nil {
		return 0, 0, err
	}
	if flags > hasMore|isLong|isCommand || flags&(isCommand|hasMore) == isCommand|hasMore {
		return 0, 0, fmt.Errorf("a frame with the flags %#02x, which ZMTP does not have", flags)
	}
	bytes := make([]byte, 8)
	if flags&isLong == 0 {
		_, err = io.ReadFull(r, bytes[7:])
	} else {
		_, err = io.ReadFull(r, bytes)
	}
	return flags, binary.BigEndian.Uint64(bytes), unexpected(err)
}

// chunk is how much is read or written at once, if it is small things.
const chunk = 64 << 10

// readBody reads so many bytes. Who announces much and sends little shall not cost us memory: what has arrived is at
// least half of what is allocated, beyond the first chunk.
func readBody(r io.Reader, size int) ([]byte, error) {
	body := make([]byte, min(size, chunk))
	for n := 0; ; {
		if _, err := io.ReadFull(r, body[n:]); err != nil {
			return nil, unexpected(err)
		}
		if n = len(body); n == size {
			return body, nil
		}
		more := make([]byte, min(size, 2*n))
		copy(more, body)
		body = more
	}
}
