package datawork

import (
	"bytes"
	"context"
	"fmt"
	"io"
)

// cut finds borders that part the text between two offsets into at most units ranges of about the same length, each of which ends with
// a row, and returns them with both ends. When csv is set, a line end within quotation marks ends no row. It reads all of the text.
func cut(ctx context.Context, text io.ReaderAt, from, to int64, units int, csv bool) ([]int64, error) {
	c := cutter{bounds: []int64{from}, from: from, to: to, units: int64(units), csv: csv, pos: from}
	buf := make([]byte, 256<<10)
	for c.pos < to {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part := buf[:min(int64(len(buf)), to-c.pos)]
		if n, err := text.ReadAt(part, c.pos); n < len(part) {
			return nil, fmt.Errorf("it ends after %d bytes, it had %d: %w", c.pos+int64(n), to, err)
		}
		for len(part) > 0 {
			part = part[c.line(part):]
		}
	}
	if c.bounds[len(c.bounds)-1] < to {
		c.bounds = append(c.bounds, to)
	}
	return c.bounds, nil
}

// A cutter goes through a text from pos on.
type cutter struct {
	bounds   []int64
	from, to int64
	units    int64
	csv      bool
	quoted   bool // pos is within quotation marks
	pos      int64
}

// line takes the first line of a part of the text, or what is there of it, and returns its length.
func (c *cutter) line(part []byte) int {
	n := len(part)
	end := bytes.IndexByte(part, '\n')
	if end >= 0 {
		n = end + 1
	}
	if c.csv && bytes.Count(part[:n], quote)%2 == 1 {
		c.quoted = !c.quoted
	}
	c.pos += int64(n)
	if end >= 0 && !c.quoted && c.pos >= c.wanted() {
		c.bounds = append(c.bounds, c.pos)
	}
	return n
}

var quote = []byte{'"'}

// wanted is where the next range would end if all ranges that are still to be found were alike.
func (c *cutter) wanted() int64 {
	last := c.bounds[len(c.bounds)-1]
	left := max(c.units-int64(len(c.bounds))+1, 1)
	return last + (c.to-last+left-1)/left
}
