package payload

import (
	"context"
	"errors"
	"hash/crc32"
	"io"

	"threadboost/lib/lab"
)

// Read opens the stream that holds a unit's content, reads it to its end, closes it and returns its checksum. A stream of another
// length or with other content is an error. Its buffers are used again: it allocates nothing itself.
//
// Opening, reading and closing are marked as waits of the unit (see lab.Wait); the checksum is computing. Content of less than
// 128 KiB takes one mark. Read ends early with ctx.Err() when ctx ends.
func (s *Source) Read(ctx context.Context, unit int, open func() (io.ReadCloser, error)) (uint32, error) {
	r := s.readers.Get().(*reader)
	defer s.readers.Put(r)
	if err := lab.Wait(ctx, func() error { return r.open(open) }); err != nil {
		return 0, err
	}
	size, sum := int64(r.n), crc32.Checksum(r.buf[:r.n], castagnoli)
	for !r.ended {
		if err := s.mayGoOn(ctx, size); err != nil {
			return 0, errors.Join(err, r.stream.Close())
		}
		if err := lab.Wait(ctx, r.fill); err != nil {
			return 0, err
		}
		size, sum = size+int64(r.n), crc32.Update(sum, castagnoli, r.buf[:r.n])
	}
	return sum, s.check(unit, size, sum)
}

// A reader fills one buffer from one stream after the other.
type reader struct {
	stream io.ReadCloser
	buf    []byte
	n      int  // bytes in the buffer
	ended  bool // nothing follows, and the stream is closed
}

func (r *reader) open(open func() (io.ReadCloser, error)) (err error) {
	if r.stream, err = open(); err != nil {
		return err
	}
	return r.fill()
}

// fill reads the next bytes; at the end of the stream, or after an error, it closes it.
func (r *reader) fill() (err error) {
	r.n, err = io.ReadFull(r.stream, r.buf)
	if r.ended = err != nil; !r.ended {
		return nil
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil // check tells whether the end came too early
	}
	return errors.Join(err, r.stream.Close())
}
