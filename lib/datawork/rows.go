package datawork

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
)

// A rowReader takes the rows from a text of CSV one by one, as encoding/csv does with its usual settings: what is a row, a field and an
// error is the same. It allocates nothing a row, but for its own slices, which grow to the size that the longest row needs.
type rowReader struct {
	columns int // that each row must have
	text    []byte
	pos     int
	fields  [][]byte
	scratch []byte // of the row's fields that are not in the text as they are
}

// reset begins a text.
func (r *rowReader) reset(text []byte) { r.text, r.pos = text, 0 }

// next returns the fields of the next row, which are valid until the next call and must not be changed, or io.EOF. Its other errors are
// those of encoding/csv.
func (r *rowReader) next() ([][]byte, error) {
	r.skipEmptyLines()
	if r.pos == len(r.text) {
		return nil, io.EOF
	}
	r.fields, r.scratch = r.fields[:0], r.scratch[:0]
	for more := true; more; {
		var field []byte
		var err error
		if r.pos < len(r.text) && r.text[r.pos] == '"' {
			field, more, err = r.quoted()
		} else {
			field, more, err = r.bare()
		}
		if err != nil {
			return nil, err
		}
		r.fields = append(r.fields, field)
	}
	if len(r.fields) != r.columns {
		return nil, csv.ErrFieldCount
	}
	return r.fields, nil
}

// explain says where in the text an error of next is.
func (r *rowReader) explain(err error) error {
	line := 1 + bytes.Count(r.text[:r.pos], []byte{'\n'})
	return fmt.Errorf("line %d of these: %w", line, err)
}

func (r *rowReader) skipEmptyLines() {
	for r.pos < len(r.text) {
		n, ends := lineEnd(r.text[r.pos:])
		if !ends {
			return
		}
		r.pos += n
	}
}

// lineEnd reports whether a line ends at the start of a text, and how long the end is: \n, \r\n, and at the text's end \r or nothing.
func lineEnd(text []byte) (n int, ends bool) {
	switch {
	case len(text) == 0:
		return 0, true
	case text[0] == '\n':
		return 1, true
	case text[0] != '\r':
		return 0, false
	case len(text) == 1:
		return 1, true
	}
	return 2, text[1] == '\n'
}

// bare takes a field that has no quotation marks; more says that another one follows in the row.
func (r *rowReader) bare() (field []byte, more bool, err error) {
	text := r.text[r.pos:]
	for i, c := range text {
		switch c {
		case ',':
			r.pos += i + 1
			return text[:i], true, nil
		case '\n':
			r.pos += i + 1
			return bytes.TrimSuffix(text[:i], carriageReturn), false, nil
		case '"':
			return nil, false, csv.ErrBareQuote
		}
	}
	r.pos = len(r.text)
	return bytes.TrimSuffix(text, carriageReturn), false, nil
}

var carriageReturn = []byte{'\r'}

// quoted takes a field in quotation marks.
func (r *rowReader) quoted() (field []byte, more bool, err error) {
	start := r.pos + 1
	for end := start; ; end += 2 { // two quotation marks within are one
		i := bytes.IndexByte(r.text[end:], '"')
		if i < 0 {
			return nil, false, csv.ErrQuote
		}
		end += i
		after := r.text[end+1:]
		if len(after) > 0 && after[0] == '"' {
			continue
		}
		n, ends := lineEnd(after)
		switch {
		case ends:
			r.pos = end + 1 + n
		case after[0] == ',':
			r.pos = end + 2
		default:
			return nil, false, csv.ErrQuote
		}
		return r.plain(r.text[start:end]), !ends, nil
	}
}

// plain makes one quotation mark of two, and \n of \r\n.
func (r *rowReader) plain(field []byte) []byte {
	if bytes.IndexByte(field, '"') < 0 && bytes.IndexByte(field, '\r') < 0 {
		return field
	}
	begin := len(r.scratch)
	for i := 0; i < len(field); i++ {
		if field[i] == '\r' && i+1 < len(field) && field[i+1] == '\n' {
			continue
		}
		r.scratch = append(r.scratch, field[i])
		if field[i] == '"' {
			i++
		}
	}
	return r.scratch[begin:len(r.scratch):len(r.scratch)]
}
