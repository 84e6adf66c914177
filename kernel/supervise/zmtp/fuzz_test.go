package zmtp

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"
)

// The seeds are in testdata/fuzz; go test -fuzz FuzzFrames -fuzztime 1m ./kernel/supervise/zmtp looks for more.

// A greeting that is accepted has the signature and the mechanism, and 64 bytes are read of it, whatever follows.
func FuzzGreeting(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		minor, err := readGreeting(r)
		if err != nil {
			return
		}
		if read := len(data) - r.Len(); read != greetingSize {
			t.Errorf("%d bytes were read", read)
		}
		if data[0] != 0xff || data[9] != 0x7f || data[10] < 3 || (data[10] == 3 && minor != data[11]) || !bytes.Equal(data[12:32], newGreeting()[12:32]) {
			t.Errorf("%q was accepted with minor version %d", data[:greetingSize], minor)
		}
	})
}

// What was read as messages and commands is written and read again as the same, and keeps to the limits.
func FuzzFrames(f *testing.F) {
	o := Options{MaxMessage: 1000, MaxFrames: 5}.withDefaults()
	f.Fuzz(func(t *testing.T, data []byte) {
		once := readAll(bytes.NewReader(data), o)
		var written bytes.Buffer
		w := newWriter(&written)
		for _, e := range once {
			size := 0
			for _, frame := range e.frames {
				size += len(frame)
			}
			if e.flags == 0 && (size > o.MaxMessage || len(e.frames) > o.MaxFrames) {
				t.Errorf("a message of %d frames and %d bytes was accepted", len(e.frames), size)
			}
			check(t, w.add(e))
		}
		check(t, w.flush())
		twice := readAll(&written, o)
		if len(once) != len(twice) {
			t.Fatalf("%d were written and %d read", len(once), len(twice))
		}
		for i, e := range twice {
			if e.flags != once[i].flags || !equal(e.frames, once[i].frames) {
				t.Errorf("number %d was %q and is read as %q", i, once[i], e)
			}
		}
	})
}

// readAll reads messages and commands until an error.
func readAll(from io.Reader, o Options) (all []entry) {
	r := newReader(from, o)
	for {
		m, err := r.message(func(name string, data []byte) error {
			all = append(all, entry{Message{newCommand(name, data...)}, isCommand})
			return nil
		})
		if err != nil {
			return all
		}
		all = append(all, entry{m, 0})
	}
}

// Frames of any sizes are read as they were written, however the network cuts them.
func FuzzRoundTrip(f *testing.F) {
	f.Fuzz(func(t *testing.T, content []byte, first, second, third uint32, cut uint16) {
		var m Message
		for _, size := range []uint32{first, second, third} {
			frame := make([]byte, size%(3*chunk))
			for n := 0; n < len(frame) && len(content) > 0; {
				n += copy(frame[n:], content)
			}
			m = append(m, frame)
		}
		var written bytes.Buffer
		w := newWriter(&written)
		check(t, w.add(entry{m, 0}))
		check(t, w.add(entry{m[:1], 0}))
		check(t, w.flush())
		r := newReader(&pieces{&written, int(cut) + 1}, Options{}.withDefaults())
		for _, want := range []Message{m, m[:1]} {
			got, err := r.message(ignore)
			check(t, err)
			expect(t, got, want)
		}
	})
}

// pieces gives at most so many bytes at once.
type pieces struct {
	io.Reader
	most int
}

func (p *pieces) Read(b []byte) (int, error) { return p.Reader.Read(b[:min(len(b), p.most)]) }

func FuzzCommand(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		name, data, err := parseCommand(body)
		if err != nil {
			return
		}
		if again := newCommand(name, data...); !bytes.Equal(again, body) {
			t.Errorf("%q is the command %q with %q, which is written as %q", body, name, data, again)
		}
	})
}

func FuzzProperties(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		refused(data) // ERROR's text has its own parser
		p, err := parseProperties(data)
		if err != nil {
			return
		}
		_, data, err = parseCommand(p.ready())
		check(t, err)
		if again, err := parseProperties(data); err != nil || again != p {
			t.Errorf("%+v is written and read as %+v (%v)", p, again, err)
		}
	})
}

// Whatever a peer says, from its first byte on, the sockets survive it and nothing of it stays.
func FuzzPeer(f *testing.F) {
	o := Options{MaxConns: 2, MaxMessage: 1000, MaxFrames: 5, MaxQueue: 1000}.withDefaults()
	f.Fuzz(func(t *testing.T, said []byte) {
		r := &Router{listener: unbound(router, o), in: make(chan received, 1000)}
		p := &Pub{listener: unbound(xpub, o), subscribers: map[*conn]map[string]struct{}{}, present: make(chan struct{})}
		begun := 0
		p.subscribed = func(s Subscription) Message {
			if s.Ended {
				begun--
				return nil
			}
			begun++
			return message(s.Topic, "welcome")
		}
		r.serve, p.serve = r.attendPeer, p.attendPeer
		for _, l := range []*listener{r.listener, p.listener} {
			l.attend(&recording{said: bytes.NewReader(said)})
			if len(l.conns) > 0 || len(l.pending) > 0 {
				t.Errorf("%d connections and %d handshakes are left", len(l.conns), len(l.pending))
			}
		}
		if begun != 0 || len(p.subscribers) > 0 {
			t.Errorf("%d subscriptions have not ended, %d subscribers are left", begun, len(p.subscribers))
		}
	})
}

// unbound is a listener without an address.
func unbound(k kind, o Options) *listener {
	return &listener{kind: k, opts: o, closed: make(chan struct{}), conns: map[uint64]*conn{}}
}

// recording is a connection from a peer that says what was recorded and hears nothing.
type recording struct{ said *bytes.Reader }

func (r *recording) Read(b []byte) (int, error)       { return r.said.Read(b) }
func (r *recording) Write(b []byte) (int, error)      { return len(b), nil }
func (r *recording) Close() error                     { return nil }
func (r *recording) LocalAddr() net.Addr              { return &net.UnixAddr{} }
func (r *recording) RemoteAddr() net.Addr             { return &net.UnixAddr{} }
func (r *recording) SetDeadline(time.Time) error      { return nil }
func (r *recording) SetReadDeadline(time.Time) error  { return nil }
func (r *recording) SetWriteDeadline(time.Time) error { return nil }
