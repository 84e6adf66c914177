package filework

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"threadboost/lib/lab"
)

// pieceSize is how much of a file is looked at once.
const pieceSize = 128 << 10

// A fold takes in the next piece of a file, which begins at a place in it, and returns the sum so far and how much of the piece it has
// used: all of the last one. What is left comes again, with more behind it.
type fold func(sum uint64, at int64, piece []byte, last bool) (folded uint64, used int)

// streams are the buffers in which files are read, to be used again.
var streams = sync.Pool{New: func() any { return &stream{buf: make([]byte, pieceSize)} }}

// A stream reads one file after the other.
type stream struct {
	file  *os.File
	buf   []byte
	n     int  // bytes in the buffer
	ended bool // nothing follows, and the file is closed
}

// fileSum reads a file to its end and returns its folded sum and its size. Opening, reading and closing are marked as waits.
func fileSum(ctx context.Context, name string, cold bool, use fold) (sum uint64, size int64, err error) {
	s := streams.Get().(*stream)
	defer streams.Put(s)
	if err := lab.Wait(ctx, func() error { return s.open(name, cold) }); err != nil {
		return 0, 0, err
	}
	for {
		used := 0
		if sum, used = use(sum, size, s.buf[:s.n], s.ended); used == 0 && !s.ended {
			sum, used = use(sum, size, s.buf, true) // nothing comes behind it in a full buffer
		}
		size += int64(used)
		if s.ended {
			return sum, size, nil
		}
		s.n = copy(s.buf, s.buf[used:s.n])
		if err := ctx.Err(); err != nil {
			return 0, 0, errors.Join(err, s.file.Close())
		}
		if err := lab.Wait(ctx, s.fill); err != nil {
			return 0, 0, err
		}
	}
}

func (s *stream) open(name string, cold bool) (err error) {
	s.n = 0
	if s.file, err = openFile(name, cold); err != nil {
		return err
	}
	return s.fill()
}

// fill reads until the buffer is full; at the end of the file, or after an error, it closes it.
func (s *stream) fill() error {
	n, err := io.ReadFull(s.file, s.buf[s.n:])
	s.n += n
	if s.ended = err != nil; !s.ended {
		return nil
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return errors.Join(err, s.file.Close())
}
