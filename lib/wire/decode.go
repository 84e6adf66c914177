package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Decode reads one message, which must fill b. The message shares no memory with b.
func Decode(b []byte) (Message, error) { return decode(b, new(Records)) }

// decode is Decode into records that may be used again.
func decode(b []byte, records *Records) (Message, error) {
	if len(b) == 0 {
		return nil, errors.New("wire: an empty message")
	}
	d := decoder{rest: b[1:], into: records}
	m := d.message(kind(b[0]))
	switch {
	case m == nil:
		return nil, fmt.Errorf("wire: a message of the unknown kind %d", b[0])
	case d.bad:
		return nil, fmt.Errorf("wire: a broken %T of %d bytes", m, len(b))
	case len(d.rest) > 0:
		return nil, fmt.Errorf("wire: %d bytes are left over after a %T", len(d.rest), m)
	}
	return m, nil
}

// A decoder takes values from the front of what is left. After the first that is broken all are zero.
type decoder struct {
	rest []byte
	bad  bool
	into *Records
}

func (d *decoder) message(k kind) Message {
	switch k {
	case kindJob:
		return Job{d.text(), []byte(d.text()), d.count()}
	case kindReady:
		return Ready{}
	case kindRefused:
		return Refused{d.text()}
	case kindPing:
		return Ping{}
	case kindPong:
		return Pong{d.varint()}
	case kindRange:
		return d.units()
	case kindRecords:
		return d.records()
	case kindClose:
		return Close{}
	case kindClosed:
		return Closed{d.text()}
	}
	return nil
}

func (d *decoder) units() Range {
	r := Range{d.count(), d.count()}
	d.bad = d.bad || r.From > r.To
	return r
}

// smallest is the length of the smallest record: 6 numbers and a text of a byte each, and the checksum.
const smallest = 15

func (d *decoder) records() Records {
	n := d.count()
	if n > len(d.rest)/smallest { // before memory is given to a number that lies
		d.fail()
		return nil
	}
	rs := slices.Grow((*d.into)[:0], n)[:n]
	for i := range rs {
		d.record(&rs[i])
	}
	*d.into = rs
	return rs
}

func (d *decoder) record(r *Record) {
	*r = Record{Unit: d.count(), Started: d.varint()}
	r.Ended = r.Started + d.varint()
	if r.Waits = d.count(); r.Waits != 0 {
		r.WaitStarted = r.Started + d.varint()
		r.Waited = d.varint()
	}
	r.Attempts = d.count()
	r.Bytes = d.varint()
	r.Sum = d.fixed()
	r.Error = d.text()
}

func (d *decoder) count() int {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 || n > math.MaxInt {
		d.fail()
		return 0
	}
	d.rest = d.rest[size:]
	return int(n)
}

func (d *decoder) varint() int64 {
	n, size := binary.Varint(d.rest)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

func (d *decoder) fixed() uint64 {
	if len(d.rest) < 8 {
		d.fail()
		return 0
	}
	n := binary.LittleEndian.Uint64(d.rest)
	d.rest = d.rest[8:]
	return n
}

func (d *decoder) text() string {
	n := d.count()
	if n > len(d.rest) {
		d.fail()
		return ""
	}
	text := string(d.rest[:n])
	d.rest = d.rest[n:]
	return text
}

func (d *decoder) fail() { d.rest, d.bad = nil, true }
