package wire

import "encoding/binary"

// Encode returns a message as bytes, which [Decode] turns back.
func Encode(m Message) []byte { return appendMessage(nil, m) }

func appendMessage(b []byte, m Message) []byte { return m.appendTo(append(b, byte(m.kind()))) }

func (m Job) appendTo(b []byte) []byte {
	b = appendText(b, m.Workload)
	b = appendText(b, m.Params)
	return appendCount(b, m.Units)
}

func (Ready) appendTo(b []byte) []byte { return b }

func (m Refused) appendTo(b []byte) []byte { return appendText(b, m.Reason) }

func (Ping) appendTo(b []byte) []byte { return b }

func (m Pong) appendTo(b []byte) []byte { return binary.AppendVarint(b, m.Now) }

func (m Range) appendTo(b []byte) []byte { return appendCount(appendCount(b, m.From), m.To) }

func (m Records) appendTo(b []byte) []byte {
	b = appendCount(b, len(m))
	for i := range m {
		b = m[i].appendTo(b)
	}
	return b
}

func (Close) appendTo(b []byte) []byte { return b }

func (m Closed) appendTo(b []byte) []byte { return appendText(b, m.Error) }

// Lengths of time are shorter than times, and most units wait in no marked way: the end is sent as a distance from the start, and what
// is zero in most records takes a byte.
func (r *Record) appendTo(b []byte) []byte {
	b = appendCount(b, r.Unit)
	b = binary.AppendVarint(b, r.Started)
	b = binary.AppendVarint(b, r.Ended-r.Started)
	b = appendCount(b, r.Waits)
	if r.Waits != 0 {
		b = binary.AppendVarint(b, r.WaitStarted-r.Started)
		b = binary.AppendVarint(b, r.Waited)
	}
	b = appendCount(b, r.Attempts)
	b = binary.AppendVarint(b, r.Bytes)
	b = binary.LittleEndian.AppendUint64(b, r.Sum)
	return appendText(b, r.Error)
}

// appendCount adds a number that is not negative: a negative one would not be read back.
func appendCount(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }

func appendText[T string | []byte](b []byte, text T) []byte {
	return append(appendCount(b, len(text)), text...)
}
