package wire

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
)

// messages is at least one of each kind, with the extremes of their fields.
var messages = []Message{
	Job{"cpuwork.Primes", []byte(`{"Units":8}`), 8},
	Job{"", []byte{}, math.MaxInt},
	Ready{},
	Refused{"it is not in the roster"},
	Ping{},
	Pong{-1},
	Pong{math.MaxInt64},
	Close{},
	Closed{"the file is not what was written"},
	Range{0, 0},
	Range{120, math.MaxInt},
	Records(nil),
	Records{
		{Unit: 3, Started: 1_000_000, Ended: 1_500_000, WaitStarted: 1_100_000, Waited: 7, Waits: 1, Attempts: 2, Bytes: 65536, Sum: 0xcafe},
		{Unit: 4, Started: 1_500_010, Ended: 1_500_020, Error: "no such file"},
		{Unit: math.MaxInt, Started: math.MinInt64, Ended: math.MaxInt64, WaitStarted: math.MaxInt64, Waited: math.MinInt64,
			Waits: math.MaxInt, Attempts: math.MaxInt, Bytes: math.MinInt64, Sum: math.MaxUint64, Error: "\x00\xff"},
	},
}

// stream is what a writer makes of messages.
func stream(t testing.TB, ms ...Message) []byte {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b)
	for _, m := range ms {
		if err := w.Send(m); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestMessagesArriveAsTheyWereSent(t *testing.T) {
	r := NewReader(bytes.NewReader(stream(t, messages...)))
	for _, want := range messages {
		if got, err := r.Receive(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("received %#v and the error %v, want %#v", got, err, want)
		}
	}
	if _, err := r.Receive(); err != io.EOF {
		t.Errorf("after the last message the error is %v, want io.EOF", err)
	}
}

// The bytes are written out by hand from the description of the encoding, with the checksums of a bit by bit CRC-32C (polynomial
// 0x82f63b78) in another language: a change of them needs a new version.
func TestTheEncodingIsPinned(t *testing.T) {
	got := stream(t, Range{1, 300}, Records{{Unit: 2, Started: 5, Ended: 8, Attempts: 4, Bytes: 1, Sum: 9, Error: "no"}})
	want := hex.EncodeToString([]byte("threadboost wire 1\n")) +
		"04000000" + "a3008e9f" + "06" + "01" + "ac02" + // length, checksum, kind, from, to
		"13000000" + "8d036586" + "07" + "01" + "02" + "0a" + "06" + "00" + "04" + "02" + "0900000000000000" + "026e6f"
	if hex.EncodeToString(got) != want {
		t.Errorf("the stream is\n\t%x\nwant\n\t%s", got, want)
	}
}

func TestEachMessageIsOneWrite(t *testing.T) {
	var c counter
	w := NewWriter(&c)
	for range 3 {
		if err := w.Send(Ready{}); err != nil {
			t.Fatal(err)
		}
	}
	if c != 3 {
		t.Errorf("three messages took %d writes, want 3", c)
	}
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c++; return len(b), nil }

func TestDamageIsFound(t *testing.T) {
	good := stream(t, messages[0], messages[len(messages)-1])
	receive := func(b []byte) error {
		r := NewReader(bytes.NewReader(b))
		for range 2 {
			if _, err := r.Receive(); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range good {
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << bit
			if receive(bad) == nil {
				t.Errorf("bit %d of byte %d was turned over and nothing was found", bit, i)
			}
		}
		if receive(good[:i]) == nil {
			t.Errorf("the stream was cut at byte %d and nothing was found", i)
		}
	}
}

func TestReceiveSaysWhatIsWrong(t *testing.T) {
	const hello = "threadboost wire 1\n"
	for _, test := range []struct{ name, stream, want string }{
		{"nothing", "", "EOF"},
		{"text", "starting the program\n", `wire: the stream begins with "starting the progra", want "threadboost wire 1\n": is it text that a program prints?`},
		{"short text", "hi\n", `wire: the stream begins with "hi\n", want "threadboost wire 1\n": is it text that a program prints?`},
		{"other version", "threadboost wire 2\n", `wire: the other side speaks version "2\n", this one "1": build both from the same sources`},
		{"end in a header", hello + "\x01\x00", "wire: the stream ended within a message: unexpected EOF"},
		{"end after a header", hello + "\x01\x00\x00\x00\x00\x00\x00\x00", "wire: the stream ended within a message: unexpected EOF"},
		{"too long", hello + "\x01\x00\x00\x01\x00\x00\x00\x00", "wire: a frame of 16777217 bytes, want at most 16777216: the stream is damaged"},
		{"checksum", hello + "\x01\x00\x00\x00\x00\x00\x00\x00\x02", "wire: a frame with checksum 0xb34623a6, want 0x00000000: the stream is damaged"},
		{"empty", hello + "\x00\x00\x00\x00\x00\x00\x00\x00", "wire: an empty message"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewReader(strings.NewReader(test.stream)).Receive()
			if err == nil || err.Error() != test.want {
				t.Errorf("Receive gave the error\n\t%v\nwant\n\t%s", err, test.want)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, test := range []struct{ name, message, want string }{
		{"no bytes", "", "wire: an empty message"},
		{"an unknown kind", "\x63", "wire: a message of the unknown kind 99"},
		{"bytes that are left over", "\x02x", "wire: 1 bytes are left over after a wire.Ready"},
		{"a number that ends early", "\x05\x80", "wire: a broken wire.Pong of 2 bytes"},
		{"a number beyond an int", "\x06\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "wire: a broken wire.Range of 12 bytes"},
		{"a range that ends before it begins", "\x06\x02\x01", "wire: a broken wire.Range of 3 bytes"},
		{"a text that ends early", "\x03\x05no", "wire: a broken wire.Refused of 4 bytes"},
		{"a checksum that ends early", "\x07\x01\x00\xff\xff\xff\xff\x0f\xff\xff\xff\xff\x0f\x00\x01\x00\x01", "wire: a broken wire.Records of 17 bytes"},
		{"more records than bytes", "\x07\xff\xff\xff\xff\x0f", "wire: a broken wire.Records of 6 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Decode([]byte(test.message)); err == nil || err.Error() != test.want {
				t.Errorf("Decode gave the error\n\t%v\nwant\n\t%s", err, test.want)
			}
		})
	}
}

func TestSendRefusesWhatIsTooLong(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b)
	err := w.Send(Refused{strings.Repeat("x", Limit)})
	const want = "wire: a wire.Refused of 16777221 bytes, want at most 16777216"
	if err == nil || err.Error() != want || b.Len() > 0 {
		t.Errorf("Send gave the error %v and wrote %d bytes, want %s and none", err, b.Len(), want)
	}
	if err := w.Send(Ready{}); err != nil {
		t.Fatal(err)
	}
	if m, err := NewReader(&b).Receive(); err != nil || m != (Ready{}) {
		t.Errorf("the message after it arrived as %v, %v, want Ready", m, err)
	}
}

func TestALongMessageArrives(t *testing.T) {
	want := Job{"long", bytes.Repeat([]byte("0123456789"), 100_000), 1}
	got, err := NewReader(bytes.NewReader(stream(t, want))).Receive()
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("a message of a million bytes arrived with the error %v, or changed", err)
	}
}

func TestErrorsOfTheStreamAreKept(t *testing.T) {
	broken := errors.New("the cable is broken")
	r := NewReader(io.MultiReader(bytes.NewReader(stream(t, Pong{1})[:28]), failing{broken}))
	if _, err := r.Receive(); !errors.Is(err, broken) {
		t.Errorf("the error is %v, want that of the stream", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// What is decoded is encoded to something that decodes to the same.
func FuzzDecode(f *testing.F) {
	for _, m := range messages {
		f.Add(Encode(m))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Decode(b)
		if err != nil {
			return
		}
		again, err := Decode(Encode(m))
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Errorf("%#v came back as %#v and %v", m, again, err)
		}
	})
}

// A stream of anything ends in an error, after no more messages than it has room for.
func FuzzReceive(f *testing.F) {
	f.Add(stream(f, messages...))
	f.Add([]byte("threadboost wire 1\n\x01\x00\x00\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := NewReader(bytes.NewReader(b))
		for range len(b)/header + 1 {
			if _, err := r.Receive(); err != nil {
				return
			}
		}
		t.Errorf("%d bytes did not end", len(b))
	})
}
